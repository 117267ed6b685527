import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payableFields } from '../../functions/core/analytics/forecast/payable-of.ts';
import { decidedTimeline } from '../../functions/core/invoice/decided.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import { headOf } from '../../functions/core/invoice/projection.ts';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import { snapshotOf } from '../../functions/core/measures/snapshot-of.ts';
import { type DuckDbTimeSeries, openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { loggedFact } from '../figures/logs/logged-fact.ts';
import { anyRecordOf } from './snapshots.suite.ts';

const step = (invoiceId: string, status: 'received' | 'paid', occurredAt: string, more: object = {}): Fact =>
  loggedFact(status === 'paid' ? 'posting' : 'ingestion', 'erp', {
    ...{ eventId: `${invoiceId}-${status}`, invoiceId, status, occurredAt },
    ...{ amount: '1250.50', currency: 'EUR', vendor: { id: 'V-1' }, ...more },
  });

function snapshot(...facts: readonly Fact[]): InvoiceSnapshot {
  const decided = decidedTimeline(facts);
  return snapshotOf(decided, headOf(decided));
}

const terms = { invoiceDate: '2026-01-05', paymentTerms: { code: '2/10 NET30' } };
const open = snapshot(step('B-open', 'received', '2026-01-07T09:00:00Z', terms));
const paid = snapshot(
  step('A-paid', 'received', '2026-01-08T09:00:00Z', terms),
  step('A-paid', 'paid', '2026-02-01T09:00:00Z', { paidAmount: '1250.5' }),
);
const older = snapshot(
  step('C-older', 'received', '2025-01-08T09:00:00Z'),
  step('C-older', 'paid', '2025-02-01T09:00:00Z'),
);
const questionOf = (most: number) => ({
  ...{ since: '2026-01-01', asOf: '2026-03-01', paidAfter: '2025-09-01', dueUntil: '2026-06-01', most },
});
const olderOpen = snapshot(step('D-older', 'received', '2025-01-08T09:00:00Z'));

describe('Given invoices in the store of a local cell', () => {
  let timeSeries: DuckDbTimeSeries;
  beforeEach(async () => {
    timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
    const all = [open, paid, older, olderOpen];
    await timeSeries.write(
      all.map(({ invoiceId }) => anyRecordOf(invoiceId)),
      all,
    );
  });
  afterEach(() => timeSeries.close());

  const expected = ({ invoiceId, fields }: InvoiceSnapshot) => ({
    invoiceId,
    ...Object.fromEntries(
      payableFields.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
    ),
  });

  test('When payables are read, Then they are the open and the newer ones, as projected', async () => {
    const { invoices: found, samples } = await timeSeries.payables(questionOf(10));
    expect(samples).toEqual([]);
    const normal = (values: object) =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, /mount/.test(name) ? Number(value) : value]),
      );
    expect(found.map(normal)).toEqual([paid, open, olderOpen].map(expected).map(normal));
    expect(found[0]?.paidAmount).toBe('1250.5');
  });

  test('When it is asked how much of the past is known, Then days are told apart', async () => {
    const known = async (before: string) => timeSeries.knownPast(before, 0);
    expect(await known('2027-01-01')).toMatchObject({ invoices: 4, settled: 2 });
    expect(await known('2026-02-01')).toMatchObject({ invoices: 4, settled: 1 });
    expect(await known('2026-01-08')).toMatchObject({ invoices: 3, settled: 1 });
    expect(await known('2025-01-08')).toEqual({ invoices: 0, settled: 0, arriving: 0 });
  });

  test('When it is asked what of it is coming in, Then it is by when that was received', async () => {
    const all = [open, paid, older, olderOpen].map(({ invoiceId }) => anyRecordOf(invoiceId));
    const received = all.map(({ measures }) => Number(measures.receivedAt));
    const after = Math.max(...received);
    const end = new Date(after + 2 * 86_400_000).toISOString().slice(0, 10);
    expect((await timeSeries.knownPast(end, Math.min(...received))).arriving).toBe(4);
    expect((await timeSeries.knownPast(end, after + 1)).arriving).toBe(0);
    expect((await timeSeries.knownPast('2000-01-01', 0)).arriving).toBe(0);
  });
});
