/**
 * How far a fact can be relied on: read in the vendor's own documentation, read elsewhere, or known
 * to everyone in the trade and still to be looked up.
 */
export type Confidence = 'verified' | 'second-hand' | 'common-knowledge';

/** Where a fact comes from. */
export interface Provenance {
  readonly confidence: Confidence;
  /** The page that says it or, of what is common knowledge, the page to check it on. */
  readonly source: string;
  /** The day the page was read, YYYY-MM-DD; absent when nobody here has read it. */
  readonly readOn?: string;
}

/** A figure somebody else sets, or why it is not known. What is not known is never guessed. */
export type Sourced =
  | ({ readonly value: number } & Provenance)
  | { readonly value: null; readonly reason: string };

/** Whether the figure is known. */
export function isKnown(sourced: Sourced): sourced is { readonly value: number } & Provenance {
  return sourced.value !== null;
}
