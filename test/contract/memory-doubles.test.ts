import { powertoolsOnce } from '../../functions/adapters/idempotency/once.ts';
import { RecordsPersistence } from '../../functions/adapters/idempotency/records-persistence.ts';
import { tableShelf } from '../../functions/core/cold/table-shelf.ts';
import { tieredLedger } from '../../functions/core/cold/tiered-ledger.ts';
import { memoryColdStore } from '../doubles/memory-cold-store.ts';
import { memoryHotTable } from '../doubles/memory-hot-table.ts';
import { memoryLedger } from '../doubles/memory-ledger.ts';
import { memoryOnce } from '../doubles/memory-once.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { memoryTimeSeries } from '../doubles/memory-time-series.ts';
import { coldLedgerContract } from './cold-ledger.suite.ts';
import { ledgerContract } from './ledger.suite.ts';
import { onceContract } from './once.suite.ts';
import { recordsContract } from './records.suite.ts';
import { snapshotsContract } from './snapshots.suite.ts';
import { timeSeriesContract } from './time-series.suite.ts';

ledgerContract('The ledger in memory', async () => ({ ledger: memoryLedger(), close: async () => {} }));

coldLedgerContract('The ledger in memory', async () => {
  const clock = { time: Date.parse('2026-03-02T09:15:00.000Z'), now: () => clock.time };
  const [table, cold, records] = [memoryHotTable(), memoryColdStore(), memoryRecords(clock)];
  return {
    ...{ clock, records, ledger: tieredLedger(table, cold) },
    shelf: tableShelf({ table, cold, records, clock }),
    hotFacts: async (invoiceId) => (await table.read(invoiceId)).facts.length,
    close: async () => {},
  };
});

recordsContract('The records in memory', async (clock) => ({
  records: memoryRecords(clock),
  close: async () => {},
}));

onceContract('Powertools on records in memory', async () => {
  const records = memoryRecords({ now: Date.now });
  return {
    once: (leaseMs) => powertoolsOnce(() => new RecordsPersistence(records, leaseMs), 'test'),
    close: async () => {},
  };
});

onceContract('Once on records in memory', async () => {
  const clock = { now: Date.now };
  const records = memoryRecords(clock);
  return { once: (leaseMs) => memoryOnce(records, clock, leaseMs), close: async () => {} };
});

timeSeriesContract('The time series in memory', async () => {
  const timeSeries = memoryTimeSeries();
  return { timeSeries, records: async () => timeSeries.records(), close: async () => {} };
});

snapshotsContract('the time series in memory', async () => {
  const timeSeries = memoryTimeSeries();
  return { timeSeries, snapshots: async () => timeSeries.snapshots(), close: async () => {} };
});
