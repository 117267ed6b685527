import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rememberedSecretHeaders } from '../../../functions/adapters/downstream/secret-headers.ts';
import type { DownstreamAnswer, DownstreamRequest } from '../../../functions/core/downstream/request.ts';
import type { DownstreamSettings } from '../../../functions/core/downstream/settings.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { metricNames } from '../../../functions/core/metric-names.ts';
import type { Ledger, Once } from '../../../functions/core/ports.ts';
import { create } from '../../../functions/downstream-caller/create.ts';
import { addDecision } from '../../../operations/conflicts/decisions.ts';
import { memoryDownstream } from '../../doubles/memory-downstream.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryOnce } from '../../doubles/memory-once.ts';
import { memoryQueues } from '../../doubles/memory-queues.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { factOf, firstReceivedAt, memoryLog, memoryMetrics, sqsEvent, sqsRecord } from './harness.ts';

const leaseMs = 120_000;
const settings: DownstreamSettings = {
  ...{ url: 'https://erp.example.com/events', since: '2026-01-01T00:00:00Z', timeoutMs: 1_000 },
  headersFromSecret: 'erp/ingestion',
};
const secret = 'Bearer s3cret-of-the-erp';

type Answer = (request: DownstreamRequest) => DownstreamAnswer;

function setUp({ answer, breaker }: { answer?: Answer; breaker?: DownstreamSettings['breaker'] } = {}) {
  const time = { ms: Date.parse(firstReceivedAt), elapsed: 0 };
  const clock = { now: () => time.ms };
  const ledger = memoryLedger();
  const records = memoryRecords(clock);
  const downstream = memoryDownstream(answer);
  const queues = memoryQueues();
  const metrics = memoryMetrics();
  const logged: unknown[] = [];
  const log = memoryLog();
  const keep =
    (level: 'info' | 'warn' | 'error') => (message: { code: string; text: string }, fields?: object) => {
      logged.push({ message, fields });
      log[level](message);
    };
  const held = { secret };
  const ports = {
    ...{ ledger, records, queues, metrics, clock, random: () => 0.5, elapsed: () => time.elapsed },
    log: { info: keep('info'), warn: keep('warn'), error: keep('error') },
    onceCalled: memoryOnce(records, clock, leaseMs),
    downstreams: { ingestion: { ...settings, ...(breaker && { breaker }) } },
    downstreamCalls: downstream,
    secretHeaders: rememberedSecretHeaders(async () => JSON.stringify({ authorization: held.secret }), clock),
    wait: async (ms: number) => {
      time.ms += ms;
    },
  };
  return {
    ports,
    call: create(ports),
    ledger,
    records,
    downstream,
    queues,
    metrics,
    log,
    logged,
    time,
    held,
  };
}

/** A message as a processor hands it over. */
function due(fact: Fact, messageId?: string, receiveCount = 1): SQSRecord {
  const { event, digest, entryId } = fact;
  const body = JSON.stringify({
    event: { invoiceId: event.invoiceId, eventId: event.eventId },
    digest,
    entryId,
  });
  return sqsRecord(body, {
    ...(messageId && { messageId }),
    ...{ receiveCount, queueArn: 'arn:aws:sqs:us-east-1:000000000000:eu-1-invoice-ingestion-downstream' },
  });
}

const received = factOf();
const other = factOf({
  event: { eventId: 'evt-2', status: 'validated', occurredAt: '2026-03-02T09:25:00Z' },
});

