import { type Sampling, sampling } from '../../../cli/demo/sampling.ts';
import { weekdayOf } from '../../../functions/core/analytics/forecast/pay-days.ts';
import type { Payable } from '../../../functions/core/analytics/forecast/payable.ts';
import { dayNumber } from '../../../functions/core/invoice/dates.ts';

/** First day of every generated history: a Sunday. */
export const firstDay = dayNumber('2024-01-07');

/** Weekdays of pay runs, of which a history has one set, and whether there are few in a month. */
const calendars: readonly { readonly days: readonly number[]; readonly monthly?: true }[] = [
  { days: [4] },
  { days: [2, 4] },
  { days: [5] },
  { days: [1, 3, 5] },
  { days: [4], monthly: true },
];

interface Habit {
  readonly vendor: string;
  readonly weight: number;
  readonly typicalAmount: number;
  readonly netDays: number;
  /** Days by which it is paid late, or early if negative. */
  readonly lateDays: number;
  readonly lateShare: number;
}

/**
 * A company that pays in runs: invoices that are ready and due before the next run are paid by a run,
 * but a run may be put off to the next one, or pay only a share of what is due: it is what payments of
 * one day have in common.
 * @param times what usually comes
 */
export function payRunHistory(seed: number, days: number, times = 1): readonly Payable[] {
  const sample = sampling(`pay-runs/${seed}`);
  const calendar = calendars[seed % calendars.length] ?? { days: [4] };
  const habits = habitsOf(sample);
  const invoicesADay = sample.between(5, 14) * times;
  const growth = sample.between(-0.15, 0.3);
  const waiting: (Payable & { readonly wanted: number; readonly ready: number })[] = [];
  const done: Payable[] = [];
  const runs = Array.from({ length: days + 60 }, (_, index) => firstDay + index).filter((day) =>
    isRun(day, calendar),
  );
  let open = waiting;
  for (let day = firstDay; day < firstDay + days; day += 1) {
    const mean = invoicesADay * intensity(day) * (1 + (growth * (day - firstDay)) / days);
    for (let left = poisson(mean, sample); left > 0; left -= 1)
      open.push({ id: `${day}/${left}`, ...invoice(day, sample.weighted(habits), sample) });
    if (!isRun(day, calendar)) continue;
    const next = runs.find((run) => run > day) ?? day + 7;
    const putOff = sample.chance(0.08);
    const share = putOff ? sample.between(0, 0.1) : 1 - Math.min(sample.exponential(0.12), 0.6);
    const rest: typeof open = [];
    for (const each of open)
      if (each.ready <= day && each.wanted < next && sample.chance(share)) done.push(paid(each, day));
      else rest.push(each);
    open = rest;
  }
  return [...done, ...open.map(({ wanted: _, ready: __, ...each }) => each)];
}

function paid(
  { wanted: _, ready: __, ...each }: Payable & { wanted: number; ready: number },
  day: number,
): Payable {
  return { ...each, paidOn: day };
}

function invoice(day: number, habit: Habit, sample: Sampling) {
  const dueOn = day - Math.round(sample.logNormal(2, 0.6)) + habit.netDays;
  const late = sample.chance(habit.lateShare) ? Math.round(sample.logNormal(6, 0.6)) : 0;
  const disputed = sample.chance(0.03) ? sample.logNormal(30, 0.5) : 0;
  return {
    ...{ vendor: habit.vendor, kind: 'invoice', receivedOn: day, dueOn },
    amount: sample.logNormal(habit.typicalAmount, 1),
    wanted: dueOn + habit.lateDays + late,
    ready: Math.round(day + sample.logNormal(3, 0.7) + disputed),
  };
}

function habitsOf(sample: Sampling): readonly [Habit, ...Habit[]] {
  const one = (index: number): Habit => ({
    vendor: `V-${index}`,
    weight: 1 / (index + 1),
    typicalAmount: sample.logNormal(900, 0.8),
    netDays: sample.pick([14, 30, 30, 30, 45, 60]),
    lateDays: Math.round(sample.normal(0, 4)),
    lateShare: sample.between(0.03, 0.25),
  });
  return [one(0), ...Array.from({ length: 39 }, (_, index) => one(index + 1))];
}

function isRun(day: number, { days, monthly }: (typeof calendars)[number]): boolean {
  const date = new Date(day * 86_400_000).getUTCDate();
  const next = new Date((day + 7) * 86_400_000).getUTCDate();
  return days.includes(weekdayOf(day)) && (!monthly || date <= 7 || next <= 7);
}

/** Weekends are quiet, month ends are busy; 1 on average. */
function intensity(day: number): number {
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6) return 0.1;
  return new Date((day + 4) * 86_400_000).getUTCDate() <= 4 ? 2.2 : 1.15;
}

function poisson(mean: number, sample: Sampling): number {
  let count = 0;
  for (let at = sample.exponential(1); at < mean; at += sample.exponential(1)) count += 1;
  return count;
}
