import { crc32 } from 'node:zlib';

/** What happened in a history, in order; two runs of a seed are the same if their hashes are. */
export class Trace {
  #hash = 0;
  #entries = 0;
  readonly #lines: string[] | undefined;

  /** @param keep keeps the entries for a reader, beside their hash */
  constructor(keep: boolean) {
    if (keep) this.#lines = [];
  }

  add(elapsedMs: number, what: string): void {
    const line = `${elapsedMs.toFixed(3)} ${what}`;
    this.#hash = crc32(line, this.#hash);
    this.#entries++;
    this.#lines?.push(line);
  }

  get lines(): readonly string[] {
    return this.#lines ?? [];
  }

  get hash(): string {
    return `${this.#hash.toString(16).padStart(8, '0')}-${this.#entries}`;
  }
}
