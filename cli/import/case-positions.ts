/** Counts the events of each case. */
export class CasePositions {
  readonly #positions = new Map<string | undefined, number>();

  /** How many cases there are. */
  get size(): number {
    return this.#positions.size;
  }

  /** The position of the case's next event, from 1. */
  next(caseId: string | undefined): number {
    const before = this.#positions.get(caseId);
    const position = (before ?? 0) + 1;
    this.#positions.set(before === undefined ? detached(caseId) : caseId, position);
    return position;
  }
}

/**
 * A copy of the text that is not a slice of a larger one: V8 keeps the whole chunk of the file in
 * memory for as long as one word cut from it is.
 */
function detached(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'utf16le').toString('utf16le');
}
