import type { DueRecord, DueRecords } from '../../functions/core/ports.ts';

/** A queue of events whose records are put off, in memory; `take` empties it. */
export function memoryDueRecords(): DueRecords & { take(): readonly DueRecord[] } {
  let waiting: DueRecord[] = [];
  return {
    async add(due) {
      waiting.push(...structuredClone(due));
    },
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}
