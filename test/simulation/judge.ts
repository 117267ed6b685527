import { isDeepStrictEqual } from 'node:util';
import type { ConflictDecision } from '../../functions/core/invoice/conflicts.ts';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import { factOfBusEvent } from '../../functions/core/invoice/fact-of-bus-event.ts';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { measureRecords } from '../../functions/core/measures/records.ts';
import { busDetailType, deadLetterQueueOf } from '../../functions/core/names.ts';
import { parseJsonObject } from '../../lib/json.ts';
import type { OpenConflict } from '../../operations/conflicts/open.ts';
import type { InvoiceEvent } from '../../schemas/event.ts';
import { ConflictVerdict } from './conflict-verdict.ts';
import type { FoundLetter } from './dead-letters.ts';
import { keyOf } from './producers.ts';
import { type Receiver, simulatedDownstreams } from './receiver.ts';

/** What is known of a history when nothing is under way any more. Events go by `keyOf`. */
export interface Outcome {
  /** Answered with a 202. */
  readonly accepted: ReadonlySet<string>;
  /** Ever sent and valid. */
  readonly sent: ReadonlyMap<string, InvoiceEvent>;
  readonly discarded: ReadonlySet<string>;
  readonly deadLetters: readonly FoundLetter[];
  /** The system that is told of the events of some stages. */
  readonly receiver: Pick<Receiver, 'called' | 'taken' | 'refused' | 'wrong'>;
  /** What the bus took and what the archive kept, line by line. */
  readonly witnessed: readonly string[];
  readonly archived: readonly string[];
  /** Whether the archive may lack what was not synced. */
  readonly hadPowerFailure: boolean;
  /** Every dead letter was redriven with its cause gone. */
  readonly isPutRight: boolean;
  readonly factsOf: (invoiceId: string) => Promise<readonly Fact[]>;
  readonly headOf: (invoiceId: string) => Promise<InvoiceHead | undefined>;
  /** What operators decided about an invoice, in their order. */
  readonly decisionsAbout: (invoiceId: string) => Promise<readonly ConflictDecision[]>;
  /** What the cell says is to be settled. */
  readonly openConflicts: () => Promise<readonly OpenConflict[]>;
  readonly records: readonly MeasureRecord[];
  readonly snapshots: readonly InvoiceSnapshot[];
}

/**
 * Checks a history from outside: every accepted event is visible, dead-lettered or discarded; each
 * visible one counts once, as it was sent; and heads, records and snapshots are what one projection of
 * all of them gives, less the contents that operators declared not to count.
 * @returns what is wrong, nothing when all is well
 */
export async function judge(outcome: Outcome): Promise<string[]> {
  const { accepted, sent, discarded, deadLetters, records, snapshots } = outcome;
  const invoiceIds = [...new Set([...sent.values()].map(({ invoiceId }) => invoiceId))].sort();
  const factsByInvoice = new Map<string, readonly Fact[]>();
  for (const invoiceId of invoiceIds) factsByInvoice.set(invoiceId, await outcome.factsOf(invoiceId));
  const facts = [...factsByInvoice.values()].flat();
  const stored = new Set(facts.map(({ event }) => keyOf(event)));
  const recorded = Map.groupBy(records, ({ dimensions }) => `${dimensions.invoiceId} ${dimensions.eventKey}`);
  // What waits for a downstream has been through everything else.
  const ofEvents = deadLetters.filter(
    ({ queue }) => deadLetterQueueOf(queue.settings.name)?.kind !== 'downstream',
  );
  const failed = new Set(ofEvents.filter(({ code }) => code !== 'EVENT_CONFLICT').map(({ key }) => key));
  const isExcused = (key: string) => failed.has(key) || discarded.has(key);

  const wrong: string[] = [];
  for (const key of [...accepted].sort()) {
    if (isExcused(key)) continue;
    if (!stored.has(key)) wrong.push(`lost: ${key} is in no ledger, dead-letter queue or list of discards`);
    else if (!recorded.has(key)) wrong.push(`invisible: ${key} is in the ledger and not in the time series`);
  }
  for (const [key, of] of recorded) {
    if (of.length > 1) wrong.push(`counted twice: ${key} has ${of.length} records`);
    if (!stored.has(key)) wrong.push(`out of nothing: ${key} has a record and no fact`);
  }
  const snapshotOfInvoice = new Map(snapshots.map((snapshot) => [snapshot.invoiceId, snapshot]));
  for (const { invoiceId } of snapshots)
    if (!factsByInvoice.get(invoiceId)?.length)
      wrong.push(`out of nothing: ${invoiceId} has a snapshot and no fact`);
  if (outcome.isPutRight)
    for (const { key, code, queue } of deadLetters)
      if (code !== 'EVENT_CONFLICT')
        wrong.push(`cannot be put right: ${key} on ${queue.settings.name}: ${code}`);

  wrong.push(...factsAsSent(facts, outcome));
  const leftOut = new Set<string>();
  for (const invoiceId of factsByInvoice.keys())
    for (const { digests, counts } of await outcome.decisionsAbout(invoiceId))
      for (const digest of digests) if (counts !== undefined && counts !== digest) leftOut.add(digest);
  wrong.push(
    ...callsAsDue(
      facts.filter(({ event, digest }) => !isExcused(keyOf(event)) && !leftOut.has(digest)),
      outcome,
    ),
  );
  for (const [invoiceId, ofInvoice] of factsByInvoice) {
    const keys = ofInvoice.map(({ event }) => keyOf(event));
    // A fact whose processing did not end has not been told to its neighbours yet.
    if (ofInvoice.length === 0 || keys.some(isExcused)) continue;
    if (keys.some((key) => !recorded.has(key))) continue;
    const verdict = new ConflictVerdict(ofInvoice, await outcome.decisionsAbout(invoiceId));
    wrong.push(...asProjected(invoiceId, verdict, recorded, await outcome.headOf(invoiceId)));
    if (!isDeepStrictEqual(snapshotOfInvoice.get(invoiceId), verdict.snapshot))
      wrong.push(`snapshot: that of ${invoiceId} is not its projection`);
    wrong.push(...verdict.wrongLetters(deadLetters, outcome.isPutRight));
    wrong.push(...verdict.wrongListing(invoiceId, await outcome.openConflicts()));
  }
  return [...wrong, ...archiveOf(facts, outcome)];
}

