import { type HeldEvent, identityOf } from '../../functions/core/conservation/held-event.ts';
import { minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import type { Look, Whereabouts } from '../../functions/core/conservation/ports.ts';
import { chunks } from '../../lib/chunks.ts';
import { compareHoldings, type Finding } from './compare.ts';
import { discardsSince } from './discards.ts';
import type { ReconcilePorts } from './ports.ts';
import { type Difference, differenceOf, type Tally } from './report.ts';

/** What became of the acceptances of one minute. */
export interface MinuteResult {
  readonly tally: Tally;
  readonly differences: readonly Difference[];
}

/** Facts looked up at once. */
const lookupsAtOnce = 50;

/**
 * Accounts for every event of a minute. The stores are read before the queues and, for what is on no
 * queue, once more after them: an event that moves on between two looks is found by one of them.
 */
export async function reconcileMinute(ports: ReconcilePorts, minute: number): Promise<MinuteResult> {
  const { findings, accepted, repeats } = await look(ports, minute, 'first');
  const unfinished = findings.filter(isUnfinished).map(({ event }) => event);
  const fateOf = unfinished.length > 0 ? await fatesOf(ports, minute, unfinished) : () => undefined;

  const fates = findings.map((finding) => (isUnfinished(finding) ? fateOf(finding.event) : undefined));
  const unexplained = findings.filter((_, index) => fates[index] === undefined);
  const differences = unexplained.length > 0 ? await confirmed(ports, minute, unexplained) : [];
  const count = (fate: string) => fates.filter((each) => each === fate).length;
  const tally = {
    ...{ accepted, repeats },
    underWay: count('under-way'),
    deadLettered: count('dead-lettered'),
    discarded: count('discarded'),
  };
  const lost = differences.filter(({ missingFrom }) => !missingFrom.includes('archive')).length;
  const elsewhere = tally.underWay + tally.deadLettered + tally.discarded;
  return { tally: { ...tally, visible: accepted - repeats - elsewhere - lost }, differences };
}

/** What is known of events that have not come to all stores; undefined when nothing is. */
async function fatesOf(
  { transit, records }: Pick<ReconcilePorts, 'transit' | 'records'>,
  minute: number,
  events: readonly HeldEvent[],
): Promise<(event: HeldEvent) => Whereabouts['state'] | 'discarded' | undefined> {
  const places = await transit.whereabouts(events);
  // After the queues: a message is entered as discarded before it leaves its queue.
  const isDiscarded = await discardsSince(records, minute);
  return (event) => places.get(identityOf(event))?.state ?? (isDiscarded(event) ? 'discarded' : undefined);
}

/** Whether an accepted event has not come to all stores. */
function isUnfinished({ missingFrom }: Finding): boolean {
  return missingFrom.includes('ledger') || missingFrom.includes('time series');
}

/** Those findings that a second look still makes. */
async function confirmed(
  ports: ReconcilePorts,
  minute: number,
  unexplained: readonly Finding[],
): Promise<readonly Difference[]> {
  const before = new Set(unexplained.map(({ event }) => identityOf(event)));
  const { findings } = await look(ports, minute, 'again');
  return findings.filter(({ event }) => before.has(identityOf(event))).map(differenceOf);
}

interface Seen {
  readonly findings: readonly Finding[];
  /** Entries in the archive, and how many of them repeated an event. */
  readonly accepted: number;
  readonly repeats: number;
}

async function look(ports: ReconcilePorts, minute: number, how: Look): Promise<Seen> {
  const [archive, ledger, series] = await Promise.all([
    ports.archive.events(minute, how),
    ports.ledger.events(minute, how),
    ports.timeSeries.events(minute, how),
  ]);
  const found = compareHoldings({ archive, ledger, 'time series': series });
  const repeatsOfOthers = await repeatsAmong(ports, minute, found);
  return {
    findings: found.filter(({ event }) => !repeatsOfOthers.has(identityOf(event))),
    accepted: archive.length,
    repeats: archive.length - new Set(archive.map(identityOf)).size + repeatsOfOthers.size,
  };
}

/** Acceptances that no store has here, because they repeat an event that was received in another minute. */
async function repeatsAmong(
  { ledger }: ReconcilePorts,
  minute: number,
  findings: readonly Finding[],
): Promise<ReadonlySet<string>> {
  const candidates = findings.filter(
    ({ missingFrom }) => missingFrom.includes('ledger') && missingFrom.includes('time series'),
  );
  const repeats = new Set<string>();
  const isRepeat = async (event: HeldEvent) => {
    const receivedAt = await ledger.receivedAt(event);
    return receivedAt !== undefined && minuteOf(receivedAt) !== minute;
  };
  for (const some of chunks(candidates, lookupsAtOnce)) {
    const answers = await Promise.all(some.map(({ event }) => isRepeat(event)));
    some.forEach(({ event }, index) => {
      if (answers[index]) repeats.add(identityOf(event));
    });
  }
  return repeats;
}
