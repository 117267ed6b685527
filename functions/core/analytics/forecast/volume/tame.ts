/** Days that say what is usual: a month end is always among them. */
const daysBefore = 56;
const fewestDays = 35;
/** How far a count may go beyond the highest of them: growth is followed within some weeks. */
const mostGrowth = 1.25;
const few = 2;

/**
 * Counts, each cut to little more than the highest at the same time of the days before. A day of outages says nothing
 * about the days after it, and would be taken for their level.
 * @param stepsOfDay 24 of hours, 1 of days
 */
export function tamed(counts: ArrayLike<number>, stepsOfDay: number): Float64Array {
  const all = Float64Array.from(counts);
  for (let step = fewestDays * stepsOfDay; step < all.length; step += 1) {
    let highest = 0;
    for (let back = 1; back <= daysBefore && step >= back * stepsOfDay; back += 1)
      highest = Math.max(highest, all[step - back * stepsOfDay] ?? 0);
    all[step] = Math.min(all[step] ?? 0, highest * mostGrowth + few);
  }
  return all;
}
