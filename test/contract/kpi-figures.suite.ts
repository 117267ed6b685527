import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketStarts } from '../../dashboards/asks.ts';
import type { KpiReader } from '../../dashboards/kpi-reader.ts';
import { dimensionsOf, kpiDimensions, stocksOf } from '../../dashboards/kpis/kpi.ts';
import { kpiOf, kpis } from '../../dashboards/kpis/registry.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { sized } from '../long-run.ts';
import { addUp, coarse, drillInto, isAdditive, reordered, sumOfListed } from './kpi-oracle/adding-up.ts';
import { anyRounds, type Round } from './kpi-oracle/arbitrary-invoices.ts';
import { askedOf, oneQueryForEach } from './kpi-oracle/arbitrary-queries.ts';
import { type FiguresCell, figuresCell } from './kpi-oracle/cell.ts';
import { figures } from './kpi-oracle/figures.ts';
import { invoicesOf } from './kpi-oracle/invoice.ts';
import { listed, recompute, splitOf } from './kpi-oracle/recompute.ts';

/** An empty store of figures and what reads it. */
export interface FiguresUnderTest {
  readonly timeSeries: TimeSeries;
  readonly reader: KpiReader;
  close(): Promise<void>;
}

/** More sets of invoices than a usual run generates; `BEMS_FIGURES=500` takes some minutes. */
const sets = Number(process.env.BEMS_FIGURES ?? sized(0, 40));

const timeout = sets ? 3_600_000 : 60_000;
/** What a failure is made smaller in, ms: every attempt reads every KPI. */
const patienceMs = 30_000;

function runs(usual: number, share: number) {
  const numRuns = Math.ceil(sets * share) || usual;
  return { numRuns, interruptAfterTimeLimit: sets ? undefined : patienceMs };
}

const today = '2026-06-15';

async function takeIn(cell: FiguresCell, { messages, settlings }: Round): Promise<void> {
  await cell.take(messages);
  for (const settling of settlings) await cell.settle(settling);
}

/**
 * That every figure of a store is what follows from the events as they were POSTed, and that figures fit
 * together. A recomputation that shares no code with either stands beside it (`kpi-oracle/`).
 * @param make a store of its own for each generated set of invoices
 */
