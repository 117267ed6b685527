import { FirehoseServiceException } from '@aws-sdk/client-firehose';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unsaid } from '../../dashboards/athena/unsaid.ts';
import type { KpiQuery } from '../../dashboards/kpi-reader.ts';
import { stocksOf } from '../../dashboards/kpis/kpi.ts';
import { kpiOf, kpis } from '../../dashboards/kpis/registry.ts';
import { BemsError } from '../../functions/core/errors.ts';
import { factKey } from '../../functions/core/invoice/fact.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { chunks } from '../../lib/chunks.ts';
import { sized } from '../long-run.ts';
import { demoMessages } from './demo-messages.ts';
import { anyRounds } from './kpi-oracle/arbitrary-invoices.ts';
import { askedOf, oneQueryForEach } from './kpi-oracle/arbitrary-queries.ts';
import { figuresCell } from './kpi-oracle/cell.ts';
import { invoicesOf } from './kpi-oracle/invoice.ts';
import { recompute } from './kpi-oracle/recompute.ts';
import { startLake } from './lake.ts';
import type { Fate } from './lake-double.ts';
import { lakeReader } from './lake-reader.ts';

const now = Date.UTC(2026, 7, 1);

/** Writes until it succeeds, as a message that failed comes back. */
function persistent({ write }: TimeSeries): TimeSeries {
  return {
    async write(...args) {
      for (;;)
        try {
          return await write(...args);
        } catch {
          // It comes back.
        }
    },
  };
}

describe('Given what Athena is asked in the words that DuckDB shares', () => {
  test('When a stock is asked for in too many steps, Then the error says why', async () => {
    const lake = await startLake();
    const period = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };
    await expect(
      lakeReader(lake, () => 0).read({
        ...{ period, today: '2026-01-31', kpi: 'open-invoices', bucket: 'minute' },
      }),
    ).rejects.toMatchObject({
      code: 'NOT_SAID_HERE',
      message: expect.stringMatching(/^Athena is not asked for the KPI open-invoices like this: .+\.$/),
    });
    await lake.stop();
  });
});

describe('Given invoices whose events come late, twice and in any order, in a lake', () => {
  test('When any KPI is read, Then it is what follows from the events', { timeout: 120_000 }, async () => {
    const anyFate = fc.constantFrom<Fate>(
      'taken',
      'taken',
      'taken',
      'refused',
      'taken and refused',
      'doubled',
    );
    await fc.assert(
      fc.asyncProperty(
        anyRounds,
        oneQueryForEach,
        fc.array(anyFate, { maxLength: 60 }),
        fc.boolean(),
        fc.nat({ max: 90 * 24 }),
        async (rounds, drawn, fates, merges, hoursAgo) => {
          let [fate, mergedTo] = [0, 0];
          const clock = { at: now, now: () => clock.at++ };
          const lake = await startLake({ fate: () => fates[fate++] ?? 'taken' }, { clock });
          // Wherever what is rolled up ends.
          const readAt = () => (merges ? now - hoursAgo * 3_600_000 : undefined);
          const { read, rollups } = lakeReader(lake, () => mergedTo, readAt);
          const cell = figuresCell(persistent(lake.timeSeries));
          const queries = askedOf(invoicesOf(rounds.flatMap(({ messages }) => messages)), drawn).filter(
            (query) => unsaid(kpiOf(query.kpi), query) === undefined,
          );
          for (const { messages, settlings } of rounds) {
            await cell.take(messages);
            for (const settling of settlings) await cell.settle(settling);
            if (merges) {
              const begun = clock.now();
              await rollups.bringUpToDate(begun, 'far');
              mergedTo = begun;
            }
          }
          const invoices = invoicesOf(cell.taken, await cell.rulings());
          for (const query of queries)
            expect(await read(query)).toEqual({
              ...{ query, rows: recompute(invoices, query), truncated: false },
            });
          expect(lake.errors()).toEqual([]);
          await lake.stop();
        },
      ),
      { numRuns: sized(2, 10), interruptAfterTimeLimit: 40_000 },
    );
  });
});

/** Writes of one moment are one call, as those of a batch are; what fails comes back, later than others. */
function inBatches(timeSeries: TimeSeries): TimeSeries {
  let waiting: { readonly of: Parameters<TimeSeries['write']>; readonly done: () => void }[] = [];
  const flush = async () => {
    const batch = waiting;
    waiting = [];
    const records = batch.flatMap(({ of: [records] }) => records);
    const snapshots = batch.flatMap(({ of: [, snapshots = []] }) => snapshots);
    for (;;)
      try {
        expect(await timeSeries.write(records, snapshots)).toEqual([]);
        break;
      } catch (error) {
        if (!(error instanceof BemsError) && !(error instanceof FirehoseServiceException)) throw error;
      }
    for (const { done } of batch) done();
  };
  return {
    write: (...of) =>
      new Promise((resolve) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ of, done: () => resolve([]) });
      }),
  };
}

