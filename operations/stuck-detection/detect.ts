import type { Ledger, OverdueInvoice } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { byStage, type Stage } from '../../schemas/stages.ts';
import { overduePages } from '../overdue-pages.ts';
import { type AnnouncePorts, type Outcome, settleAll } from './announce.ts';
import { casesOf } from './cases.ts';
import { markKey, readMarks } from './marks.ts';

export type StuckDetectionPorts = Omit<AnnouncePorts, 'ledger' | 'now'> & {
  readonly ledger: Pick<Ledger, 'overdue' | 'facts'>;
  readonly clock: Clock;
};

/** Overdue invoices examined in one run at most, the longest overdue first. */
export const maxExamined = 100_000;

/** Cases settled in one run at most, so that it ends in time; the next run takes up the others. */
const maxSettled = 20_000;

export interface StuckDetection extends Outcome {
  /** Stuck invoices by stage. */
  readonly counts: Readonly<Record<Stage, number>>;
  /** The longest overdue first. */
  readonly stuck: readonly OverdueInvoice[];
  /** Whether more are overdue than were examined: then the counts are lower bounds. */
  readonly capped: boolean;
}

/**
 * Finds the invoices past their deadline, and announces once those that are newly so and those that
 * no longer are. May be interrupted anywhere and run again. Reads what is overdue and what was
 * announced; an invoice that stays stuck costs those two reads and no write.
 */
export async function detectStuckInvoices({ clock, ...ports }: StuckDetectionPorts): Promise<StuckDetection> {
  const now = clock.now();
  const found: OverdueInvoice[] = [];
  for await (const page of overduePages(ports.ledger, now, maxExamined + 1)) found.push(...page);
  const overdue = found.slice(0, maxExamined);
  const capped = found.length > overdue.length;
  const upTo = capped ? overdue.at(-1)?.deadline : undefined;
  const marks = await readMarks(ports.records, upTo);
  const cases = casesOf(overdue, marks, upTo, now).slice(0, maxSettled);
  const outcome = await settleAll(cases, { ...ports, now });
  const spared = new Set([
    ...outcome.spared,
    ...marks.filter(({ state }) => state === 'spared').map(({ key }) => key),
  ]);
  const stuck = overdue.filter((invoice) => !spared.has(markKey(invoice)));
  return {
    ...outcome,
    ...{ stuck, capped },
    counts: byStage((stage) => stuck.filter((invoice) => invoice.stage === stage).length),
  };
}
