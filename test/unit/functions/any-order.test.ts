import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conflictsIn } from '../../../functions/core/invoice/conflicts.ts';
import { decidedTimeline } from '../../../functions/core/invoice/decided.ts';
import { type Fact, factKey } from '../../../functions/core/invoice/fact.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import type { InvoiceSnapshot } from '../../../functions/core/measures/invoice-snapshot.ts';
import { dimensions, type MeasureRecord } from '../../../functions/core/measures/measures.ts';
import { headAndSnapshotOf } from '../../../functions/core/measures/snapshot-of.ts';
import type { Ledger, Records } from '../../../functions/core/ports.ts';
import type { ProcessorPorts } from '../../../functions/processor/create-processor.ts';
import { decisionsAbout, readDecisions } from '../../../operations/conflicts/decisions.ts';
import { type SettleRequest, settleConflict } from '../../../operations/conflicts/settle.ts';
import { byStage, type Stage, stageStatuses, stages } from '../../../schemas/stages.ts';
import { memoryDueCalls } from '../../doubles/memory-due-calls.ts';
import { memoryDueRecords } from '../../doubles/memory-due-records.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryQueues } from '../../doubles/memory-queues.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { memoryTimeSeries } from '../../doubles/memory-time-series.ts';
import { sized } from '../../long-run.ts';
import { consumers, noDeadLetters } from './consumers.ts';
import { doom, type Fault } from './faults.ts';
import { factOf, factRecord, memoryLog, memoryMetrics, sqsEvent, sqsRecord } from './harness.ts';

const invoiceIds = ['INV-1', 'INV-2', 'INV-3'];
const day0 = Date.parse('2026-03-02T00:00:00.000Z');

/**
 * Few ids, times and values, so that events of the same instant, repeats and conflicts under one
 * event id are common.
 * @param minutesLate how long after it happened an event may be received; negative when the
 * producer's clock is ahead
 */
function factArbitrary(minutesLate: readonly number[]) {
  return fc
    .record({
      stage: fc.constantFrom(...stages),
      statusIndex: fc.nat({ max: 3 }),
      invoiceId: fc.constantFrom(...invoiceIds),
      eventNumber: fc.nat({ max: 7 }),
      hour: fc.nat({ max: 5 }),
      lateBy: fc.constantFrom(...minutesLate),
      amount: fc.constantFrom('100.00', '250.5', '-3'),
      documentType: fc.constantFrom(undefined, 'invoice' as const),
      paidAmount: fc.constantFrom(undefined, '98', '2', '-3'),
      terms: fc.constantFrom(undefined, { code: 'NET30' }, { code: '2/10 NET30' }),
      actor: fc.constantFrom('human', 'system'),
      purchaseOrderAmount: fc.constantFrom(undefined, '90.00'),
    })
    .map(
      ({
        stage,
        statusIndex,
        invoiceId,
        eventNumber,
        hour,
        lateBy,
        amount,
        documentType,
        paidAmount,
        terms,
        actor,
        purchaseOrderAmount,
      }): Fact => {
        const statuses = stageStatuses[stage];
        const status = statuses[statusIndex % statuses.length] ?? statuses[0];
        const occurred = day0 + hour * 3_600_000;
        return factOf({
          stage,
          receivedAt: new Date(occurred + lateBy * 60_000).toISOString(),
          event: {
            eventId: `evt-${eventNumber}`,
            invoiceId,
            status,
            occurredAt: new Date(occurred).toISOString(),
            amount,
            ...(documentType && { documentType }),
            ...(status === 'paid' && paidAmount && { paidAmount }),
            ...(terms && { paymentTerms: terms, invoiceDate: '2026-02-27' }),
            source: { actor },
            ...(purchaseOrderAmount && { attributes: { purchaseOrderAmount } }),
          },
        });
      },
    );
}

/** Facts of a few invoices, each content once. */
function factsArbitrary(minutesLate: readonly number[]) {
  return fc.uniqueArray(factArbitrary(minutesLate), {
    selector: (fact) => `${fact.event.invoiceId} ${factKey(fact)}`,
    minLength: 1,
    maxLength: 14,
  });
}

const faultArbitrary: fc.Arbitrary<Fault> = fc.record({
  call: fc.nat({ max: 12 }),
  moment: fc.constantFrom('before', 'after'),
  kind: fc.constantFrom('throw', 'kill', 'stall'),
});

