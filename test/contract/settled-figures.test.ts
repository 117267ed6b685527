import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConflictDecision } from '../../functions/core/invoice/conflicts.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { measureRecords } from '../../functions/core/measures/records.ts';
import { type DuckDbTimeSeries, openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { sized } from '../long-run.ts';
import { someFacts } from '../unit/core/arbitrary-facts.ts';
import { recomputed } from './kpi-reader.suite.ts';

const period = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };

let folder: string;
let timeSeries: DuckDbTimeSeries;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bems-settled-'));
  timeSeries = await openDuckDbTimeSeries({ path: join(folder, 'time-series.duckdb') });
});
afterAll(async () => {
  await timeSeries.close();
  await rm(folder, { recursive: true });
});

/** Facts of which some share an event id, and what is decided about such ids, one decision after the other. */
const anyCourse = someFacts
  .map((facts) =>
    facts.map((fact, index) => ({ ...fact, event: { ...fact.event, eventId: `e-${index % 4}` } })),
  )
  .chain((facts) =>
    fc.record({ facts: fc.constant(facts), choices: fc.array(fc.constantFrom(...facts), { maxLength: 3 }) }),
  );

function decisionFor({ event, digest: counts }: Fact, facts: readonly Fact[]): ConflictDecision {
  const { invoiceId, eventId } = event;
  const digests = facts.filter((each) => each.event.eventId === eventId).map(({ digest }) => digest);
  const said = { reason: 'said so', by: 'ada', at: '2026-03-03T00:00:00.000Z' };
  return { invoiceId, eventId, digests, choice: 'one', counts, ...said };
}

describe('Given conflicts of which one content counts, and minds that change', () => {
  test('Then every figure of events is as if only what counts had come', async () => {
    let run = 0;
    let earlier: readonly MeasureRecord[] = [];
    await fc.assert(
      fc.asyncProperty(anyCourse, async ({ facts: drawn, choices }) => {
        run += 1;
        const invoiceId = `INV-${run}`;
        const facts = drawn.map((fact) => ({ ...fact, event: { ...fact.event, invoiceId } }));
        const decisions: ConflictDecision[] = [];
        let counting: readonly MeasureRecord[] = [];
        for (const chosen of [undefined, ...choices]) {
          if (chosen) decisions.push({ ...decisionFor(chosen, facts), invoiceId });
          expect(await timeSeries.write(measureRecords(facts, undefined, decisions))).toEqual([]);
          const left = facts.filter(({ event, digest }) => {
            const last = decisions.findLast(({ eventId }) => eventId === event.eventId);
            return !last || last.counts === digest;
          });
          counting = measureRecords(left);
          for (const kpi of ['events', 'exceptions', 'active-invoices']) {
            const query = { kpi, period, today: '2026-03-03', groupBy: ['stage', 'currency'] } as const;
            const { rows } = await timeSeries.read(query);
            expect(rows).toEqual(recomputed([...earlier, ...counting], query));
          }
        }
        earlier = [...earlier, ...counting];
        expect(timeSeries.visible()).toBeGreaterThanOrEqual(earlier.length);
      }),
      { numRuns: sized(8, 40) },
    );
  });

  test('When the file is opened again, Then as many events are visible', async () => {
    const visible = timeSeries.visibleByStage();
    await timeSeries.close();
    timeSeries = await openDuckDbTimeSeries({ path: join(folder, 'time-series.duckdb') });
    expect(timeSeries.visibleByStage()).toEqual(visible);
  });
});
