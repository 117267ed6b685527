import type { Stage, Status } from '../../../schemas/stages.ts';
import { epochMs, utc } from './instant.ts';
import type { TimelineEntry } from './order.ts';

/**
 * Days an invoice may stay in a stage before somebody has to look: usual targets of an accounts-payable department,
 * the same for every cell so that cells can be compared.
 */
const stageDays: Readonly<Record<Stage, number>> = {
  ingestion: 1,
  reconciliation: 3,
  authorization: 5,
  posting: 5,
};

/**
 * What an invoice waits for after each status. A rejected or denied one waits for nobody here: it comes back, with an
 * event, or never. A mismatch or a failed payment is somebody's work.
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
  paid: 'nothing',
  failed: 'work',
};

/** Days to pay when no event says: NET30, the usual terms. */
const usualTermDays = 30;

const dayMs = 86_400_000;

/**
 * Until when an invoice that is not paid may be where its events leave it: so many days after it entered its stage, but not before the
 * end (UTC) of the day it is due, if all it waits for is being paid. Beyond that it is stuck.
 * @param entries at least one
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
 * The event that began the present stay in the stage: moving to and fro between its statuses does not begin another one, coming back
 * from another stage or from an end does.
 */
function beginOfStay(entries: readonly TimelineEntry[], last: TimelineEntry): TimelineEntry {
  const before = entries.findLastIndex(
    (entry) => entry.fact.stage !== last.fact.stage || awaitedAfter(entry) === 'nothing',
  );
  return entries[before + 1] ?? last;
}