/** A run of the four processors over the four queues. */
function planArbitrary(minutesLate: readonly number[], repeat: (fact: Fact) => Fact) {
  return factsArbitrary(minutesLate).chain((facts) =>
    fc.record({
      facts: fc.constant(facts),
      /** What the messages carry: every fact at least once, in any order. */
      messages: fc
        .array(fc.constantFrom(...facts).map(repeat), { maxLength: 8 })
        .chain((repeats) =>
          fc.shuffledSubarray([...facts, ...repeats], { minLength: facts.length + repeats.length }),
        ),
      batchSizes: fc.infiniteStream(fc.integer({ min: 1, max: 10 })),
      atOnce: fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
      /** The fate of each invocation, in the order they start; later ones live. */
      faults: fc.array(fc.option(faultArbitrary, { nil: undefined }), { maxLength: 20 }),
      /** What an operator decides about conflicts, in which round, and how that dies. */
      settlings: fc.array(
        fc.record({
          round: fc.nat({ max: 5 }),
          which: fc.nat(),
          counts: fc.option(fc.nat(), { nil: undefined }),
          fault: fc.option(faultArbitrary, { nil: undefined }),
        }),
        { maxLength: 4 },
      ),
      scheduler: fc.scheduler(),
    }),
  );
}
type Plan = ReturnType<typeof planArbitrary> extends fc.Arbitrary<infer P> ? P : never;

function stores() {
  const ledger = memoryLedger();
  const timeSeries = memoryTimeSeries();
  const queues = memoryQueues();
  const dueRecords = memoryDueRecords();
  const dueCalls = memoryDueCalls();
  const ports: ProcessorPorts = {
    ledger,
    timeSeries,
    dueRecords,
    dueCalls: byStage(() => dueCalls),
    records: memoryRecords(),
    queues,
    clock: { now: () => day0 },
    random: () => 0.5,
    wait: async () => {},
    stageDeadlines: usualStageDeadlines,
    log: memoryLog(),
    metrics: memoryMetrics(),
  };
  return { ports, ledger, timeSeries, queues, dueRecords, dueCalls };
}

/** What stands at the end: facts, heads, snapshots, and the records by identity, versions aside. */
async function outcome({ ledger, timeSeries }: ReturnType<typeof stores>) {
  const identity = (record: MeasureRecord) =>
    JSON.stringify([String(record.timeNs), ...dimensions.map((name) => record.dimensions[name])]);
  const facts = (await Promise.all(invoiceIds.map((invoiceId) => ledger.facts(invoiceId)))).flat();
  return {
    facts: Object.fromEntries(facts.map((fact) => [`${fact.event.invoiceId} ${factKey(fact)}`, fact])),
    heads: await Promise.all(invoiceIds.map((invoiceId) => ledger.head(invoiceId))),
    snapshots: Object.fromEntries(timeSeries.snapshots().map(({ invoiceId, fields }) => [invoiceId, fields])),
    records: Object.fromEntries(timeSeries.records().map((record) => [identity(record), record.measures])),
  };
}
type Outcome = Awaited<ReturnType<typeof outcome>>;

/**
 * The outcome without what tells one acceptance of an event from another: the first to be processed
 * stands.
 */
function withoutReceipt({ facts, heads, snapshots, records }: Outcome) {
  return {
    snapshots: withoutTimesOfReceipt(snapshots),
    facts: Object.fromEntries(
      Object.entries(facts).map(([key, fact]) => [
        key,
        { ...fact, entryId: '', requestId: '', receivedAt: '' },
      ]),
    ),
    heads: heads.map((head) => head && { ...head, updatedAt: '' }),
    records: Object.fromEntries(
      Object.entries(records).map(([identity, measures]) => [identity, { ...measures, receivedAt: '' }]),
    ),
  };
}

/** Each fact once, in the order they happened, nobody dying. */
async function inOrder(facts: readonly Fact[]) {
  const made = stores();
  const sorted = [...facts].sort((a, b) => (a.event.occurredAt < b.event.occurredAt ? -1 : 1));
  for (const fact of sorted) await consumers[fact.stage](made.ports)(sqsEvent(factRecord(fact)));
  return made;
}

