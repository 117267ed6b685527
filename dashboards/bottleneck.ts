import { type Stage, stages } from '../schemas/stages.ts';
import { sharesOf } from './figures.ts';

/** The rule by which the bottleneck is found, as pages say it. */
export const bottleneckRule =
  'The bottleneck is the stage with the largest share of the delay that nine in ten invoices stay within (p90): all of the time in a stage; in posting only what is after the due date, because an invoice that is not due waits on purpose.';

export interface Bottleneck {
  readonly stage: Stage;
  /** Of the delays of all stages together, 0 to 1. */
  readonly share: number;
}

/**
 * The stage that delays invoices the longest, by the 90th percentile: the one to speed up first. Undefined
 * while none delays any.
 * @param delays ms as decimal text, by stage; null of a stage that nothing has left
 */
export function bottleneckOf(delays: Readonly<Record<Stage, string | null>>): Bottleneck | undefined {
  const shares = sharesOf(stages.map((stage) => delays[stage] ?? '0'));
  const share = Math.max(...shares);
  const stage = stages[shares.indexOf(share)];
  return stage !== undefined && share > 0 ? { stage, share } : undefined;
}
