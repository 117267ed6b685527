import { expect, test } from 'vitest';
import { markOpen, openConflicts } from '../../../operations/conflicts/open.ts';
import { sampleFact } from '../../contract/samples.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';

test('Given three contents of an event, Then its conflict is open since the second', async () => {
  const [ledger, records] = [memoryLedger(), memoryRecords()];
  const content = (amount: string, receivedAt: string) =>
    sampleFact({ receivedAt, event: { invoiceId: 'INV-1', amount } });
  await ledger.append(content('3.00', '2026-03-04T09:00:00.000Z'));
  await ledger.append(content('1.00', '2026-03-02T09:00:00.000Z'));
  await ledger.append(content('2.00', '2026-03-03T09:00:00.000Z'));
  await markOpen(await ledger.facts('INV-1'), [], records);
  const { conflicts } = await openConflicts({ ledger, records }, 10);
  expect(conflicts).toMatchObject([{ invoiceId: 'INV-1', since: '2026-03-03T09:00:00.000Z' }]);
});
