import { tieredLedger } from '../../functions/core/cold/tiered-ledger.ts';
import type { Ledger } from '../../functions/core/ports.ts';
import { memoryColdStore } from './memory-cold-store.ts';
import { memoryHotTable } from './memory-hot-table.ts';

/** A ledger in memory, for tests of what stands on one. */
export function memoryLedger(): Ledger {
  return tieredLedger(memoryHotTable(), memoryColdStore());
}
