import { stepsPerInvoice } from './invoices.ts';

/** Which events were answered with a 2xx: one byte per invoice, one bit per step. */
export class Acknowledged {
  #steps = new Uint8Array(1 << 12);
  #count = 0;
  #invoices = 0;

  get count(): number {
    return this.#count;
  }

  /** Number of the highest invoice, plus one. */
  get invoices(): number {
    return this.#invoices;
  }

  add(invoice: number, step: number): void {
    if (invoice >= this.#steps.length) {
      const larger = new Uint8Array(Math.max(invoice + 1, this.#steps.length * 2));
      larger.set(this.#steps);
      this.#steps = larger;
    }
    this.#steps[invoice] = (this.#steps[invoice] ?? 0) | (1 << step);
    this.#invoices = Math.max(this.#invoices, invoice + 1);
    this.#count++;
  }

  /** The acknowledged steps of the invoice, in order. */
  steps(invoice: number): number[] {
    const bits = this.#steps[invoice] ?? 0;
    return Array.from({ length: stepsPerInvoice }, (_, step) => step).filter((step) => bits & (1 << step));
  }
}
