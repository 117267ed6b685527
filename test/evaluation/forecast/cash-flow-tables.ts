import type { Findings, Goal } from '../section.ts';
import type { JudgedWeek } from './judge-cash-flow.ts';
import { meanOf } from './scores.ts';

export type Measure = Exclude<keyof JudgedWeek, 'horizon'>;

export function mean(judged: readonly JudgedWeek[], measure: Measure): number {
  return meanOf(judged.map((each) => Number(each[measure])));
}

export function ratioOf(judged: readonly JudgedWeek[], measure: Measure, baseline: Measure): number {
  return mean(judged, measure) / mean(judged, baseline);
}

/** The weighted interval score ÷ that of the better baseline. */
export function scoreRatio(judged: readonly JudgedWeek[]): number {
  return mean(judged, 'score') / Math.min(mean(judged, 'naiveScore'), mean(judged, 'seasonalScore'));
}

/** @param hasDue whether invoices have due dates, so that “paid when due” says something */
export function tableOf(judged: readonly JudgedWeek[], hasDue = true): Findings['table'] {
  const amount = (value: number) => value.toPrecision(3).replace(/e\+(\d)$/, 'e$1');
  const errors = hasDue
    ? (['error', 'dueError', 'openError', 'dueOpenError'] as const)
    : (['error', 'openError'] as const);
  const row = (name: string, of: readonly JudgedWeek[]) => [
    ...[name, `${of.length}`],
    ...errors.map((each) => amount(mean(of, each))),
    ...(['score', 'naiveScore', 'seasonalScore'] as const).map((each) => amount(mean(of, each))),
    ...(['isIn80', 'isIn95', 'isInSimulated80'] as const).map((each) => mean(of, each).toFixed(2)),
  ];
  const horizons = [...Map.groupBy(judged, ({ horizon }) => horizon)].toSorted(([a], [b]) => a - b);
  const due = hasDue ? ['“paid when due”'] : [];
  return [
    [
      ...['weeks ahead', 'n', 'error', ...due, 'error of open', ...due],
      ...['WIS', 'naive', 'seasonal naive', 'in 80 %', 'in 95 %', 'in 80 % uncorrected'],
    ],
    ...horizons.map(([horizon, of]) => row(`${horizon}`, of)),
    row('all', judged),
  ];
}

export function coverageGoals(judged: readonly JudgedWeek[]): readonly Goal[] {
  const within = (measure: Measure, from: number, to: number, level: string): Goal => {
    const shares = [...Map.groupBy(judged, ({ horizon }) => horizon).values()].map((of) => mean(of, measure));
    const [least, most] = [Math.min(...shares), Math.max(...shares)];
    return {
      goal: `of each week ahead ${from} to ${to} of values in ${level} intervals`,
      found: `${least.toFixed(3)} to ${most.toFixed(3)}`,
      isMet: least >= from && most <= to,
    };
  };
  return [within('isIn80', 0.75, 0.85, '80 %'), within('isIn95', 0.92, 0.98, '95 %')];
}

export function atMost(goal: string, value: number, most: number): Goal {
  return { goal, found: value.toFixed(2), isMet: value <= most };
}
