import type { EventCount } from './event-counts.ts';
import { countLimits } from './judge.ts';
import { type Measured, type Measuring, measuredSum } from './measured.ts';
import { addend, counts as scale } from './scale.ts';

/** How many events there were. */
export function measuredCount(own: readonly EventCount[], measuring: Measuring): Measured {
  return measuredSum(
    own,
    {
      ...{ scale, limits: countLimits, addend, dimensions: ['status', 'currency'] },
      addedBy: ({ count }) => count,
      scaled: (sum) => sum,
    },
    measuring,
  );
}