export function kpiFiguresContract(name: string, make: () => Promise<FiguresUnderTest>): void {
  describe(`Given invoices whose events come late, twice and in any order: ${name}`, () => {
    test('When KPIs are compared with the recomputation, Then it knows each of them', () => {
      const ofInvoices = kpis.filter(({ subject }) => subject === 'invoices');
      expect(Object.keys(figures).sort()).toEqual(ofInvoices.map(({ id }) => id).sort());
      for (const { id, groupBy = [] } of ofInvoices) expect([id, splitOf(id)]).toEqual([id, groupBy]);
    });

    test('When a KPI is grouped by any of its dimensions, Then there is an answer', async () => {
      const { reader, close } = await make();
      const period = { from: '2026-06-01T00:00:00Z', to: '2026-07-01T00:00:00Z' };
      for (const { id: kpi, subject, clock } of kpis)
        for (const name of dimensionsOf[subject]) {
          const { rows } = await reader.read({ kpi, period, today, groupBy: [name] });
          expect(Array.isArray(rows)).toBe(true);
          if (clock !== null) await reader.read({ kpi, period, today, groupBy: [name], bucket: 'week' });
        }
      await close();
    });

    test('When a question makes no sense, Then it is refused', async () => {
      const { reader, close } = await make();
      const asked = { period: { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' }, today };
      for (const definition of kpis) {
        const { id: kpi, subject, clock } = definition;
        const own: readonly string[] = dimensionsOf[subject];
        const foreign = kpiDimensions.filter((name) => !own.includes(name));
        for (const name of foreign) {
          const unknown = { code: 'UNKNOWN_DIMENSION' };
          await expect(reader.read({ ...asked, kpi, groupBy: [name] })).rejects.toMatchObject(unknown);
          await expect(reader.read({ ...asked, kpi, filters: { [name]: [] } })).rejects.toMatchObject(
            unknown,
          );
        }
        if (!stocksOf(definition)) {
          const refused = { code: 'NO_PAST' };
          const at = asked.period.from;
          await expect(reader.read({ ...asked, kpi, at })).rejects.toMatchObject(refused);
          if (subject === 'invoices')
            await expect(reader.invoices({ ...asked, kpi, at, limit: 1 })).rejects.toMatchObject(refused);
        }
        if (clock === null && !stocksOf(definition))
          await expect(reader.read({ ...asked, kpi, bucket: 'day' })).rejects.toMatchObject({
            code: 'NO_STEPS',
          });
        const wrong = subject === 'invoices' ? reader.events : reader.invoices;
        await expect(wrong({ ...asked, kpi, limit: 1 })).rejects.toMatchObject({
          code: subject === 'invoices' ? 'NOT_ABOUT_EVENTS' : 'NOT_ABOUT_INVOICES',
        });
      }
      await close();
    });

    test('When any KPI is read, Then it is what follows from the events', { timeout }, async () => {
      await fc.assert(
        fc.asyncProperty(anyRounds, oneQueryForEach, async (rounds, drawn) => {
          const { timeSeries, reader, close } = await make();
          const cell = figuresCell(timeSeries);
          const queries = askedOf(invoicesOf(rounds.flatMap(({ messages }) => messages)), drawn);
          for (const round of rounds) {
            await takeIn(cell, round);
            const invoices = invoicesOf(cell.taken, await cell.rulings());
            for (const query of queries) {
              const rows = recompute(invoices, query);
              expect(await reader.read(query)).toEqual({ query, rows, truncated: false });
            }
          }
          await close();
        }),
        runs(3, 1),
      );
    });

    test('When a stock is read as of now and in steps, Then they end the same', { timeout }, async () => {
      const stocks = kpis.filter((kpi) => stocksOf(kpi));
      expect(stocks.map(({ id }) => id)).toContain('open-amount');
      await fc.assert(
        fc.asyncProperty(anyRounds, oneQueryForEach, async (rounds, drawn) => {
          const { timeSeries, reader, close } = await make();
          const cell = figuresCell(timeSeries);
          for (const round of rounds) await takeIn(cell, round);
          const queries = askedOf(invoicesOf(cell.taken), drawn).filter(({ kpi }) =>
            stocks.some(({ id }) => id === kpi),
          );
          for (const { bucket: _, at: __, ...query } of queries) {
            // DPO looks back from today; nothing happens after the generated months.
            const period = { from: '2026-07-01T00:00:00.000Z', to: '2026-08-09T00:00:00.000Z' };
            const now = { ...query, period, today: '2026-08-08' };
            const { rows } = await reader.read(now);
            expect((await reader.read({ ...now, at: period.to })).rows).toEqual(rows);
            for (const bucket of ['day', 'week', 'month'] as const) {
              const steps = (await reader.read({ ...now, bucket })).rows;
              const last = bucketStarts(period, bucket).at(-1);
              const ending = steps.filter(({ at }) => at === last).map(({ at: _, ...row }) => row);
              if (kpiOf(query.kpi).groupBy?.length || query.groupBy?.length || rows[0]?.value !== '0')
                expect({ query, ending }).toEqual({ query, ending: rows });
            }
          }
          await close();
        }),
        runs(2, 0.2),
      );
    });

    test('When a figure is taken apart, Then its parts come to it', { timeout }, async () => {
      await fc.assert(
        fc.asyncProperty(anyRounds, oneQueryForEach, fc.nat(), async (rounds, drawn, which) => {
          const { timeSeries, reader, close } = await make();
          const cell = figuresCell(timeSeries);
          for (const round of rounds) await takeIn(cell, round);
          const invoices = invoicesOf(cell.taken, await cell.rulings());
          for (const query of askedOf(invoices, drawn)) {
            const kpi = kpiOf(query.kpi);
            const { rows } = await reader.read(query);
            if (isAdditive(kpi)) {
              const whole = (await reader.read(coarse(query))).rows;
              expect({ query, sums: addUp(kpi, rows) }).toEqual({ query, sums: addUp(kpi, whole) });
            }
            expect((await reader.read(reordered(query))).rows).toEqual(rows);
            if (kpi.unit === 'money') expect(rows.filter(({ group }) => !group.currency)).toEqual([]);
            const row = rows[which % rows.length];
            if (!row || kpi.subject === 'events') continue;
            for (const part of kpi.aggregate.kind === 'ratio' ? (['of', 'to'] as const) : (['of'] as const)) {
              const asked = { ...drillInto(query, row), part };
              const reading = await reader.invoices({ ...asked, limit: 10_000 });
              expect(reading.total).toBe(reading.invoices.length);
              expect({ asked, ...sumOfListed(kpi, reading, part) }).toEqual({
                ...{ asked, parts: row.parts?.[part], value: row.parts ? undefined : row.value },
              });
              const expected = listed(invoices, asked).map(({ invoiceId }) => invoiceId);
              const ids = reading.invoices.map(({ invoiceId }) => invoiceId).sort();
              expect({ asked, ids }).toEqual({ asked, ids: expected.sort() });
            }
          }
          await close();
        }),
        runs(2, 0.3),
      );
    });
  });
}