describe('Given events in the ledger that a downstream is to be told of', () => {
  test('When it takes them, Then each is told once, with its key and the secret', async () => {
    const { call, ledger, downstream, metrics } = setUp();
    await ledger.append(received);
    await ledger.append(other);
    const answer = await call(sqsEvent(due(received), due(other)));

    expect(answer.batchItemFailures).toEqual([]);
    expect(downstream.calls.map(({ headers }) => headers['idempotency-key']).sort()).toEqual(
      [received.digest, other.digest].sort(),
    );
    expect(downstream.calls[0]).toMatchObject({ url: settings.url, timeoutMs: 1_000 });
    expect(downstream.calls[0]?.headers.authorization).toBe(secret);
    expect(metrics.total(metricNames.called)).toBe(2);
  });

  test('When one comes by redelivery, redrive or replay, Then it is not told again', async () => {
    const { call, ledger, downstream, metrics } = setUp();
    await ledger.append(received);
    await call(sqsEvent(due(received, 'first')));
    await call(sqsEvent(due(received, 'first', 2)));
    await call(sqsEvent(due(received, 'redriven')));
    await call(sqsEvent(due({ ...received, entryId: 'of the replay' }), due(received)));

    expect(downstream.calls).toHaveLength(1);
    expect(metrics.total(metricNames.spared)).toBe(4);
  });

  test('When two consumers have it at once, Then one tells it and the other comes back', async () => {
    const { ports, ledger, downstream } = setUp();
    await ledger.append(received);
    const answers = await Promise.all(
      [create(ports), create(ports)].map((call, index) => call(sqsEvent(due(received, `m${index}`)))),
    );
    expect(downstream.calls).toHaveLength(1);
    expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toHaveLength(1);
  });

  test.each([
    [60_000, -3_600_000, 1],
    [60_001, -3_600_000, 0],
    [0, 60_000, 1],
    [0, 60_001, 0],
  ])('When %i ms pass and the clock goes by %i, Then %i call is made', async (ms, byClock, made) => {
    const { ports, ledger, downstream, time } = setUp();
    await ledger.append(received);
    const facts: Ledger['facts'] = (invoiceId) => {
      time.elapsed += ms;
      time.ms += byClock;
      return ledger.facts(invoiceId);
    };
    await create({ ...ports, ledger: { ...ledger, facts } })(sqsEvent(due(received)));
    expect(downstream.calls).toHaveLength(made);
  });

  test('When another content was declared to count, Then it is not told of this one', async () => {
    const { call, ledger, records, downstream, queues, metrics } = setUp();
    const contradicting = factOf({ event: { amount: '99.90' } });
    await ledger.append(received);
    await ledger.append(contradicting);
    const { invoiceId, eventId } = received.event;
    const digests = [received.digest, contradicting.digest].sort();
    const about = { invoiceId, eventId, digests, reason: 'a typing error', by: 'ada', at: firstReceivedAt };
    await addDecision(records, { ...about, choice: 'one', counts: received.digest }, 0);
    await call(sqsEvent(due(contradicting, 'm-1'), due(received, 'm-2')));
    expect(downstream.calls.map(({ headers }) => headers['idempotency-key'])).toEqual([received.digest]);
    expect(queues.takeDeadLetters()).toEqual([]);
    expect(metrics.total(metricNames.spared)).toBe(1);
    await addDecision(records, { ...about, choice: 'one', counts: contradicting.digest }, 1);
    await call(sqsEvent(due(contradicting, 'm-3')));
    expect(downstream.calls).toHaveLength(2);
  });

  test('When it is not in the ledger, or no event, Then it is dead-lettered', async () => {
    const { call, ledger, queues, downstream } = setUp();
    await ledger.append(factOf({ stage: 'posting', event: { eventId: 'p', status: 'paid' } }));
    const stray = factOf({ stage: 'posting', event: { eventId: 'p', status: 'paid' } });
    await call(sqsEvent(due(received), { ...due(other), body: '[]' }, due(stray)));
    expect(
      queues
        .takeDeadLetters()
        .map(({ attributes }) => attributes.code)
        .sort(),
    ).toEqual([...['DUE_CALL_MALFORMED', 'FACT_MISSING', 'WRONG_STAGE']]);
    expect(downstream.calls).toEqual([]);
  });
});

describe('Given an invocation that dies between any two of its steps', () => {
  const steps = ['append', 'facts', 'create', 'read', 'replace', 'remove', 'post'];

  test('When others go on, Then it is told, and never again once that was noted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 8 }),
        fc.boolean(),
        fc.constantFrom(204, 204, 409, 503),
        async (fatal, after, firstStatus) => {
          const world = setUp({
            answer: () => ({ status: world.downstream.calls.length > 1 ? 204 : firstStatus }),
          });
          const { ports, ledger, downstream, time } = world;
          await ledger.append(received);
          let step = 0;
          const died = Promise.withResolvers<void>();
          const mortal =
            <A extends readonly unknown[], R>(act: (...args: A) => Promise<R>) =>
            async (...args: A): Promise<R> => {
              const dies = step++ === fatal;
              const die = () => {
                died.resolve();
                return new Promise<never>(() => {});
              };
              if (dies && !after) return die();
              const result = await act(...args);
              return dies ? die() : result;
            };
          const each = <T extends object>(port: T): T =>
            Object.fromEntries(
              Object.entries(port).map(([name, act]) => [name, steps.includes(name) ? mortal(act) : act]),
            ) as T;
          const records = each(ports.records);
          const dying = create({
            ...ports,
            ...{ ledger: each<Ledger>(ledger), records, downstreamCalls: each(ports.downstreamCalls) },
            onceCalled: memoryOnce(records, ports.clock, leaseMs),
          });
          await Promise.race([dying(sqsEvent(due(received, 'm1'))), died.promise]);
          const isNoted = async () =>
            (await ports.onceCalled('look', async () => {})) === 'done' && (await noted(ports.onceCalled));
          const callsBefore = downstream.calls.length;
          const wasNoted = await isNoted();
          for (let round = 2; round < 5; round++) {
            time.ms += leaseMs + 1;
            await world.call(sqsEvent(due(received, 'm1', round)));
          }
          if (wasNoted) expect(downstream.calls).toHaveLength(callsBefore);
          expect(downstream.calls.length).toBeGreaterThan(0);
          expect(downstream.calls.length).toBeLessThanOrEqual(2 + (firstStatus === 204 ? 0 : 1));
          // Whoever is told twice can tell by the key, and by every byte.
          expect(new Set(downstream.calls.map(({ body }) => body)).size).toBe(1);
        },
      ),
      { numRuns: 150 },
    );
  });

  /** Whether the call counts as made. */
  async function noted(once: Once): Promise<boolean> {
    const { invoiceId, eventId } = received.event;
    const stop = new Error('not noted');
    const outcome = await once(`${invoiceId}/${eventId}#${received.digest}`, () =>
      Promise.reject(stop),
    ).catch(() => 'no');
    return outcome === 'already';
  }
});

