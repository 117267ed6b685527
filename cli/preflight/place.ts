/** Where AWS is asked, and as whom: whatever credentials the SDK finds. */
export interface Place {
  readonly region: string;
  /** Instead of AWS's own, of every service. */
  readonly endpoint?: string;
}
