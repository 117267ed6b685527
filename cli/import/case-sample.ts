import { hash } from 'node:crypto';
import type { OutgoingEvent } from '../sending/ready-events.ts';

/** Enough that a tenth of the cases is missed once in two hundred times. */
const maxCases = 50;
const maxEventsOfCase = 200;

interface SampledCase {
  readonly order: string;
  readonly events: OutgoingEvent[];
}

/**
 * A sample of the cases of a log, with their events: those whose ids have the smallest hashes. The
 * same log always gives the same sample, wherever in the log its cases are.
 */
export class CaseSample {
  readonly #cases = new Map<string, SampledCase>();
  /** The largest hash in the sample; a case that was left out or dropped never comes back. */
  #largest = '';

  add(caseId: string, outgoing: OutgoingEvent): void {
    const events = this.#cases.get(caseId)?.events ?? this.#taken(caseId);
    if (events && events.length < maxEventsOfCase) events.push(outgoing);
  }

  cases(): readonly (readonly [caseId: string, events: readonly OutgoingEvent[]])[] {
    return [...this.#cases].map(([caseId, { events }]) => [caseId, events] as const);
  }

  /** The events of a case that enters the sample; undefined when it does not. */
  #taken(caseId: string): OutgoingEvent[] | undefined {
    const order = hash('md5', caseId);
    if (this.#cases.size >= maxCases) {
      if (order >= this.#largest) return undefined;
      for (const [other, sampled] of this.#cases) {
        if (sampled.order === this.#largest) this.#cases.delete(other);
      }
    }
    const events: OutgoingEvent[] = [];
    this.#cases.set(caseId, { order, events });
    this.#largest = [...this.#cases.values()].reduce(
      (max, each) => (each.order > max ? each.order : max),
      '',
    );
    return events;
  }
}
