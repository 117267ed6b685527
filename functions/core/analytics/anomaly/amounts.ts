import { median } from 'simple-statistics';
import { measuredCount } from './counts.ts';
import type { EventCount } from './event-counts.ts';
import type { Limits } from './judge.ts';
import { type Measured, type Measuring, measuredSum } from './measured.ts';
import { addend, fewestExpected, type Scale } from './scale.ts';

/** Twice as many as counts need: what a few events are worth is anybody's guess. */
const fewestEvents = 2 * fewestExpected;

/** Of amounts in typical events: a change of 15 of them matters, as one of 15 counts does. */
export const amountLimits: Limits = { deviation: 0.9, change: 15, spreads: 3.5 };

/**
 * What the events of one currency are worth together, in typical events: what an event of an hour is worth on
 * average, which is the median of all hours, since a few invoices are worth as much as all others.
 */
export function measuredAmount(
  own: readonly EventCount[],
  measuring: Measuring,
  limits: Limits = amountLimits,
): Measured {
  const typical = typicalAmount(own);
  const events = measuredCount(own, measuring);
  const amounts = measuredSum(
    own,
    {
      scale: logAmounts(typical),
      limits: { ...limits, change: limits.change * typical },
      dimensions: ['status'],
      addedBy: (count) => amountOf(count) / typical,
      scaled: (sum) => Math.log(Math.max(sum, 0) + addend),
    },
    measuring,
  );
  // A few large invoices are worth as much as many: whether an hour can be told is a question of how many come.
  return {
    ...amounts,
    judge: (hours) => {
      const enough = events.judge(hours).map(({ expected = 0 }) => expected >= fewestEvents);
      return amounts
        .judge(hours)
        .map((each, index) =>
          each.verdict === 'learning' || enough[index] ? each : { ...each, verdict: 'cannot tell' },
        );
    },
  };
}

/** The sum of a kind's amounts, for statistics: money itself is never worked out with such a number. */
function amountOf({ amount = '0' }: Pick<EventCount, 'amount'>): number {
  return Number(amount);
}

function typicalAmount(own: readonly EventCount[]): number {
  const hours = [...Map.groupBy(own, ({ at }) => at).values()].map((counts) => {
    const sum = (of: (count: EventCount) => number) => counts.reduce((all, each) => all + of(each), 0);
    return (
      sum(amountOf) /
      Math.max(
        1,
        sum(({ count }) => count),
      )
    );
  });
  return Math.max(hours.length === 0 ? 0 : median(hours), Number.EPSILON);
}

/**
 * Logarithms of amounts in typical events: their means are those of ratios, which a single large invoice hardly
 * moves, and what they waver by does not grow with what is expected.
 */
function logAmounts(typical: number): Scale {
  return {
    prior: (day, hour, all) => day + hour - all,
    residual: (value, expected) => value - expected,
    leastSpread: 0.2,
    deviation: (value, expected) => value - expected,
    shifted: (expected, by) => expected + by,
    isEnough: (expected) => Math.exp(expected) - addend >= fewestExpected,
    shown: (value) => Math.max(0, Math.exp(value) - addend) * typical,
    addend: addend * typical,
  };
}
