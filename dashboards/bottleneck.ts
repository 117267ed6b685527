import { type Stage, stages } from '../schemas/stages.ts';
import { sharesOf } from './figures.ts';

/** The rule by which the bottleneck is found, as pages say it. */
export const bottleneckRule =
  'The bottleneck is the stage with the largest share of what nine in ten invoices need for all stages (p90).';

export interface Bottleneck {
  readonly stage: Stage;
  /** Of the p90 of all stages together, 0 to 1. */
  readonly share: number;
}

/**
 * The stage that takes the longest, by the 90th percentile of the time in it: the one to speed up
 * first. Undefined while no stage has been left.
 * @param p90 ms as decimal text, by stage; null of a stage that nothing has left
 */
export function bottleneckOf(p90: Readonly<Record<Stage, string | null>>): Bottleneck | undefined {
  const shares = sharesOf(stages.map((stage) => p90[stage] ?? '0'));
  const share = Math.max(...shares);
  const stage = stages[shares.indexOf(share)];
  return stage !== undefined && share > 0 ? { stage, share } : undefined;
}
