import type { Stage, Status } from '../../../schemas/stages.ts';
import { epochMs, utc } from './instant.ts';
import type { TimelineEntry } from './order.ts';

/**
 * Days an invoice may stay in a stage before somebody has to look: the usual targets of an
 * accounts-payable department, the same for every cell so that cells can be compared.
 */
const stageDays: Readonly<Record<Stage, number>> = {
  ingestion: 1,
  reconciliation: 3,
  authorization: 5,
  posting: 5,
};

/**
 * What an invoice waits for after each status. A rejected or denied invoice waits for nothing here:
 * it comes back with a new event, or never. A mismatch or a failed payment is work for somebody; a
 * payment of a part waits for the rest like one that is scheduled.
 */
const awaited: Readonly<Record<Status, 'work' | 'due date' | 'nothing'>> = {
  received: 'work',
  validated: 'work',
  rejected: 'nothing',
  matching: 'work',
  matched: 'work',
  mismatched: 'work',
  pending: 'work',
  approved: 'work',
  denied: 'nothing',
  scheduled: 'due date',
  posted: 'due date',
  paid: 'due date',
  failed: 'work',
};

/** Days to pay when no event says: NET30, the most common terms. */
const usualTermDays = 30;

const dayMs = 86_400_000;

/**
 * How long an unsettled invoice may stay where its events left it: `stageDays` from entering the
 * stage, but, if it only waits to be paid, not before the end (UTC) of its due date. Past that it
 * is stuck.
 * @param entries those since it was last settled, at least one
 * @param dueDate calendar date
 * @returns RFC 3339 UTC; undefined when nothing is awaited
 */
export function deadlineOf(
  entries: readonly TimelineEntry[],
  dueDate: string | undefined,
): string | undefined {
  const last = entries.at(-1);
  if (!last || awaitedAfter(last) === 'nothing') return undefined;
  const { at: enteredAt } = beginOfStay(entries, last);
  const inTime = enteredAt + stageDays[last.fact.stage] * dayMs;
  if (awaitedAfter(last) === 'work') return utc(inTime);
  const due = dueDate === undefined ? enteredAt + usualTermDays * dayMs : epochMs(`${dueDate}T23:59:59.999Z`);
  return utc(Math.max(inTime, due));
}

function awaitedAfter({ fact }: TimelineEntry) {
  return awaited[fact.event.status];
}

/**
 * The event that began the current stay in the stage. Moving between the stage's statuses does not
 * begin another stay; coming back from another stage, a rejection or a denial does.
 */
function beginOfStay(entries: readonly TimelineEntry[], last: TimelineEntry): TimelineEntry {
  const before = entries.findLastIndex(
    (entry) => entry.fact.stage !== last.fact.stage || awaitedAfter(entry) === 'nothing',
  );
  return entries[before + 1] ?? last;
}
