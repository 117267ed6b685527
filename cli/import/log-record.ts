/** One event of an event log. */
export interface LogRecord {
  /** The id of its case; undefined when the log has none. */
  readonly caseId: string | undefined;
  /** The name of what happened; undefined when the log has none. */
  readonly activity: string | undefined;
  /** As written in the log. */
  readonly timestamp: string | undefined;
  /** Value of the event's own attribute. */
  eventAttribute(name: string): string | undefined;
  /** Value of an attribute of the event's case. */
  caseAttribute(name: string): string | undefined;
}