describe('Given a downstream that does not take an event', () => {
  test('When it says "not yet", Then the schedule goes by such answers alone', async () => {
    const statuses = [503, 503, 503, 503, 503, 409, 409, 503, 422, 409, 409];
    const world = setUp({
      answer: () => ({ status: statuses[world.downstream.calls.length - 1] ?? 204 }),
      breaker: { failuresToOpen: 100 },
    });
    const { call, ledger, queues, downstream } = world;
    await ledger.append(received);
    const delays: (number | undefined)[] = [];
    for (let receive = 1; receive <= statuses.length; receive++) {
      queues.delays.clear();
      await call(sqsEvent(due(received, 'm1', receive)));
      delays.push(queues.delays.get('m1'));
    }
    expect(delays.slice(5)).toEqual([60, 300, expect.any(Number), 900, 3_600, undefined]);
    expect(queues.takeDeadLetters().map(({ attributes }) => attributes)).toMatchObject([
      { class: 'business', code: 'DOWNSTREAM_NOT_YET', reason: 'The downstream of ingestion answered 409.' },
    ]);
    // Redriven it is another message, and its schedule begins anew.
    await call(sqsEvent(due(received, 'redriven')));
    expect(downstream.calls).toHaveLength(statuses.length + 1);
  });

  test('When it refuses for good, Then the event is dead-lettered at once', async () => {
    const { call, ledger, queues } = setUp({ answer: () => ({ status: 400 }) });
    await ledger.append(received);
    expect((await call(sqsEvent(due(received)))).batchItemFailures).toEqual([]);
    expect(queues.takeDeadLetters()[0]?.attributes).toMatchObject({
      class: 'permanent',
      code: 'DOWNSTREAM_REFUSED',
    });
  });

  test.each([
    ['2', 2],
    ['100', 100],
    ['100000', 300],
  ])('When it asks for %s seconds, Then it gets them, up to the cap', async (retryAfter, seconds) => {
    const { call, ledger, queues } = setUp({ answer: () => ({ status: 429, retryAfter }) });
    await ledger.append(received);
    await call(sqsEvent(due(received, 'm1')));
    expect(queues.delays.get('m1')).toBe(seconds);
  });

  test('When its secret was rotated, Then it is read anew and the call made', async () => {
    const { call, ledger, downstream, held } = setUp({
      answer: ({ headers }) => ({ status: headers.authorization === 'Bearer new' ? 200 : 401 }),
    });
    await ledger.append(received);
    await ledger.append(other);
    const first = await call(sqsEvent(due(other)));
    expect(first.batchItemFailures).toEqual([]);
    held.secret = 'Bearer new';
    await call(sqsEvent(due(received)));
    expect(downstream.calls.map(({ headers }) => headers.authorization)).toEqual([
      secret,
      secret,
      'Bearer new',
    ]);
    expect(downstream.taken().get(received.digest)).toBe(1);
  });
});

describe('Given a downstream that is away', () => {
  test('When batches keep coming, Then they are held, and one call at a time probes', async () => {
    const { call, ledger, downstream, queues, log, time } = setUp({ answer: () => ({ status: 503 }) });
    await ledger.append(received);
    await ledger.append(other);
    const began = time.ms;
    for (let batch = 0; batch < 10; batch++)
      await call(
        sqsEvent(...Array.from({ length: 5 }, (_, i) => due(i % 2 ? received : other, `${batch}-${i}`))),
      );
    expect(queues.takeDeadLetters()).toEqual([]);
    expect(time.ms - began).toBeGreaterThan(20_000);
    expect(log.codes.filter((code) => code === 'STORE_AWAY')).toHaveLength(1);
    // The first batches open the breaker; then one call a batch.
    expect(downstream.calls.length).toBeLessThan(20);
  });
});

describe('Given any answer', () => {
  test('When it is dealt with, Then no log and no dead letter has the secret', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 200, max: 599 }), async (status) => {
        const { call, ledger, queues, logged } = setUp({ answer: () => ({ status }) });
        await ledger.append(received);
        await call(sqsEvent(due(received)));
        const said = JSON.stringify([logged, queues.takeDeadLetters()]);
        expect(said).not.toContain('s3cret');
        expect(said).not.toContain(received.event.amount);
      }),
      { numRuns: 50 },
    );
  });
});
