import type { Bus, OperationsEvent } from '../../functions/core/ports.ts';

/** A bus in memory, for tests of what announces on it; `take` empties it. */
export function memoryBus(): Bus & { take(): readonly OperationsEvent[] } {
  let announced: OperationsEvent[] = [];
  return {
    take() {
      const taken = announced;
      announced = [];
      return taken;
    },
    async announce(announcements) {
      announced.push(...structuredClone(announcements));
      return [];
    },
  };
}