/** Some of what is received is rolled up at this time, and some is not. */
const readAt = Date.UTC(2026, 0, 20, 12, 30);

/** A period that begins and ends within hours. */
const withinHours = { from: '2026-01-03T09:20:00.000Z', to: '2026-01-25T10:50:00.000Z' };

/** What the rollup can say. */
const rolledQuestions: readonly Partial<KpiQuery>[] = [
  {},
  { bucket: 'hour', groupBy: ['stage'] },
  { kpi: 'exceptions', bucket: 'day', groupBy: ['status', 'currency'] },
  { groupBy: ['kind'], filters: { currency: ['USD', 'EUR'], stage: ['approval', 'posting'] } },
];

const count = sized(2_000, 20_000);
const portionSize = count / 20;
/** They come within 24 days, before and after `readAt` and the ends of `withinHours`. */
const eventsPerSecond = count / (24 * 86_400);

describe(`Given ${count} events through streams that throttle, fail in part and double`, () => {
  test('When every KPI is read, Then it is what follows from the events', { timeout: 600_000 }, async () => {
    let [calls, rows, mergedTo] = [0, 0, 0];
    const clock = { at: now, now: () => clock.at++ };
    const fates: readonly Fate[] = ['refused', 'taken and refused', 'doubled'];
    const lake = await startLake(
      {
        throttles: () => ++calls % 20 === 0,
        fate: () => (++rows % 50 === 0 ? (fates[(rows / 50) % fates.length] ?? 'taken') : 'taken'),
      },
      { clock },
    );
    const { read, rollups } = lakeReader(
      lake,
      () => mergedTo,
      () => readAt,
    );
    const cell = figuresCell(inBatches(lake.timeSeries));
    const messages = demoMessages(count, eventsPerSecond);
    for (const [index, portion] of chunks(messages, portionSize).entries()) {
      // One in a hundred comes twice, and some of the former portion are redriven: late, and out of order.
      const twice = portion.filter((_, position) => position % 100 === 50);
      const redriven = messages
        .slice((index - 1) * portionSize, index * portionSize)
        .filter((_, position) => position % 90 === 3);
      await cell.take([...portion, ...twice, ...redriven]);
      if (index % 7 === 6) {
        const begun = clock.now();
        await rollups.bringUpToDate(begun, 'usual');
        mergedTo = begun;
      }
    }
    await rollups.bringUpToDate(clock.now(), 'usual');
    const invoices = invoicesOf(messages);
    const period = { from: '2025-01-01T00:00:00.000Z', to: '2027-06-01T00:00:00.000Z' };
    const today = '2026-02-15';
    const expectRecomputed = async (query: KpiQuery) =>
      expect(await read(query)).toEqual({ query, rows: recompute(invoices, query), truncated: false });
    for (const [index, kpi] of kpis.entries()) {
      // In turns as a whole, and in steps and split.
      const more: Partial<KpiQuery> =
        index % 2 === 0 ? {} : { bucket: 'week', groupBy: ['vendorCountry', 'currency'] };
      const { bucket, ...unstepped } = more;
      const hasSteps = kpi.clock !== null || stocksOf(kpi) !== undefined;
      // A stock has a row for every step, of which the recomputation looks at every invoice.
      const asked = { kpi: kpi.id, period: bucket && kpi.clock === null ? withinHours : period, today };
      const query: KpiQuery = { ...asked, ...(hasSteps ? more : unstepped) };
      await expectRecomputed(query);
      if (kpi.clock === null && hasSteps)
        await expectRecomputed({ ...{ kpi: kpi.id, period, today, at: '2026-01-20T11:17:00.000Z' } });
    }
    for (const rolled of rolledQuestions) {
      const query = { ...{ kpi: 'events', period: withinHours, today }, ...rolled };
      expect(recompute(invoices, query)).not.toEqual([]);
      await expectRecomputed(query);
    }
    const [sums] = await lake.query('SELECT sum(n) AS n FROM rollup');
    expect(Number(sums?.n)).toBe(new Set(messages.map(factKey)).size);
    expect(lake.errors()).toEqual([]);
    await lake.stop();
  });
});