/**
 * What is visible and of a stage with a downstream was passed on, or its call is a dead letter; when all
 * was put right it was taken, unless it was refused once and somebody may have discarded it. What somebody
 * decided not to count may have been passed on before, or not.
 */
function callsAsDue(facts: readonly Fact[], { receiver, deadLetters, isPutRight }: Outcome): string[] {
  const letters = new Set(deadLetters.map(({ key }) => key));
  const due = facts.filter(({ stage, event }) => simulatedDownstreams[stage] && !letters.has(keyOf(event)));
  return [
    ...receiver.wrong,
    ...due.flatMap(({ event, digest }) => {
      if (!receiver.called.has(digest)) return [`not called: nobody was told of ${keyOf(event)}`];
      const isTaken = receiver.taken.has(digest) || receiver.refused.has(digest);
      return isTaken || !isPutRight ? [] : [`not taken: the call about ${keyOf(event)}`];
    }),
  ];
}

/** Each fact says what one acceptance of it by the bus said. */
function factsAsSent(facts: readonly Fact[], { sent, witnessed }: Outcome): string[] {
  const acceptances = new Map(acceptedIn(witnessed).map((fact) => [fact.entryId, fact]));
  return facts.flatMap((fact) => {
    const key = keyOf(fact.event);
    if (!isDeepStrictEqual(sent.get(key), fact.event)) return [`changed: ${key} is not what was sent`];
    if (!isDeepStrictEqual(acceptances.get(fact.entryId), fact))
      return [`changed: ${key} is not as it was accepted`];
    return [];
  });
}

function asProjected(
  invoiceId: string,
  verdict: ConflictVerdict,
  recorded: ReadonlyMap<string, readonly MeasureRecord[]>,
  head: InvoiceHead | undefined,
): string[] {
  const wrong: string[] = [];
  if (!isDeepStrictEqual(head, verdict.head)) wrong.push(`head: that of ${invoiceId} is not its projection`);
  for (const { dimensions, measures, timeNs } of measureRecords(verdict.counting)) {
    const key = `${invoiceId} ${dimensions.eventKey}`;
    const [record] = recorded.get(key) ?? [];
    const { disregarded = 'false', ...counted } = record?.measures ?? {};
    if (disregarded !== 'false' || !isDeepStrictEqual([counted, record?.timeNs], [measures, timeNs]))
      wrong.push(`record: that of ${key} is not its facts' projection`);
  }
  for (const fact of verdict.disregarded) {
    const key = `${invoiceId} ${factKey(fact)}`;
    if (recorded.get(key)?.[0]?.measures.disregarded !== 'true')
      wrong.push(`record: ${key} was declared not to count, and counts`);
  }
  return wrong;
}

/** The archive lacks nothing that the ledger has, unless the power failed before it was synced. */
function archiveOf(facts: readonly Fact[], { archived, hadPowerFailure }: Outcome): string[] {
  if (hadPowerFailure) return [];
  const entries = new Set(acceptedIn(archived).map(({ entryId }) => entryId));
  return facts
    .filter((fact) => !entries.has(fact.entryId))
    .map((fact) => `not archived: ${keyOf(fact.event)} (${factKey(fact)})`);
}

/** The facts in lines of the bus; not everything on it is an invoice event. */
export function acceptedIn(lines: readonly string[]): Fact[] {
  return lines
    .filter((line) => parseJsonObject(line)?.['detail-type'] === busDetailType)
    .map((line) => factOfBusEvent(line));
}
