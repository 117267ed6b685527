/** Acknowledgements so close together, ms, are kept as one. */
const resolutionMs = 10;

/** How far what is visible trails what was acknowledged: keeps the acknowledged count over time. */
export class Lag {
  /** From `since` on the count grew, up to `count`. */
  #steps: { readonly since: number; count: number }[] = [];
  /** Steps that are visible altogether. */
  #passed = 0;

  /** Notes the acknowledged count as of now; times and counts must not go back. */
  acknowledged(count: number, now: number): void {
    const last = this.#steps.length > this.#passed ? this.#steps.at(-1) : undefined;
    if (last && now - last.since < resolutionMs) last.count = count;
    else this.#steps.push({ since: now, count });
  }

  /**
   * How long ago, in ms, the acknowledged count first passed today's visible count: the age of the oldest
   * acknowledgement that is not visible yet. 0 when everything acknowledged is visible.
   * @param visible visible events, which must not become fewer
   */
  behind(visible: number, now: number): number {
    while ((this.#steps[this.#passed]?.count ?? Number.POSITIVE_INFINITY) <= visible) this.#passed++;
    this.#forget();
    return Math.max(0, now - (this.#steps[this.#passed]?.since ?? now));
  }

  /** Drops what is visible, so that a load of hours keeps little. */
  #forget(): void {
    if (this.#passed < 1024) return;
    this.#steps = this.#steps.slice(this.#passed);
    this.#passed = 0;
  }
}