/**
 * As planned: any order, any batching, several invocations at once, some of them dying; what is not
 * finished comes back.
 */
async function inAnyOrder({ messages, batchSizes, atOnce, faults, settlings, scheduler }: Plan) {
  const made = stores();
  const { promise: theEnd, resolve: end } = Promise.withResolvers<void>();
  const takeTurn = () => scheduler.schedule(Promise.resolve());
  const stragglers: Promise<unknown>[] = [];
  let started = 0;

  let waiting: { readonly stage: Stage | 'records'; readonly record: SQSRecord }[] = messages.map((fact) => ({
    stage: fact.stage,
    record: factRecord(fact),
  }));
  const putOff = () =>
    made.dueRecords
      .take()
      .map((due) => ({ stage: 'records' as const, record: sqsRecord(JSON.stringify(due)) }));

  /** The next batch of the queue whose message waits longest. */
  const nextBatch = () => {
    const stage = waiting[0]?.stage;
    const size = batchSizes.next().value;
    const batch = waiting.filter((message) => message.stage === stage).slice(0, size);
    waiting = waiting.filter((message) => !batch.includes(message));
    return batch;
  };

  /** Runs one invocation; resolves to the messages that come back. */
  const invoke = async (batch: typeof waiting): Promise<typeof waiting> => {
    const stage = batch[0]?.stage ?? 'ingestion';
    const { ports, givenUp, stalled } = doom(made.ports, faults[started++], takeTurn, theEnd);
    const running = consumers[stage](ports)(sqsEvent(...batch.map(({ record }) => record)));
    const response = await Promise.race([running, givenUp]);
    if (stalled()) stragglers.push(running);
    if (!response) return batch;
    const failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    return batch.filter(({ record }) => failed.has(record.messageId));
  };

  /** Settles a conflict, if there is one. What dies on the way is done again at the end. */
  const unsettled: SettleRequest[] = [];
  const settle = async ({ which, counts, fault }: Plan['settlings'][number]): Promise<void> => {
    const request = await anySettling(made.ledger, which, counts);
    if (!request) return;
    const { ports, givenUp, stalled } = doom(made.ports, fault, takeTurn, theEnd);
    const running = settleConflict({ ...ports, deadLetters: noDeadLetters }, request).then(() => true);
    if (!(await Promise.race([running.catch(() => false), givenUp]))) unsettled.push(request);
    if (stalled()) stragglers.push(running.catch(() => false));
  };

  for (let round = 0; waiting.length > 0; round += 1) {
    const batches = Array.from({ length: atOnce.next().value }, nextBatch).filter(
      (batch) => batch.length > 0,
    );
    const acts = settlings.filter((each) => each.round === round).map(settle);
    const returned = await scheduler.waitFor(Promise.all(batches.map(invoke)));
    await scheduler.waitFor(Promise.all(acts));
    waiting.push(...returned.flat(), ...putOff());
  }
  end();
  await scheduler.waitFor(Promise.all(stragglers));
  for (const request of unsettled)
    await settleConflict({ ...made.ports, deadLetters: noDeadLetters }, request);
  for (const { record } of putOff()) await consumers.records(made.ports)(sqsEvent(record));
  return made;
}

/** The events that the downstreams are to be told of, each named once. */
function handedOver({ dueCalls }: ReturnType<typeof stores>): readonly string[] {
  return [...new Set(dueCalls.handedOver.map((due) => `${due.event.invoiceId} ${factKey(due)}`))].sort();
}

/** Which of the conflicts that the ledger has to settle, and how; undefined when it has none. */
async function anySettling(
  ledger: Ledger,
  which: number,
  counts: number | undefined,
): Promise<SettleRequest | undefined> {
  const all = await Promise.all(
    invoiceIds.map(async (invoiceId) =>
      conflictsIn(await ledger.facts(invoiceId)).map((conflict) => ({ invoiceId, ...conflict })),
    ),
  );
  const conflicts = all.flat();
  const conflict = conflicts[which % conflicts.length];
  if (!conflict) return undefined;
  const { invoiceId, eventId, digests } = conflict;
  const choice =
    counts === undefined
      ? ({ choice: 'all' } as const)
      : ({ choice: 'one', counts: digests[counts % digests.length] } as const);
  return { invoiceId, eventId, ...choice, reason: 'the producer says so', by: 'ada' };
}

