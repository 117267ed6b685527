import type { HeldEvent } from '../../core/conservation/held-event.ts';
import { MinuteDigests, type Minutes, minuteMs } from '../../core/conservation/minute-digest.ts';
import type { Holdings, Look } from '../../core/conservation/ports.ts';

/** Reads what a store holds of some minutes of receipt, in any order. */
export type ReadMinutes<Event extends HeldEvent> = (
  minutes: Minutes,
  look: Look,
) => Promise<readonly Event[]>;

type ByMinute<Event> = ReadonlyMap<number, readonly Event[]>;

interface Reading<Event> extends Minutes {
  readonly events: Promise<ByMinute<Event>>;
}

/**
 * Holdings of a store in the cloud, where a read costs more than what it brings weighs: the events that
 * digests were made from are kept until the next digests. Stores that ask each other for what to read
 * join a reading that is under way.
 */
export class MinuteHoldings<Event extends HeldEvent = HeldEvent> implements Holdings {
  readonly #read: ReadMinutes<Event>;
  #kept: Reading<Event> | undefined;
  readonly #underWay = new Map<string, Promise<ByMinute<Event>>>();

  constructor(read: ReadMinutes<Event>) {
    this.#read = read;
  }

  async digests(minutes: Minutes) {
    const digests = new MinuteDigests();
    for (const events of (await this.within(minutes)).values())
      for (const event of events) digests.add(event);
    return digests.list();
  }

  async events(minute: number, look: Look = 'first'): Promise<readonly Event[]> {
    const kept = this.#kept;
    const isKept = look === 'first' && kept && kept.from <= minute && minute < kept.to;
    const minutes = { from: minute, to: minute + minuteMs };
    return (await (isKept ? kept.events : this.within(minutes, look))).get(minute) ?? [];
  }

  /** What the store holds now, by minute: one reading serves everybody who asks before it ends. */
  within(minutes: Minutes, look: Look = 'first'): Promise<ByMinute<Event>> {
    const { from, to } = minutes;
    const name = `${look} ${from} ${to}`;
    const joined = this.#underWay.get(name);
    if (joined) return joined;
    const events = this.#read(minutes, look).then(byMinute);
    this.#underWay.set(name, events);
    const end = () => void this.#underWay.delete(name);
    events.then(end, end);
    if (look === 'first') this.#kept = { from, to, events };
    return events;
  }
}

function byMinute<Event extends HeldEvent>(events: readonly Event[]): ByMinute<Event> {
  return Map.groupBy(events, ({ receivedAt }) => Math.floor(receivedAt / minuteMs) * minuteMs);
}
