import type { Api } from '../http/api.ts';
import type { RetryPolicy } from '../http/retry.ts';
import { OrderedSender } from '../sending/ordered-sender.ts';
import { eventIdOf } from '../sending/ready-events.ts';
import { CasePositions } from './case-positions.ts';
import type { LogRecord } from './log-record.ts';
import type { Mapping } from './mapping-schema.ts';
import { eventMapper } from './to-event.ts';

/** An event that was not accepted, and why. */
export interface ImportProblem {
  readonly eventId: string;
  /** Where the event stands, e.g. `log.csv, line 7`. */
  readonly place?: string | undefined;
  readonly problem: string;
}

/**
 * The progress of an import. `read` = `mapped` + the skipped + `unusable`; in the end `mapped` =
 * `accepted` + `rejected`.
 */
export interface ImportCounts {
  read: number;
  mapped: number;
  accepted: number;
  /** Refused by the cell, or unusable (no time, no amount, no case). */
  rejected: number;
  retries: number;
  cases: number;
  readonly skipped: Record<string, number>;
  /** The first problems found. */
  readonly problems: ImportProblem[];
}

export interface ImportOptions {
  readonly mapping: Mapping;
  /** Where to send to; without it nothing is sent. */
  readonly api?: Api;
  readonly concurrency: number;
  readonly policy?: RetryPolicy;
  /** Called about every thousand events. */
  readonly onProgress?: (counts: ImportCounts) => void;
}

const keptProblems = 20;

/**
 * Imports event logs one after the other. Positions in a case are counted over all the logs together
 * and over mapped and skipped events alike, so the same logs in the same order give the same ids.
 * One counter per case is all that is kept in memory, and one per event with ids of their content.
 */
export async function importLogs(
  logs: Iterable<AsyncIterable<LogRecord>>,
  options: ImportOptions,
): Promise<ImportCounts> {
  const counts = emptyCounts();
  const note = (problem: ImportProblem) => {
    if (counts.problems.length < keptProblems) counts.problems.push(problem);
  };
  const sender = options.api && sendTo(options.api, options, note);
  const toEvent = eventMapper(options.mapping);
  const positions = new CasePositions();
  const skipped = new Map<string, number>();
  let unusable = 0;

  const refresh = () => {
    counts.accepted = sender?.accepted ?? 0;
    counts.rejected = unusable + (sender?.rejected ?? 0);
    counts.retries = sender?.retries ?? 0;
    counts.cases = positions.size;
  };

  for (const log of logs) {
    for await (const record of log) {
      counts.read += 1;
      const mapped = toEvent(record, positions.next(record.caseId));
      if (mapped.kind === 'skipped') {
        skipped.set(mapped.activity, (skipped.get(mapped.activity) ?? 0) + 1);
      } else if (mapped.kind === 'unusable') {
        unusable += 1;
        note({ eventId: mapped.eventId, place: mapped.place, problem: mapped.problem });
      } else {
        counts.mapped += 1;
        await sender?.add(mapped.outgoing);
      }
      if (counts.read % 1_000 === 0) {
        refresh();
        options.onProgress?.(counts);
      }
    }
  }
  await sender?.finish();
  refresh();
  return { ...counts, skipped: Object.fromEntries([...skipped].sort((a, b) => b[1] - a[1])) };
}

function emptyCounts(): ImportCounts {
  return {
    read: 0,
    mapped: 0,
    accepted: 0,
    rejected: 0,
    retries: 0,
    cases: 0,
    skipped: {},
    problems: [],
  };
}

function sendTo(api: Api, options: ImportOptions, note: (problem: ImportProblem) => void): OrderedSender {
  return new OrderedSender(api, {
    concurrency: options.concurrency,
    ...(options.policy && { policy: options.policy }),
    onRejected: ({ outgoing, problem }) =>
      note({ eventId: eventIdOf(outgoing), place: outgoing.place, problem }),
  });
}
