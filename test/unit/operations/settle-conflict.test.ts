import { beforeEach, describe, expect, test } from 'vitest';
import { auditCollection } from '../../../functions/core/audit.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import type { Ledger, Records } from '../../../functions/core/ports.ts';
import { settleConflict } from '../../../operations/conflicts/settle.ts';
import { readInvoiceHistory } from '../../../operations/invoice-history.ts';
import { sampleFact } from '../../contract/samples.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';

const invoiceId = 'INV-1';
const first = sampleFact({ event: { invoiceId } });
const second = sampleFact({ event: { invoiceId, amount: '9.99' } });
const third = sampleFact({ event: { invoiceId, amount: '8.88' } });
const { eventId } = first.event;
const request = { invoiceId, eventId, choice: 'all', reason: 'two deliveries', by: 'ada' } as const;

let ledger: Ledger;
let records: Records;
let now: number;
const clock = { now: () => now };
beforeEach(async () => {
  now = Date.parse('2026-03-03T10:00:00.000Z');
  ledger = memoryLedger();
  records = memoryRecords();
  await ledger.append(first);
  await ledger.append(second);
});

const history = () => readInvoiceHistory({ ledger, records, stageDeadlines: usualStageDeadlines }, invoiceId);
const trail = async () => (await records.list(auditCollection, { limit: 10 })).map(({ value }) => value);

describe('Given a conflict', () => {
  test('When nothing is decided, Then the history names it', async () => {
    expect(await history()).toMatchObject({ head: { conflicts: [eventId] }, decisions: [] });
  });

  test('When both are kept, Then history and audit trail say who, when and why', async () => {
    const { decision, wasSettled } = await settleConflict({ ledger, records, clock }, request);
    const digests = [first.digest, second.digest].sort();
    expect(decision).toEqual({ ...request, digests, at: '2026-03-03T10:00:00.000Z' });
    expect(wasSettled).toBe(false);
    expect(await history()).toMatchObject({
      head: { conflicts: [], eventCount: 2 },
      decisions: [decision],
    });
    expect(await trail()).toEqual([{ what: 'settle', ...decision }]);
  });

  test('When it is settled again, Then the first decision stands alone', async () => {
    const { decision } = await settleConflict({ ledger, records, clock }, request);
    now += 60_000;
    const again = await settleConflict({ ledger, records, clock }, { ...request, by: 'grace' });
    expect(again).toEqual({ decision, wasSettled: true });
    expect((await history())?.decisions).toEqual([decision]);
    expect(await trail()).toHaveLength(1);
  });

  test('When a third content comes, Then it is open until it is settled anew', async () => {
    await settleConflict({ ledger, records, clock }, request);
    await ledger.append(third);
    expect((await history())?.head.conflicts).toEqual([eventId]);
    now += 60_000;
    expect(await settleConflict({ ledger, records, clock }, request)).toMatchObject({ wasSettled: false });
    const settled = await history();
    expect(settled?.head.conflicts).toEqual([]);
    expect(settled?.decisions.map(({ digests }) => digests.length)).toEqual([2, 3]);
  });

  test.each([0, 1])('When the process dies after %i writes, Then a repeat completes it', async (writes) => {
    let left = writes;
    const dying: Pick<Records, 'create' | 'list'> = {
      list: records.list,
      create: async (...args) => {
        if (left === 0) throw new Error('died');
        left -= 1;
        return records.create(...args);
      },
    };
    await expect(settleConflict({ ledger, records: dying, clock }, request)).rejects.toThrow('died');
    now += 60_000;
    const { decision } = await settleConflict({ ledger, records, clock }, request);
    expect(await history()).toMatchObject({ head: { conflicts: [] }, decisions: [decision] });
    expect(await trail()).toEqual([{ what: 'settle', ...decision }]);
  });

  test('When more decisions stand than a page holds, Then all are read', async () => {
    for (let index = 0; index < 130; index += 1) {
      now += 1;
      const amount = `1${index}.00`;
      await ledger.append(sampleFact({ event: { invoiceId, amount } }));
      await settleConflict({ ledger, records, clock }, request);
    }
    expect(await history()).toMatchObject({ head: { conflicts: [] }, decisions: { length: 130 } });
  });

  test.each([
    ['who', { by: ' ' }],
    ['why', { reason: '' }],
  ])('When nothing says %s, Then nothing is decided', async (_, over) => {
    const refused = settleConflict({ ledger, records, clock }, { ...request, ...over });
    await expect(refused).rejects.toMatchObject({ code: 'ACT_UNEXPLAINED' });
    expect((await history())?.decisions).toEqual([]);
  });
});

describe('Given no conflict', () => {
  test.each([
    ['an unknown invoice', { invoiceId: 'INV-2' }],
    ['an id with one content', { eventId: 'evt-other' }],
  ])('When %s is settled, Then it is refused', async (_, over) => {
    await ledger.append(sampleFact({ event: { invoiceId, eventId: 'evt-other' } }));
    const refused = settleConflict({ ledger, records, clock }, { ...request, ...over });
    await expect(refused).rejects.toMatchObject({ code: 'NO_SUCH_CONFLICT' });
    expect(await trail()).toEqual([]);
  });
});
