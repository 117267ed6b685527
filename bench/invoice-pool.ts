import { type BenchEvent, type Invoice, type Run, stepsPerInvoice } from './invoices.ts';

/** Events of one stage, each of another invoice, that go out in one request. */
export interface Batch {
  readonly stage: string;
  readonly events: readonly BenchEvent[];
  /** The invoices of the events, to be given back. */
  readonly invoices: readonly Invoice[];
}

/**
 * The open invoices of a run by the stage of their next event. An invoice is out of the pool while an event
 * of it is under way, so that no two ever are.
 *
 * The pool begins with invoices at every step, as though the load had been running for long: otherwise all
 * invoices would pass the stages together, and load one after the other.
 */
export class InvoicePool {
  readonly #run: Run;
  /** Events per request. */
  readonly batch: number;
  readonly #target: number;
  readonly #waiting = new Map<string, Fifo<Invoice>>();
  #created = 0;
  #open = 0;

  /**
   * @param batch events per request
   * @param open invoices to keep open: so many events pass before an invoice's next one
   */
  constructor(run: Run, batch: number, open: number) {
    this.#run = run;
    this.batch = batch;
    this.#target = open;
    while (this.#open < open) this.#create(this.#created % stepsPerInvoice);
  }

  /** The next events of the invoices that have waited longest in the fullest stage. */
  take(): Batch {
    while (this.#open < this.#target) this.#create(0);
    let stage = this.#fullest();
    for (; stage.queue.length < this.batch; stage = this.#fullest()) this.#create(0);
    const invoices = stage.queue.take(this.batch);
    return { stage: stage.name, events: invoices.map((invoice) => invoice.next()), invoices };
  }

  /** Returns a batch's invoices, once its request has ended in whatever way. */
  giveBack({ invoices }: Batch): void {
    for (const invoice of invoices) {
      if (invoice.finished) this.#open--;
      else this.#wait(invoice);
    }
  }

  #create(firstStep: number): void {
    this.#open++;
    this.#wait(this.#run.invoice(this.#created++, firstStep));
  }

  #wait(invoice: Invoice): void {
    const queue = this.#waiting.get(invoice.nextStage);
    if (queue) queue.add(invoice);
    else this.#waiting.set(invoice.nextStage, new Fifo([invoice]));
  }

  #fullest(): { name: string; queue: Fifo<Invoice> } {
    let fullest = { name: '', queue: new Fifo<Invoice>([]) };
    for (const [name, queue] of this.#waiting)
      if (queue.length > fullest.queue.length) fullest = { name, queue };
    return fullest;
  }
}

/** First in, first out; the front is cut off now and then, not with every item. */
class Fifo<T> {
  #items: T[];
  #taken = 0;

  constructor(items: T[]) {
    this.#items = items;
  }

  get length(): number {
    return this.#items.length - this.#taken;
  }

  add(item: T): void {
    this.#items.push(item);
  }

  take(count: number): T[] {
    const items = this.#items.slice(this.#taken, this.#taken + count);
    this.#taken += items.length;
    if (this.#taken > 1024 && this.#taken * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return items;
  }
}
