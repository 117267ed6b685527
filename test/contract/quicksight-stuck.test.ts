import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figureDataSets } from '../../dashboards/quicksight/data-sets.ts';
import { pastDeadline } from '../../dashboards/quicksight/stuck-sql.ts';
import { lastingTables } from '../../functions/adapters/lake/figure-tables.ts';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import { type StageDeadlines, usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import type { Stage } from '../../schemas/stages.ts';
import { demoMessages } from './demo-messages.ts';
import { anyRounds } from './kpi-oracle/arbitrary-invoices.ts';
import { figuresCell } from './kpi-oracle/cell.ts';
import { startLake } from './lake.ts';
import { lakeReader } from './lake-reader.ts';

const dayMs = 86_400_000;

/** Deadlines that depend on everything that they may, one on exactly the amount of an invoice that waits. */
function pickyDeadlines(facts: readonly Fact[]): StageDeadlines {
  const heads = [...Map.groupBy(facts, ({ event }) => event.invoiceId).values()].map((own) => project(own));
  const waitingIn = (of: Stage) =>
    heads.find(({ stage, deadline }) => stage === of && deadline !== undefined);
  const [waiting, unmatched] = [waitingIn('authorization'), waitingIn('reconciliation')];
  if (!waiting || !unmatched) throw new Error('No invoice waits for its approval, or to be matched');
  const { amount: amountFrom, currency } = waiting;
  return [
    { stage: 'authorization', days: 50.5, currency, amountFrom },
    { stage: 'posting', days: 40, currency: 'USD' },
    { stage: 'reconciliation', days: 55.25, vendorId: unmatched.vendorId },
    ...usualStageDeadlines,
  ];
}

/** The stuck invoices as the ledger's heads have them: of a fact that comes again, the first stands. */
function stuckOf(taken: readonly Fact[], deadlines: StageDeadlines, now: number) {
  const facts = new Map(taken.toReversed().map((fact) => [`${fact.event.invoiceId} ${factKey(fact)}`, fact]));
  const byId = Map.groupBy([...facts.values()], ({ event }) => event.invoiceId);
  return [...byId]
    .flatMap(([id, own]) => {
      const { deadline } = project(own, deadlines);
      const past = deadline === undefined ? 0 : now - Date.parse(deadline);
      return past > 0 ? [`${id} ${(past / dayMs).toFixed(2)}`] : [];
    })
    .sort();
}

function stuckSql(deadlines: StageDeadlines, now: number): string {
  const at = new Date(now).toISOString().slice(0, 23).replace('T', ' ');
  const set = figureDataSets(
    lastingTables("TIMESTAMP '1970-01-01 00:00:00'", (table) => table),
    deadlines,
    { today: `DATE '${at.slice(0, 10)}'`, now: `TIMESTAMP '${at}'` },
  ).find(({ name }) => name === 'invoices-now');
  const days = pastDeadline.expression.replaceAll(/\{(\w+)\}/g, '"$1"');
  return `SELECT "invoiceId", CAST(${days} AS double) AS days FROM (${set?.sql}) x WHERE "stuck" = 'stuck' GROUP BY 1`;
}

async function lakeWith(rounds: readonly (readonly Fact[])[]) {
  const clock = { at: Date.UTC(2026, 7, 1), now: () => clock.at++ };
  const lake = await startLake({}, { clock });
  const { rollups } = lakeReader(lake, () => 0);
  const cell = figuresCell(lake.timeSeries);
  for (const messages of rounds) {
    await cell.take(messages);
    await rollups.bringUpToDate(clock.now(), 'usual');
  }
  const stuck = async (deadlines: StageDeadlines, now: number) =>
    (await lake.query(stuckSql(deadlines, now)))
      .map(({ invoiceId, days }) => `${invoiceId} ${Number(days).toFixed(2)}`)
      .sort();
  return { stuck, taken: () => cell.taken, stop: () => lake.stop() };
}

describe('Given a lake whose invoices wait', () => {
  test('When time passes, Then those are stuck that the ledger has past their deadline', async () => {
    const facts = demoMessages(1_500);
    const { stuck, stop } = await lakeWith([facts]);
    const last = Math.max(...facts.map(({ event }) => Date.parse(event.occurredAt)));
    for (const deadlines of [usualStageDeadlines, pickyDeadlines(facts)])
      for (const days of [2.3, 20.7, 60]) {
        const wanted = stuckOf(facts, deadlines, last + days * dayMs);
        expect(wanted.length).toBeGreaterThan(days < 20 ? 0 : 20);
        expect(await stuck(deadlines, last + days * dayMs)).toEqual(wanted);
      }
    await stop();
  }, 60_000);

  test('When events come late, twice and in any order, Then the same is stuck', async () => {
    await fc.assert(
      fc.asyncProperty(anyRounds, fc.double({ min: 0, max: 60, noNaN: true }), async (rounds, days) => {
        const { stuck, taken, stop } = await lakeWith(rounds.map(({ messages }) => messages));
        const now = Math.floor(Date.UTC(2026, 1, 1) + days * dayMs);
        expect(await stuck(usualStageDeadlines, now)).toEqual(stuckOf(taken(), usualStageDeadlines, now));
        await stop();
      }),
      { numRuns: 4, interruptAfterTimeLimit: 40_000, endOnFailure: true },
    );
  }, 120_000);
});
