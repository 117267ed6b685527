/**
 * How reliable a fact is: read in the vendor's documentation, read elsewhere, or common knowledge
 * that is still to be looked up.
 */
export type Confidence = 'verified' | 'second-hand' | 'common-knowledge';

/** Where a fact comes from. */
export interface Provenance {
  readonly confidence: Confidence;
  /** The page that says it or, for common knowledge, the page to check it on. */
  readonly source: string;
  /** The day the page was read, YYYY-MM-DD, or the month, YYYY-MM; absent if nobody has read it. */
  readonly readOn?: string;
}

/** A figure that somebody else sets, or why it is not known. What is not known is never guessed. */
export type Sourced =
  | ({ readonly value: number } & Provenance)
  | { readonly value: null; readonly reason: string };

/** Whether the figure is known. */
export function isKnown(sourced: Sourced): sourced is { readonly value: number } & Provenance {
  return sourced.value !== null;
}
