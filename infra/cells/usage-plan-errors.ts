import { stages } from '../../schemas/stages.ts';
import { apiThrottle, historyThrottle, secondsPerDay } from './capacity.ts';
import type { Cell } from './cell.ts';
import type { Producer } from './producers.ts';
import { when } from './sentences.ts';

/**
 * At month end nearly all events are of one stage, each perhaps in a request of its own. So the plans of the
 * producers that may report on a stage must together let through as much as the API does: the peak to
 * come, headroom, and reads of histories, which count against a plan too. With a daily quota they must do
 * so all day.
 */
export function usagePlanErrors(cell: Cell, producers: readonly Producer[]): string[] {
  const needed = apiThrottle(cell).rate + historyThrottle(cell).rate;
  const known = producers.filter(({ name }) => cell.producers.includes(name));
  return stages.flatMap((stage) => {
    const reporting = known.filter((producer) => producer.stages.includes(stage));
    if (reporting.length === 0) return [];
    const who = reporting.map(({ name }) => name).join(' and ');
    const rate = sum(reporting, (producer) => Math.min(producer.rate, producer.burst));
    const perDay = sum(reporting, ({ dailyQuota }) => dailyQuota ?? Number.POSITIVE_INFINITY);
    return [
      ...when(
        rate < needed,
        `at month end ${stage} may take ${needed} requests per second, reads included, but the plans of ${who} let ${rate} through: raise rate and burst in infra/cells/producers.ts`,
      ),
      ...when(
        perDay < needed * secondsPerDay,
        `at month end ${stage} may take ${needed * secondsPerDay} requests a day, reads included, but the daily quotas of ${who} end at ${perDay}: raise one in infra/cells/producers.ts, or leave it out`,
      ),
    ];
  });
}

function sum(producers: readonly Producer[], of: (producer: Producer) => number): number {
  return producers.reduce((total, producer) => total + of(producer), 0);
}
