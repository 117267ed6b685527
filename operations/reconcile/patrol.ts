import { minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import { logMessages } from '../../functions/core/log-messages.ts';
import type { Log, Records, StoredRecord } from '../../functions/core/ports.ts';
import { isObject } from '../../lib/json.ts';
import type { ReplayedCell } from '../replay/replay.ts';
import type { ReconcilePorts } from './ports.ts';
import { type PutBackPorts, putBackDifferences } from './put-back.ts';
import { maxMinutes, reconcile } from './reconcile.ts';
import type { Difference } from './report.ts';

export type PatrolPorts = ReconcilePorts & PutBackPorts & { readonly records: Records; readonly log: Log };

/** What a round found. */
export interface Patrol {
  /** Events that are missing or altered, of new minutes and of earlier ones that were not settled. */
  readonly differences: readonly Difference[];
  /** How many of them were put back into the path. */
  readonly putBack: number;
}

const collection = 'reconciliation';
/** The record of how far the rounds have come, and the keys of minutes that are looked at again. */
const throughKey = 'through';
const unsettledPrefix = 'minute#';
/** Earlier minutes looked at again by one round, the oldest first. */
const maxUnsettled = 60;
/** Differences named by a line of the log. */
const named = 20;

/**
 * A round of reconciling: the minutes that ended since the last one, and earlier ones as long as they
 * hold an event that is under way, a dead letter or missing. What is missing is named and put back.
 * The first round only notes where to begin. A round that dies is repeated by the next one.
 */
export async function patrol(ports: PatrolPorts, cell: ReplayedCell): Promise<Patrol> {
  const differences = [...(await lookAgain(ports)), ...(await lookOn(ports))];
  if (differences.length === 0) return { differences, putBack: 0 };
  const putBack = await putBackDifferences(ports, cell, differences);
  ports.log.error(logMessages.unaccountedEvents, {
    ...{ events: differences.length, putBack },
    first: differences
      .slice(0, named)
      .map(({ invoiceId, eventId, reached }) => ({ invoiceId, eventId, reached })),
  });
  return { differences, putBack };
}

/** Looks at the minutes that were not settled the last time. */
async function lookAgain(ports: PatrolPorts): Promise<readonly Difference[]> {
  const { archive, records } = ports;
  const page = await records.list(collection, { after: unsettledPrefix, limit: maxUnsettled });
  const differences: Difference[] = [];
  for (const { key, revision } of page) {
    if (!key.startsWith(unsettledPrefix)) continue;
    const from = Date.parse(key.slice(unsettledPrefix.length));
    const isKept = from >= minuteOf(archive.span().from);
    const found = isKept ? await reconcile(ports, { from, to: from + minuteMs }) : undefined;
    differences.push(...(found?.differences ?? []));
    if ((found?.unsettled.length ?? 0) === 0) await records.remove(collection, key, revision);
  }
  return differences;
}

/** Looks at the minutes that ended since the last round, a quarter of an hour of them at most. */
async function lookOn(ports: PatrolPorts): Promise<readonly Difference[]> {
  const { archive, records } = ports;
  const [begin, end] = [minuteOf(archive.span().from), minuteOf(archive.span().to)];
  const through = await records.read(collection, throughKey);
  if (!through) {
    await records.create(collection, throughKey, { to: new Date(end).toISOString() });
    return [];
  }
  const from = Math.max(begin, timeIn(through));
  const to = Math.min(end, from + maxMinutes * minuteMs);
  if (from >= to) return [];
  const { differences, unsettled } = await reconcile(ports, { from, to });
  // First what is to be looked at again: a death in between repeats the minutes.
  for (const minute of unsettled) await records.create(collection, `${unsettledPrefix}${minute}`, {});
  await records.replace(collection, throughKey, { to: new Date(to).toISOString() }, through.revision);
  return differences;
}

function timeIn({ value }: StoredRecord): number {
  return isObject(value) ? Date.parse(String(value.to)) : Number.NaN;
}
