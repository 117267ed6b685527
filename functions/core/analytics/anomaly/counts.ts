import type { EventCount } from './event-counts.ts';
import { countLimits } from './judge.ts';
import { type Measured, type Measuring, measuredSum, type Summing } from './measured.ts';
import { counts as scale } from './scale.ts';

/** How many events there were. */
export function measuredCount(own: readonly EventCount[], measuring: Measuring): Measured {
  return countedBy(['status', 'currency'], own, measuring);
}

/** How many events of one vendor there were. */
export function measuredVendor(own: readonly EventCount[], measuring: Measuring): Measured {
  return countedBy(['status'], own, measuring);
}

function countedBy(
  dimensions: Summing['dimensions'],
  own: readonly EventCount[],
  measuring: Measuring,
): Measured {
  return measuredSum(
    own,
    {
      ...{ scale, limits: countLimits, dimensions },
      addedBy: ({ count }) => count,
      scaled: (sum) => sum,
    },
    measuring,
  );
}
