import Big from 'big.js';
import type { Stage, StatusOf } from '../../schemas/stages.ts';
import type { Calendar } from './calendar.ts';
import type { Sampling } from './sampling.ts';
import type { Story } from './story.ts';
import type { Vendor } from './vendor.ts';

/** One thing that happens to an invoice. */
export type Step = {
  readonly [S in Stage]: {
    readonly stage: S;
    readonly status: StatusOf<S>;
    /** Milliseconds since the epoch. */
    readonly at: number;
    readonly actor: 'human' | 'system';
    readonly attributes?: Readonly<Record<string, string>>;
    /** What a payment says it paid: decimal text. */
    readonly paidAmount?: string;
  };
}[Stage];

/** What decides about the course of an invoice, beside its vendor and chance. */
export interface Circumstances {
  readonly calendar: Calendar;
  readonly story: Story;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Share of mismatches that end in a dispute, and how long that takes. */
const disputedShare = 0.12;
const disputeMs = 60 * day;

/**
 * Takes an invoice through the stages; each stage returns whether the invoice goes on to the next.
 */
export class CourseBuilder {
  readonly steps: Step[] = [];
  #now: number;
  readonly #circumstances: Circumstances;
  readonly #sample: Sampling;

  constructor(receivedAt: number, circumstances: Circumstances, sample: Sampling) {
    this.#now = receivedAt;
    this.#circumstances = circumstances;
    this.#sample = sample;
  }

  /** When the latest step is over, milliseconds since the epoch. */
  get now(): number {
    return this.#now;
  }

  ingest(): boolean {
    this.#add({ stage: 'ingestion', status: 'received', actor: 'system' });
    this.#wait(2 * hour, 0.8);
    if (this.#sample.chance(0.025)) {
      this.#work(2 * hour, 0.8);
      this.#add({ stage: 'ingestion', status: 'rejected', actor: 'human' });
      if (this.#sample.chance(0.3)) return false;
      this.#work(2 * day, 0.7);
    }
    this.#add({ stage: 'ingestion', status: 'validated', actor: 'system' });
    return true;
  }

  reconcile({ mismatchShare, isOrdered, decimals }: Vendor, amount: string): boolean {
    const ordered = (deviation: number) => {
      const factor = (1 + this.#sample.normal(0, deviation)).toFixed(4);
      return { purchaseOrderAmount: new Big(amount).times(factor).toFixed(decimals) };
    };
    const same = isOrdered ? { purchaseOrderAmount: amount } : undefined;
    this.#wait(4 * hour, 0.8);
    for (
      let outage = this.#outage();
      outage && this.#sample.chance(outage.failing);
      outage = this.#outage()
    ) {
      this.#match('system', { ...same, reason: 'purchase orders cannot be reached' });
      this.#wait(outage.retryMs, 0.4);
    }
    let differs = isOrdered && this.#sample.chance(mismatchShare);
    this.#match('system', differs ? ordered(0.08) : same, differs);
    while (differs) {
      const disputed = this.#sample.chance(disputedShare);
      this.#work(disputed ? disputeMs : 30 * hour, disputed ? 0.5 : 0.8);
      differs = this.#sample.chance(0.15);
      this.#match('human', differs ? ordered(0.04) : same, differs);
    }
    return true;
  }

  #outage() {
    return this.#circumstances.story.matchingOutage(this.#now);
  }

  #match(actor: Step['actor'], attributes: Step['attributes'], differs = true): void {
    const said = attributes && { attributes };
    this.#add({ stage: 'reconciliation', status: 'matching', actor, ...said });
    this.#wait(differs ? 20 * minute : 90 * minute, 0.8);
    const status = differs ? 'mismatched' : 'matched';
    this.#add({ stage: 'reconciliation', status, actor: 'system', ...said });
  }

  /** @param isAutomatic whether rules approve an invoice that asks at this moment */
  authorize(isAutomatic: (at: number) => boolean): boolean {
    this.#wait(hour, 0.8);
    this.#add({ stage: 'authorization', status: 'pending', actor: 'system' });
    if (isAutomatic(this.#now)) {
      this.#wait(5 * minute, 0.6);
      this.#approve('system', 'approval-rules');
      return true;
    }
    const approver = `approver-group-${Math.floor(this.#sample.between(1, 13))}`;
    const { calendar, story } = this.#circumstances;
    const decided = story.approvedAt(this.#now, this.#sample.logNormal(20 * hour, 1));
    this.#now = calendar.atWork(decided, this.#sample);
    if (this.#sample.chance(0.03)) {
      this.#add({ stage: 'authorization', status: 'denied', actor: 'human', attributes: { approver } });
      if (this.#sample.chance(0.3)) return false;
      this.#work(2 * day, 0.7);
      this.#add({ stage: 'authorization', status: 'pending', actor: 'human' });
      this.#work(20 * hour, 0.8);
    }
    this.#approve('human', approver);
    return true;
  }

  #approve(actor: Step['actor'], approver: string): void {
    this.#add({ stage: 'authorization', status: 'approved', actor, attributes: { approver } });
  }

  post(): void {
    this.#wait(3 * hour, 0.8);
    this.#add({ stage: 'posting', status: 'scheduled', actor: 'system' });
    this.#wait(6 * hour, 0.6);
    this.#add({ stage: 'posting', status: 'posted', actor: 'system' });
    this.#wait(2 * hour, 0.6);
  }

  /** Nets a credit note with the next payment. */
  net(amount: string): void {
    this.#now = this.#circumstances.calendar.payFrom(this.#now, this.#sample);
    this.#add({ stage: 'posting', status: 'paid', actor: 'system', paidAmount: amount });
  }

  /** @param paymentsOf what is paid, given whether the first payment goes out on the payday */
  pay(payday: number, paymentsOf: (inTime: boolean) => readonly (string | undefined)[]): void {
    const { calendar } = this.#circumstances;
    this.#now = Math.max(this.#now, payday);
    if (this.#sample.chance(0.012)) {
      this.#add({ stage: 'posting', status: 'failed', actor: 'system' });
      this.#work(day, 0.7);
      this.#add({ stage: 'posting', status: 'scheduled', actor: 'human' });
      this.#wait(6 * hour, 0.6);
      this.#now = calendar.payFrom(this.#now, this.#sample);
    }
    for (const [index, paidAmount] of paymentsOf(this.#now === payday).entries()) {
      if (index > 0) {
        this.#wait(10 * day, 0.5);
        this.#now = calendar.payFrom(this.#now, this.#sample);
      }
      const said = paidAmount === undefined ? {} : { paidAmount };
      this.#add({ stage: 'posting', status: 'paid', actor: 'system', ...said });
    }
  }

  /** Something that takes its time by itself. */
  #wait(medianMs: number, sigma: number): void {
    this.#now += this.#sample.logNormal(medianMs, sigma);
  }

  /** Something that somebody has to do after a while. */
  #work(medianMs: number, sigma: number): void {
    this.#wait(medianMs, sigma);
    this.#now = this.#circumstances.calendar.atWork(this.#now, this.#sample);
  }

  #add(step: DistributiveOmit<Step, 'at'>): void {
    this.steps.push({ ...step, at: this.#now });
  }
}

/** `Omit` that distributes over a union, so that each stage keeps its own statuses. */
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
