import { setTimeout as sleep } from 'node:timers/promises';
import type { AlarmListing } from '../../dashboards/console-api.ts';
import type { DrilledCell } from './drilled-cell.ts';

const lookEveryMs = 200;
/** Alarms change once a minute. */
const looksPerAlarm = 10;

/** Looks at the cell all the time: how much is under way, and which alarms ring. */
export class Watches {
  readonly #cell: DrilledCell;
  readonly #watching: Promise<void>;
  readonly #rang = new Map<string, string>();
  #stopped = false;
  #largestBacklog = 0;
  /** An invoice that the cell knows, to ask for. */
  invoiceId: string | undefined;

  constructor(cell: DrilledCell) {
    this.#cell = cell;
    this.#watching = this.#watch();
  }

  /** Alarms that rang at any time, and since when and why they did first. */
  get rang(): ReadonlyMap<string, string> {
    return this.#rang;
  }

  /** The most messages under way since this was last asked. */
  takeLargestBacklog(): number {
    const largest = this.#largestBacklog;
    this.#largestBacklog = 0;
    return largest;
  }

  /** Those that ring now. */
  async ringing(): Promise<readonly string[]> {
    const { alarms } = await this.#cell.console.read<AlarmListing>('alarms');
    const ringing = alarms.filter(({ state }) => state === 'ALARM');
    for (const { name, since, reason } of ringing)
      if (!this.#rang.has(name)) this.#rang.set(name, `${since}: ${reason}`);
    return ringing.map(({ name }) => name);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#watching;
  }

  async #watch(): Promise<void> {
    for (let look = 0; !this.#stopped; look++) {
      // A cell that is dead, or dies meanwhile, has nothing to show.
      if (this.#cell.isUp) await this.#look(look % looksPerAlarm === 0).catch(() => {});
      await sleep(lookEveryMs);
    }
  }

  async #look(atAlarms: boolean): Promise<void> {
    const { inFlight } = await this.#cell.status();
    this.#largestBacklog = Math.max(this.#largestBacklog, inFlight);
    if (!atAlarms) return;
    await this.ringing();
    // Somebody asks for an invoice now and then: an API without requests is an alarm of its own, and one
    // that is asked for nothing but an unknown invoice refuses them all.
    if (this.invoiceId === undefined) return;
    const client = await this.#cell.client();
    await client.eventIds(this.invoiceId).finally(() => client.close());
  }
}
