import {
  type Backtest,
  correctedWeeks,
  paidByWeek,
} from '../../../functions/core/analytics/forecast/cash-flow.ts';
import { asOf, type Payable } from '../../../functions/core/analytics/forecast/payable.ts';
import { paymentWeeks, summedWeeks } from '../../../functions/core/analytics/forecast/payment-weeks.ts';
import { naive, paidWhenDue, seasonalNaive } from './baselines.ts';
import { sampledAsOf } from './sampled.ts';
import { isIn, weightedIntervalScore } from './scores.ts';

/** What a forecast at one origin said of one week, held against what was paid. */
export interface JudgedWeek {
  /** Weeks ahead, from 1. */
  readonly horizon: number;
  readonly error: number;
  /** Of the invoices alone that were open at the origin. */
  readonly openError: number;
  /** Errors of "paid when due", of all that was paid and of what was open. */
  readonly dueError: number;
  readonly dueOpenError: number;
  readonly score: number;
  readonly naiveScore: number;
  readonly seasonalScore: number;
  readonly isIn80: boolean;
  readonly isIn95: boolean;
  /** In the 80 % interval as simulated, before its correction. */
  readonly isInSimulated80: boolean;
}

export interface JudgingOptions {
  /** Days since 1970-01-01: forecasts are made weekly from the first day on, for weeks until the last. */
  readonly firstOrigin: number;
  readonly lastDay: number;
  /** From when on forecasts are judged; earlier ones only correct later ones. */
  readonly judgedFrom: number;
  readonly judgedUntil?: number;
  readonly weeks: number;
  readonly paths: number;
  readonly seed: number;
  /** So many invoices are looked at; all unless given. */
  readonly most?: number;
}

/** As many weeks back as a cell looks for its corrections. */
const backtestsOfCell = 40;

/** Forecasts a history week after week, each time from what was known then. */
export function judgeCashFlow(payables: readonly Payable[], options: JudgingOptions): readonly JudgedWeek[] {
  return judgeTotal([payables], options);
}

/** The same of the sum of several histories, whose amounts are in one currency, each simulated by itself. */
export function judgeTotal(
  histories: readonly (readonly Payable[])[],
  options: JudgingOptions,
): readonly JudgedWeek[] {
  const payables = histories.flat();
  const { firstOrigin, lastDay, judgedFrom, judgedUntil = lastDay, weeks: count, paths, seed } = options;
  const { most = Number.POSITIVE_INFINITY } = options;
  const backtests: Backtest[] = [];
  const judged: JudgedWeek[] = [];
  for (let origin = firstOrigin; origin + 7 <= lastDay && origin <= judgedUntil; origin += 7) {
    const weeks = summedWeeks(
      histories.map((history, index) => ({
        weeks: paymentWeeks(sampledAsOf(origin, history, most), {
          origin,
          weeks: count,
          paths,
          seed: seed + index,
        }),
        factor: 1,
      })),
    );
    if (origin >= judgedFrom) {
      const forecast = correctedWeeks(payables, { origin }, weeks, backtests.slice(-backtestsOfCell));
      const simulated = correctedWeeks(payables, { origin }, weeks, []);
      const paid = paidByWeek(payables, { origin }, Math.min(count, Math.floor((lastDay - origin) / 7)));
      const open = asOf(origin, payables).filter(({ paidOn }) => paidOn === undefined);
      const due = paidWhenDue(open, origin, count);
      const past = pastWeeks(payables, origin);
      paid.forEach((actual, index) => {
        const week = forecast[index];
        if (!week) return;
        const scoreOf = (of: Parameters<typeof weightedIntervalScore>[0]) =>
          weightedIntervalScore(of, actual.total);
        judged.push({
          horizon: index + 1,
          error: Math.abs(actual.total - week.total.median),
          openError: Math.abs(actual.open - week.open.median),
          dueError: Math.abs(actual.total - (due[index] ?? 0)),
          dueOpenError: Math.abs(actual.open - (due[index] ?? 0)),
          score: scoreOf(week.total),
          naiveScore: scoreOf(naive(past, past.length, index)),
          seasonalScore: scoreOf(seasonalNaive(past, past.length, index)),
          isIn80: isIn(week.total.interval(0.8), actual.total),
          isIn95: isIn(week.total.interval(0.95), actual.total),
          isInSimulated80: isIn(simulated[index]?.total.interval(0.8) ?? { low: 0, high: 0 }, actual.total),
        });
      });
    }
    backtests.push({ origin, weeks });
  }
  return judged;
}

/** What was paid in each of the weeks before an origin, the oldest first. */
function pastWeeks(payables: readonly Payable[], origin: number): readonly number[] {
  const first = Math.min(...payables.map(({ receivedOn }) => receivedOn));
  const weeks = Math.floor((origin - first) / 7);
  return paidByWeek(payables, { origin: origin - weeks * 7 }, weeks).map(({ total }) => total);
}