/** Snapshots without when the events came that they are made of, those that do not count included. */
function withoutTimesOfReceipt(snapshots: Outcome['snapshots']) {
  return Object.fromEntries(
    Object.entries(snapshots).map(([invoiceId, { firstReceivedAt: _, lastReceivedAt: __, ...fields }]) => [
      invoiceId,
      fields,
    ]),
  );
}

/** The outcome without what tells of decisions, and without what they let not count. */
function asCounted({ heads, snapshots, records }: Outcome) {
  const plain = ({ disregarded: _, ...measures }: Outcome['records'][string]) => measures;
  return {
    snapshots: withoutTimesOfReceipt(snapshots),
    heads: heads.map((head) => head && { ...head, eventCount: 0, decisionCount: 0, conflicts: [] }),
    records: Object.fromEntries(
      Object.entries(records)
        .filter(([, measures]) => measures.disregarded !== 'true')
        .map(([identity, measures]) => [identity, plain(measures)]),
    ),
  };
}

/** What one projection of all that the ledger holds gives, versions included. */
async function projectedSnapshots({ ledger, ports }: ReturnType<typeof stores>) {
  const snapshots: InvoiceSnapshot[] = [];
  for (const invoiceId of invoiceIds) {
    const facts = await ledger.facts(invoiceId);
    if (facts.length === 0) continue;
    const decided = decidedTimeline(facts, await decisionsAbout(facts, ports.records));
    snapshots.push(headAndSnapshotOf(decided, usualStageDeadlines).snapshot);
  }
  return snapshots;
}

/** The facts that count by the decisions that stand. */
async function countingFacts(facts: readonly Fact[], records: Pick<Records, 'list'>) {
  const decisions = await Promise.all(invoiceIds.map((invoiceId) => readDecisions(records, invoiceId)));
  const counts = ({ event: { invoiceId, eventId }, digest }: Fact) => {
    const last = decisions
      .flat()
      .findLast((each) => each.invoiceId === invoiceId && each.eventId === eventId);
    return last?.counts === undefined || last.counts === digest || !last.digests.includes(digest);
  };
  return facts.filter(counts);
}

/** Checks that any run ends as if each event came once, in order, less what was declared not to count. */
function endsAsInOrder(plans: fc.Arbitrary<Plan>, seen: (outcome: Outcome) => Outcome = (same) => same) {
  return fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const chaotic = await inAnyOrder(plan);
      const ended = seen(await outcome(chaotic));
      const whole = seen(await outcome(await inOrder(plan.facts)));
      const counting = await countingFacts(plan.facts, chaotic.ports.records);
      const isWhole = counting.length === plan.facts.length;
      const alone = isWhole ? whole : seen(await outcome(await inOrder(counting)));
      expect(asCounted(ended)).toEqual(asCounted(alone));
      expect(ended.facts).toEqual(whole.facts);
      const snapshots = chaotic.timeSeries.snapshots();
      expect(snapshots.toSorted((a, b) => (a.invoiceId < b.invoiceId ? -1 : 1))).toEqual(
        await projectedSnapshots(chaotic),
      );
      expect(Object.keys(ended.records).sort()).toEqual(Object.keys(whole.records).sort());
      expect(handedOver(chaotic)).toEqual(handedOver(await inOrder(plan.facts)));
      const codes = chaotic.queues.takeDeadLetters().map(({ attributes }) => attributes.code);
      expect(codes.filter((code) => code !== 'EVENT_CONFLICT')).toEqual([]);
    }),
    { numRuns: sized(50, 500) },
  );
}

describe('The four processors', () => {
  describe('Given events in any order, redelivered, with processors dying at any step', () => {
    test('When processed, Then both stores are as if each came once, in order', () =>
      endsAsInOrder(planArbitrary([1, 60, -60], (fact) => fact)));
  });

  describe('Given events that were also POSTed again', () => {
    test('When processed, Then the same holds for everything but their receipt', () =>
      endsAsInOrder(
        planArbitrary([1, 60], (fact) => ({
          ...fact,
          entryId: `${fact.entryId}-again`,
          requestId: 'req-again',
          receivedAt: new Date(Date.parse(fact.receivedAt) + 30_000).toISOString(),
        })),
        withoutReceipt,
      ));
  });
});
