import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finishedMessages } from '../../../../emulator/messaging/batch-answer.ts';
import { sqsEventOf } from '../../../../emulator/messaging/sqs-event.ts';
import { type Fact, factKey } from '../../../../functions/core/invoice/fact.ts';
import { project } from '../../../../functions/core/invoice/projection.ts';
import { usualStageDeadlines } from '../../../../functions/core/invoice/stage-deadlines.ts';
import { names } from '../../../../functions/core/names.ts';
import { create } from '../../../../functions/ingestion/create.ts';
import { engineQueues } from '../../../../local/runtime/engine-ports.ts';
import { redriveStep } from '../../../../operations/dead-letters/redrive.ts';
import { memoryDueRecords } from '../../../doubles/memory-due-records.ts';
import { memoryLedger } from '../../../doubles/memory-ledger.ts';
import { memoryRecords } from '../../../doubles/memory-records.ts';
import { memoryTimeSeries } from '../../../doubles/memory-time-series.ts';
import { factOf, memoryLog, memoryMetrics } from '../../functions/harness.ts';
import { deadLetterCell } from './dead-letter-cell.ts';

const name = names();
const [queueName, deadLettersName] = [name.queue('ingestion'), name.deadLetters('ingestion')];

/** Few ids, so that events of one invoice, and conflicts under one event id, are common. */
const anyFact = fc
  .record({
    invoice: fc.nat({ max: 2 }),
    event: fc.nat({ max: 4 }),
    hour: fc.nat({ max: 3 }),
    other: fc.boolean(),
  })
  .map(({ invoice, event, hour, other }) =>
    factOf({
      event: {
        ...{ invoiceId: `INV-${invoice}`, eventId: `e-${event}`, amount: other ? '2.00' : '1.00' },
        ...{ status: 'received', occurredAt: `2026-03-02T0${hour}:00:00.000Z` },
      },
    }),
  );
const anyFacts = fc.uniqueArray(anyFact, {
  selector: (fact) => `${fact.event.invoiceId} ${factKey(fact)}`,
  minLength: 1,
  maxLength: 10,
});

const anyStep = fc.oneof(
  fc.record({ do: fc.constant('deliver' as const), most: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ do: fc.constant('deliver and die' as const), most: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ do: fc.constant('redrive' as const), limit: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('redrive and die' as const), which: fc.nat() }),
  fc.record({ do: fc.constant('arrive' as const) }),
  fc.record({ do: fc.constant('time out' as const) }),
);

/** A stage's queue with its processor, in memory. */
function makeStage() {
  const cell = deadLetterCell();
  const [ledger, timeSeries, records] = [memoryLedger(), memoryTimeSeries(), memoryRecords()];
  const queue = cell.queueOf(queueName);
  const handler = create({
    ...{
      ledger,
      records,
      timeSeries,
      clock: cell.clock,
      random: () => 0,
      log: memoryLog(),
      metrics: memoryMetrics(),
    },
    stageDeadlines: usualStageDeadlines,
    wait: async () => {},
    dueRecords: memoryDueRecords(),
    queues: engineQueues({ queueByArn: (arn) => cell.queueOf(arn.slice(arn.lastIndexOf(':') + 1)) }),
  });
  let sent = 0;
  const send = ({ event, ...fact }: Fact) => {
    const message = { body: JSON.stringify({ ...fact, event }), groupId: event.invoiceId };
    queue.send({ ...message, deduplicationId: `sent-${++sent}` });
  };
  return {
    ...{ cell, ledger, timeSeries, queue, send },
    /** Runs one invocation. @param dies after its work, before its messages are deleted */
    async deliver(most: number, dies = false) {
      const messages = queue.receive(most);
      if (messages.length === 0) return;
      const event = sqsEventOf({ queueArn: queue.settings.arn, region: 'eu-west-1', messages });
      const answer = await handler(event);
      if (!dies) queue.delete(finishedMessages(messages, answer, true));
    },
    timeOut() {
      cell.clock.ms += 600_000;
      queue.expire();
    },
    async redrive(limit: number) {
      cell.clock.ms += 1;
      const act = { selection: {}, by: 'on-call@example.com', startedAt: cell.now() };
      let cursor: Awaited<ReturnType<typeof redriveStep>>['next'];
      do {
        const ports = { deadLetters: cell.deadLetters, records };
        cursor = (await redriveStep(ports, act, { cursor, limit })).next;
      } while (cursor);
    },
    /** As a process does that dies between putting a letter back and taking it off its dead-letter queue. */
    redriveAndDie(which: number) {
      const letters = cell.queueOf(deadLettersName).messages();
      const letter = letters[which % Math.max(1, letters.length)];
      if (letter) queue.send({ ...letter, attributes: undefined, deduplicationId: `redrive-${letter.id}` });
    },
  };
}

describe('Given events on a queue and on its dead-letter queue', () => {
  test('When redriven in any way, at any time, Then the end is as if each came once', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyFacts.chain((facts) => fc.tuple(fc.constant(facts), fc.array(fc.boolean(), { minLength: 10 }))),
        fc.array(anyStep, { maxLength: 30 }),
        async ([facts, failed], steps) => {
          const stage = makeStage();
          const waiting = facts.filter((fact, index) => {
            if (failed[index])
              stage.cell.put(deadLettersName, JSON.stringify(fact), {}, fact.event.invoiceId);
            return !failed[index];
          });
          for (const step of steps) {
            if (step.do === 'deliver') await stage.deliver(step.most);
            else if (step.do === 'deliver and die') await stage.deliver(step.most, true);
            else if (step.do === 'redrive') await stage.redrive(step.limit);
            else if (step.do === 'redrive and die') stage.redriveAndDie(step.which);
            else if (step.do === 'time out') stage.timeOut();
            else for (const fact of waiting.splice(0, 1)) stage.send(fact);
          }
          for (const fact of waiting) stage.send(fact);
          for (let round = 0; round < 3; round++) {
            stage.timeOut();
            while (stage.queue.deliverable > 0) await stage.deliver(10);
            await stage.redrive(10);
          }
          while (stage.queue.deliverable > 0) await stage.deliver(10);

          for (const [invoiceId, ofInvoice] of Map.groupBy(facts, ({ event }) => event.invoiceId)) {
            const kept = await stage.ledger.facts(invoiceId);
            expect(kept.map(factKey).sort()).toEqual(ofInvoice.map(factKey).sort());
            expect(await stage.ledger.head(invoiceId)).toEqual(project(ofInvoice));
          }
          expect(stage.timeSeries.records()).toHaveLength(facts.length);
          const left = stage.cell.queueOf(deadLettersName).messages();
          expect(left.map(({ attributes }) => attributes?.code?.Value)).toEqual(
            left.map(() => 'EVENT_CONFLICT'),
          );
          expect(stage.queue.length).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
