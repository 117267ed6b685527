import { type AwaitedStep, type Status, stageStatuses, stages } from '../../../schemas/stages.ts';
import type { Fact } from './fact.ts';
import { epochMs, utc } from './instant.ts';
import { type TimelineEntry, utcInstant } from './order.ts';
import { daysFor, type StageDeadlines } from './stage-deadlines.ts';

/** A step, and until when it should come: within the days of the stage, or by the due date. */
interface Awaited {
  readonly step: AwaitedStep;
  readonly by: 'stage' | 'due date';
}

/**
 * What an invoice waits for after each status. A rejected or denied invoice waits for nothing here:
 * it comes back with a new event, or never. A mismatch or a failed payment is work for somebody; a
 * payment of a part waits for the rest like one that is scheduled.
 */
const awaited: Readonly<Record<Status, Awaited | undefined>> = {
  received: { step: 'validation', by: 'stage' },
  validated: { step: 'matching', by: 'stage' },
  rejected: undefined,
  matching: { step: 'matching', by: 'stage' },
  matched: { step: 'approval', by: 'stage' },
  mismatched: { step: 'clarification', by: 'stage' },
  pending: { step: 'approval', by: 'stage' },
  approved: { step: 'posting', by: 'stage' },
  denied: undefined,
  scheduled: { step: 'payment', by: 'due date' },
  posted: { step: 'payment', by: 'due date' },
  paid: { step: 'payment', by: 'due date' },
  failed: { step: 'another payment attempt', by: 'stage' },
};

/** The statuses after which an invoice only waits to be paid: not before the end of its due date. */
export const statusesUntilDue: readonly Status[] = stages
  .flatMap((stage): readonly Status[] => stageStatuses[stage])
  .filter((status) => awaited[status]?.by === 'due date');

/** Days to pay when no event says: NET30, the most common terms. */
export const usualTermDays = 30;

const dayMs = 86_400_000;

/** What an unsettled invoice waits for. */
export interface Wait {
  readonly waitsFor: AwaitedStep;
  /** Since when it has been in its stage, RFC 3339 UTC. */
  readonly waitsSince: string;
  /** Until when it may stay there; past that it is stuck. RFC 3339 UTC. */
  readonly deadline: string;
}

/**
 * What an unsettled invoice waits for where its events left it, and for how long: the days of its
 * stage from entering it, but, if it only waits to be paid, not before the end (UTC) of its due
 * date.
 * @param entries those since it was last settled, at least one
 * @param dueDate calendar date
 * @returns undefined when nothing is awaited
 */
export function waitOf(
  entries: readonly TimelineEntry[],
  dueDate: string | undefined,
  deadlines: StageDeadlines,
): Wait | undefined {
  const last = entries.at(-1);
  const next = last && awaitedAfter(last);
  if (!last || !next) return undefined;
  const begin = beginOfStay(entries, last);
  const inTime = begin.at + daysOf(last.fact, deadlines) * dayMs;
  const due = dueDate === undefined ? begin.at + usualTermDays * dayMs : epochMs(`${dueDate}T23:59:59.999Z`);
  return {
    waitsFor: next.step,
    waitsSince: utcInstant(begin),
    deadline: utc(next.by === 'stage' ? inTime : Math.max(inTime, due)),
  };
}

function daysOf({ stage, event }: Fact, deadlines: StageDeadlines): number {
  const { amount, currency, vendor } = event;
  return daysFor({ stage, amount, currency, vendorId: vendor.id }, deadlines);
}

function awaitedAfter({ fact }: TimelineEntry): Awaited | undefined {
  return awaited[fact.event.status];
}

/**
 * The event that began the current stay in the stage. Moving between the stage's statuses does not
 * begin another stay; coming back from another stage, a rejection or a denial does.
 */
function beginOfStay(entries: readonly TimelineEntry[], last: TimelineEntry): TimelineEntry {
  const before = entries.findLastIndex(
    (entry) => entry.fact.stage !== last.fact.stage || awaitedAfter(entry) === undefined,
  );
  return entries[before + 1] ?? last;
}
