import type { Archive } from '../../emulator/messaging/archive/archive.ts';
import type { ArchivedEvent } from '../../emulator/messaging/archive/reader.ts';
import { compilePattern } from '../../emulator/messaging/patterns/event-pattern.ts';
import { isObject, type JsonObject } from '../../lib/json.ts';
import type { Crash } from './disk.ts';
import type { SimulatedLoop } from './event-loop.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';

interface Line {
  readonly archivedAt: number;
  readonly text: string;
}

/**
 * The archive on a simulated disk. It is not synced before an event is accepted, as the local one is
 * not: a kill leaves all of it, a power failure may take its end.
 */
export class SimulatedArchive {
  readonly #random: Random;
  readonly #loop: SimulatedLoop;
  readonly #matches: (event: JsonObject) => boolean;
  #lines: Line[] = [];
  #synced = 0;

  /** @param pattern which events are kept; without one, all */
  constructor(loop: SimulatedLoop, random: Random, pattern: unknown) {
    this.#loop = loop;
    this.#random = random;
    this.#matches = pattern === undefined ? () => true : compilePattern(pattern);
  }

  /** Every archived event, as text. */
  get lines(): readonly string[] {
    return this.#lines.map(({ text }) => text);
  }

  crash(how: Crash): void {
    if (how === 'power')
      this.#lines = this.#lines.slice(0, this.#random.int(this.#synced, this.#lines.length));
    this.#synced = this.#lines.length;
  }

  /** The archive as a process uses it. */
  for(life: Life): Archive {
    const sync = async () => {
      const written = this.#lines.length;
      await life.pause('archive: sync', this.#random.spread(1, 20));
      this.#synced = Math.max(this.#synced, written);
    };
    const read = async function* (
      lines: readonly Line[],
      from: number,
      to: number,
    ): AsyncGenerator<ArchivedEvent> {
      for (const { archivedAt, text } of lines) {
        if (archivedAt < from || archivedAt >= to) continue;
        await life.pause('archive: read', 1);
        yield { archivedAt: new Date(archivedAt).toISOString(), text };
      }
    };
    return {
      accepts: (event) => isObject(event) && !Object.hasOwn(event, 'replay-name') && this.#matches(event),
      append: async (lines) => {
        await life.pause('archive: append', this.#random.spread(0.1, 100));
        const archivedAt = Math.max(this.#loop.clock.now(), this.#lines.at(-1)?.archivedAt ?? 0);
        this.#lines.push(...lines.map((text) => ({ archivedAt, text })));
      },
      sync,
      read: (from, to) => read([...this.#lines], from, to),
      close: sync,
    };
  }
}
