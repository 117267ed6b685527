import { beforeEach, describe, expect, test } from 'vitest';
import { auditCollection } from '../../../functions/core/audit.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import { names } from '../../../functions/core/names.ts';
import type { Ledger, Records } from '../../../functions/core/ports.ts';
import { settleConflict } from '../../../operations/conflicts/settle.ts';
import { readInvoiceHistory } from '../../../operations/invoice-history.ts';
import { sampleFact } from '../../contract/samples.ts';
import { memoryDueRecords } from '../../doubles/memory-due-records.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { deadLetterCell } from './dead-letters/dead-letter-cell.ts';

const invoiceId = 'INV-1';
const first = sampleFact({ event: { invoiceId } });
const second = sampleFact({ event: { invoiceId, amount: '9.99' } });
const third = sampleFact({ event: { invoiceId, amount: '8.88' } });
const { eventId } = first.event;
const request = { invoiceId, eventId, choice: 'all', reason: 'two deliveries', by: 'ada' } as const;

let ledger: Ledger;
let records: Records;
let letters: ReturnType<typeof deadLetterCell>;
let dueRecords: ReturnType<typeof memoryDueRecords>;
let now: number;
const clock = { now: () => now };
beforeEach(async () => {
  now = Date.parse('2026-03-03T10:00:00.000Z');
  ledger = memoryLedger();
  records = memoryRecords();
  letters = deadLetterCell();
  dueRecords = memoryDueRecords();
  await ledger.append(first);
  await ledger.append(second);
});

const ports = () => ({
  ...{ ledger, records, dueRecords, clock, stageDeadlines: usualStageDeadlines },
  deadLetters: letters.deadLetters,
});
const history = () => readInvoiceHistory({ ledger, records, stageDeadlines: usualStageDeadlines }, invoiceId);
const trail = async () => (await records.list(auditCollection, { limit: 10 })).map(({ value }) => value);

describe('Given a conflict', () => {
  test('When nothing is decided, Then the history names it', async () => {
    expect(await history()).toMatchObject({ head: { conflicts: [eventId] }, decisions: [] });
  });

  test('When both are kept, Then history and audit trail say who, when and why', async () => {
    const { decision, wasSettled } = await settleConflict(ports(), request);
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
    const { decision } = await settleConflict(ports(), request);
    now += 60_000;
    const again = await settleConflict(ports(), { ...request, by: 'grace' });
    expect(again).toMatchObject({ decision, wasSettled: true });
    expect((await history())?.decisions).toEqual([decision]);
    expect(await trail()).toHaveLength(1);
  });

  test('When a third content comes, Then it is open until it is settled anew', async () => {
    await settleConflict(ports(), request);
    await ledger.append(third);
    expect((await history())?.head.conflicts).toEqual([eventId]);
    now += 60_000;
    expect(await settleConflict(ports(), request)).toMatchObject({ wasSettled: false });
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
    await expect(settleConflict({ ...ports(), records: dying }, request)).rejects.toThrow('died');
    now += 60_000;
    const { decision } = await settleConflict(ports(), request);
    expect(await history()).toMatchObject({ head: { conflicts: [] }, decisions: [decision] });
    expect(await trail()).toEqual([{ what: 'settle', ...decision }]);
  });

  test('When more decisions stand than a page holds, Then all are read', async () => {
    for (let index = 0; index < 130; index += 1) {
      now += 1;
      const amount = `1${index}.00`;
      await ledger.append(sampleFact({ event: { invoiceId, amount } }));
      await settleConflict(ports(), request);
    }
    expect(await history()).toMatchObject({ head: { conflicts: [] }, decisions: { length: 130 } });
  });

  test.each([
    ['who', { by: ' ' }],
    ['why', { reason: '' }],
  ])('When nothing says %s, Then nothing is decided', async (_, over) => {
    const refused = settleConflict(ports(), { ...request, ...over });
    await expect(refused).rejects.toMatchObject({ code: 'ACT_UNEXPLAINED' });
    expect((await history())?.decisions).toEqual([]);
  });
});

