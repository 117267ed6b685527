import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bucketStarts } from '../../dashboards/asks.ts';
import { unsaid } from '../../dashboards/athena/unsaid.ts';
import type { KpiQuery } from '../../dashboards/kpi-reader.ts';
import { stocksOf } from '../../dashboards/kpis/kpi.ts';
import { kpiOf, kpis } from '../../dashboards/kpis/registry.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import type { Status } from '../../schemas/stages.ts';
import { figuresCell } from './kpi-oracle/cell.ts';
import { type Invoice, invoicesOf } from './kpi-oracle/invoice.ts';
import { recompute } from './kpi-oracle/recompute.ts';
import { startLake } from './lake.ts';
import { lakeReader } from './lake-reader.ts';
import { sampleFact } from './samples.ts';

const hourMs = 3_600_000;
const today = '2026-03-31';
/** Where a period of the questions begins and ends, and where the past is asked for. */
const [from, to] = [Date.UTC(2026, 2, 10), Date.UTC(2026, 2, 12)];
/** When figures are read: the rollup is taken for complete up to the hour before that hour. */
const readAt = Date.UTC(2026, 2, 11, 12, 30);
const rolledBefore = Date.UTC(2026, 2, 11, 11);

const iso = (ms: number) => new Date(ms).toISOString();
let told = 0;

/** An event that is received as it occurs. */
function eventAt(ms: number, invoiceId: string, status: Status, more: Partial<Fact['event']> = {}): Fact {
  const eventId = `evt-${++told}`;
  const stage = status === 'received' ? 'ingestion' : status === 'approved' ? 'authorization' : 'posting';
  return sampleFact({
    ...{ stage, receivedAt: iso(ms), entryId: `entry-${eventId}` },
    event: {
      ...{ eventId, invoiceId, status, occurredAt: iso(ms), amount: '100.00', dueDate: '2026-03-09' },
      ...more,
    },
  });
}

/** An invoice that comes at one time, is approved with it, is paid a part at another and the rest at a third. */
function course(
  invoiceId: string,
  [come, part, rest]: readonly [number, number, number],
  more: Partial<Fact['event']> = {},
): readonly Fact[] {
  return [
    eventAt(come, invoiceId, 'received', more),
    eventAt(come, invoiceId, 'approved', more),
    eventAt(part, invoiceId, 'paid', { ...more, paidAmount: '30.00' }),
    eventAt(rest, invoiceId, 'paid', { ...more, paidAmount: '70.00' }),
  ];
}

/** Just before, at, and just after a time. */
const around = (ms: number) => [ms - 1, ms, ms + 1];
const [longAgo, later] = [from - 40 * 24 * hourMs, to + 30 * 24 * hourMs];

/** Invoices that come, are paid a part, and are paid whole, around each boundary of the questions. */
const messages: readonly Fact[] = [from, to, rolledBefore, from + 13 * hourMs].flatMap((boundary) =>
  around(boundary).flatMap((ms, index) => {
    const name = `INV-${boundary}-${index}`;
    return [
      ...course(`${name}-come`, [ms, later, later + 1]),
      ...course(`${name}-part`, [longAgo, ms, later]),
      ...course(`${name}-rest`, [longAgo, from - 5, ms]),
      // It is gone in the instant in which it came.
      ...course(`${name}-flash`, [ms, ms, ms]),
      // It is paid before it would be overdue.
      ...course(`${name}-early`, [longAgo, ms, ms], { dueDate: '2026-03-10' }),
      // Its last payment is beyond what it came to.
      ...course(`${name}-over`, [longAgo, longAgo + 1, ms]),
      eventAt(later, `${name}-over`, 'paid', { paidAmount: '20.00' }),
    ];
  }),
);

/** What comes in the first hour that is not taken for complete, once the others have been rolled up. */
const afterwards: readonly Fact[] = [...around(rolledBefore).slice(1), rolledBefore + hourMs - 1].map(
  (ms, index) => eventAt(ms, `INV-after-${index}`, 'received'),
);

const period = { from: iso(from), to: iso(to) };
const stocks = kpis.filter((kpi) => stocksOf(kpi) && kpi.clock === null);

describe('Given events at the very boundaries of what is asked, in a lake', () => {
  let invoices: readonly Invoice[];
  let lake: Awaited<ReturnType<typeof startLake>>;
  let read: ReturnType<typeof lakeReader>['read'];
  beforeAll(async () => {
    const clock = { at: rolledBefore + 1.1 * hourMs, now: () => clock.at++ };
    let mergedTo = 0;
    lake = await startLake({}, { clock });
    const reader = lakeReader(
      lake,
      () => mergedTo,
      () => readAt,
    );
    read = reader.read;
    const cell = figuresCell(lake.timeSeries);
    await cell.take(messages);
    // Hours that are not relied on are rolled up too.
    mergedTo = clock.now();
    await reader.rollups.bringUpToDate(mergedTo, 'far');
    await cell.take(afterwards);
    invoices = invoicesOf(cell.taken);
  }, 60_000);
  afterAll(() => lake.stop());

  const expectRecomputed = async (query: KpiQuery) =>
    expect(await read(query)).toEqual({ query, rows: recompute(invoices, query), truncated: false });

  test.each(stocks)(
    'When $id is asked for at each boundary, Then it counts what was there',
    async ({ id }) => {
      for (const boundary of [from, to, rolledBefore])
        for (const ms of around(boundary)) await expectRecomputed({ kpi: id, period, today, at: iso(ms) });
    },
  );

  test.each(stocks)(
    'When $id is asked for in steps, Then each has what was there at its end',
    async ({ id }) => {
      for (const bucket of ['hour', 'day', 'week'] as const) {
        const query = { kpi: id, period, today, bucket };
        if (unsaid(kpiOf(id), query) === undefined) await expectRecomputed(query);
      }
    },
  );

  test.each(kpis.filter(({ clock }) => clock !== null))(
    'When $id is asked for of a period, Then its end is not in it',
    async ({ id }) => {
      await expectRecomputed({ kpi: id, period, today });
      await expectRecomputed({
        kpi: id,
        period: { from: iso(from + 1), to: iso(to - 1) },
        today,
        bucket: 'day',
      });
    },
  );

  test('When events are counted across the hour that the rollup ends at, Then each once', async () => {
    for (const end of around(rolledBefore + hourMs))
      for (const begin of [from, from + 1, rolledBefore - hourMs, rolledBefore - 1, rolledBefore])
        for (const more of [{}, { groupBy: ['stage'] as const }, { bucket: 'hour' as const }])
          await expectRecomputed({
            kpi: 'events',
            period: { from: iso(begin), to: iso(end) },
            today,
            ...more,
          });
  });

  test.each(stocks)(
    'When $id is asked for in steps of no time at all, Then there are none',
    async ({ id }) => {
      const nothing = { from: iso(from), to: iso(from) };
      expect(bucketStarts(nothing, 'day')).toEqual([]);
      await expectRecomputed({ kpi: id, period: nothing, today, bucket: 'day' });
      await expectRecomputed({ kpi: id, period: nothing, today, bucket: 'day', groupBy: ['currency'] });
    },
  );
});
