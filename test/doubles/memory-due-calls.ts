import type { DueCall, DueCalls } from '../../functions/core/ports.ts';

/** What a downstream is to be told of, in memory. @param since ms since the epoch */
export function memoryDueCalls(since = 0): DueCalls & { readonly handedOver: readonly DueCall[] } {
  const handedOver: DueCall[] = [];
  return {
    since,
    handedOver,
    async add(due) {
      handedOver.push(...structuredClone(due));
    },
  };
}