describe('Given two contents of which one counts', () => {
  const one = { ...request, choice: 'one', counts: second.digest } as const;

  test('When it is declared, Then the history has both and says which does not count', async () => {
    const { decision, after } = await settleConflict(ports(), one);
    expect(decision).toMatchObject({ choice: 'one', counts: second.digest });
    expect(after.amount).toBe('9.99');
    expect(await history()).toMatchObject({
      head: { amount: '9.99', conflicts: [], eventCount: 2, decisionCount: 1 },
      events: { length: 2 },
      disregarded: [first.digest],
    });
  });

  test('When it is declared, Then the invoice is to be projected anew', async () => {
    await settleConflict(ports(), one);
    expect(dueRecords.take()).toMatchObject([{ event: { invoiceId, eventId }, isNew: false }]);
  });

  test('When the request dies before it asks for that, Then a repeat asks', async () => {
    const add = async () => {
      throw new Error('died');
    };
    await expect(settleConflict({ ...ports(), dueRecords: { add } }, one)).rejects.toThrow('died');
    expect(await settleConflict(ports(), one)).toMatchObject({ wasSettled: true });
    expect(dueRecords.take()).toHaveLength(1);
    expect(await trail()).toHaveLength(1);
  });

  test('When the other is declared later, Then that is in force, whatever the clock says', async () => {
    await settleConflict(ports(), one);
    now -= 3_600_000;
    await settleConflict(ports(), { ...one, counts: first.digest });
    expect(await history()).toMatchObject({
      head: { amount: first.event.amount, decisionCount: 2 },
      disregarded: [second.digest],
    });
    await settleConflict(ports(), request);
    expect(await history()).toMatchObject({ head: { conflicts: [] }, disregarded: [] });
    expect(await trail()).toHaveLength(3);
  });

  test('When two decide at once, Then the second decides about what the first left', async () => {
    const both = [one, { ...one, counts: first.digest, by: 'grace' }];
    const settlements = await Promise.all(both.map((each) => settleConflict(ports(), each)));
    expect(settlements.map(({ wasSettled }) => wasSettled)).toEqual([false, false]);
    expect((await history())?.decisions).toHaveLength(2);
  });

  test('When it is only tried, Then nothing is decided', async () => {
    const { after } = await settleConflict(ports(), { ...one, dryRun: true });
    expect(after.amount).toBe('9.99');
    expect(await history()).toMatchObject({ head: { conflicts: [eventId] }, decisions: [] });
    expect([await trail(), dueRecords.take()]).toEqual([[], []]);
  });

  test('When copies wait among the dead letters, Then they go back, and no other letter', async () => {
    const from = names().deadLetters('posting');
    const other = sampleFact({ event: { invoiceId, eventId: 'evt-other' } });
    const refused = JSON.stringify(sampleFact({ event: { invoiceId, amount: '7.77' } }));
    letters.put(from, JSON.stringify(second), { code: 'EVENT_CONFLICT' });
    letters.put(from, JSON.stringify(other), { code: 'EVENT_CONFLICT' });
    letters.put(from, refused, { code: 'RECORD_REJECTED' });
    expect(await settleConflict(ports(), one)).toMatchObject({ copies: 1 });
    expect(letters.bodies(from)).toEqual([JSON.stringify(other), refused]);
    expect(letters.bodies(names().queue('posting'))).toEqual([JSON.stringify(second)]);
  });

  test('When the content is named by the beginning of its digest, Then that is enough', async () => {
    const { decision } = await settleConflict(ports(), { ...one, counts: second.digest.slice(0, 12) });
    expect(decision.counts).toBe(second.digest);
  });

  test.each([
    ['nothing', undefined],
    ['no text', ''],
    ['an unknown digest', 'xyz'],
  ])('When %s names the content, Then it is refused', async (_, counts) => {
    const refused = settleConflict(ports(), { ...one, counts });
    await expect(refused).rejects.toMatchObject({ code: 'NO_SUCH_CONTENT' });
    expect((await history())?.decisions).toEqual([]);
  });
});

describe('Given no conflict', () => {
  test.each([
    ['an unknown invoice', { invoiceId: 'INV-2' }, 'NO_SUCH_INVOICE'],
    ['an id with one content', { eventId: 'evt-other' }, 'NO_SUCH_CONFLICT'],
  ])('When %s is settled, Then it is refused', async (_, over, code) => {
    await ledger.append(sampleFact({ event: { invoiceId, eventId: 'evt-other' } }));
    const refused = settleConflict(ports(), { ...request, ...over });
    await expect(refused).rejects.toMatchObject({ code });
    expect(await trail()).toEqual([]);
  });
});
