/** One event of an event log. */
export interface LogRecord {
  /** Where it stands, e.g. `log.csv, line 7`. */
  readonly place: string;
  /** The id of its case; undefined when the log has none. */
  readonly caseId: string | undefined;
  /** The name of what happened; undefined when the log has none. */
  readonly activity: string | undefined;
  /** As written in the log. */
  readonly timestamp: string | undefined;
  /** How the log writes decimals, where the mapping says so of its kind. */
  readonly decimalMark?: '.' | ',' | undefined;
  /** Why the event cannot be told from the log: it gives an attribute twice, say. */
  readonly problem?: string | undefined;
  /** Value of the event's own attribute; its name as `sameName` gives it. */
  eventAttribute(name: string): string | undefined;
  /** Value of an attribute of the event's case; its name likewise. */
  caseAttribute(name: string): string | undefined;
}

/** The most that one event and one case may hold, in characters. No log comes near it. */
export const maxRecordLength = 1 << 20;
