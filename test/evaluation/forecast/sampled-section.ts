import type { Findings, Section } from '../section.ts';
import { coverageGoals, mean, ratioOf, tableOf } from './cash-flow-tables.ts';
import { type JudgedWeek, judgeCashFlow } from './judge-cash-flow.ts';
import { firstDay, payRunHistory } from './pay-runs.ts';

/** Seeds that nothing was fixed on. */
const unseenSeeds = Array.from({ length: 20 }, (_, index) => 701 + index);
/** So many invoices are looked at of some 20,000. */
const most = 5_000;
/** By how much a ratio of errors may differ from that of forecasts that look at all of them. */
const noise = 0.03;

/** The pay runs of larger companies, forecast from a sample and from all of their invoices. */
export const sampledPayRuns: Section = {
  id: 'pay-runs-sampled',
  title: 'Cash flow: generated payments with pay runs, from a sample',
  run: async ({ isShort }) => {
    const seeds = isShort ? [701] : unseenSeeds;
    const judge = (limit?: number) => seeds.flatMap((seed) => judgeSampled(seed, isShort, limit));
    return sampledFindings(judge(isShort ? 1_000 : most), judge());
  },
};

function judgeSampled(seed: number, isShort: boolean, limit?: number): readonly JudgedWeek[] {
  const days = isShort ? 330 : 500;
  return judgeCashFlow(payRunHistory(seed, days, isShort ? 1 : 4.2), {
    ...{ firstOrigin: firstDay + 90, judgedFrom: firstDay + 272, lastDay: firstDay + days - 1, seed },
    ...{ weeks: isShort ? 3 : 8, paths: isShort ? 60 : 100, ...(limit !== undefined && { most: limit }) },
  });
}

/** @param ofAll forecasts that look at all invoices, of the same histories */
function sampledFindings(judged: readonly JudgedWeek[], ofAll: readonly JudgedWeek[]): Findings {
  const [head = [], ...rows] = tableOf(judged);
  const [, ...rowsOfAll] = tableOf(ofAll);
  const sampledRatio = ratioOf(judged, 'error', 'dueError');
  const ratioOfAll = ratioOf(ofAll, 'error', 'dueError');
  const [score, scoreOfAll] = [judged, ofAll].map((each) => mean(each, 'score'));
  return {
    about: `The same companies with 4.2 times as many invoices, 20,000 or so, of which forecasts look at ${most} in proportion to their amounts, as a cell does with more than it can simulate; what was paid is that of all. 500 days each, of which 180 are judged. Seeds 701 to 720; nothing had to be fixed, seed 1 was looked at before. The last row is of forecasts that look at all invoices.`,
    table: [head, ...rows, ['all, from all invoices', ...(rowsOfAll.at(-1)?.slice(1) ?? [])]],
    goals: [
      ...coverageGoals(judged),
      {
        goal: `error ÷ that of “paid when due” at most ${noise} above that of forecasts from all invoices`,
        found: `${sampledRatio.toFixed(3)} beside ${ratioOfAll.toFixed(3)}`,
        isMet: sampledRatio <= ratioOfAll + noise,
      },
      {
        goal: 'WIS at most 1.05 times that of forecasts from all invoices',
        found: `${((score ?? 0) / (scoreOfAll ?? 1)).toFixed(3)} times`,
        isMet: (score ?? 0) <= 1.05 * (scoreOfAll ?? 0),
      },
    ],
  };
}
