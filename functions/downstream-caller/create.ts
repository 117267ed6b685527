import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Stage } from '../../schemas/stages.ts';
import { callerTimeoutSeconds } from '../core/downstream/lease.ts';
import { breakerOf, downstreamStages } from '../core/downstream/settings.ts';
import { BemsError } from '../core/errors.ts';
import { admitted, breakerFor, isAway, refuse } from '../core/messaging/admission.ts';
import {
  type BatchFailures,
  failuresOf,
  mergeFailures,
  noFailures,
} from '../core/messaging/batch-failures.ts';
import { type ConsumerPorts, completeBatch } from '../core/messaging/consumer.ts';
import { watchedLedger } from '../core/messaging/watched.ts';
import { metricNames } from '../core/metric-names.ts';
import { stageOfDownstreamQueue } from '../core/names.ts';
import type { DownstreamCalls, Ports } from '../core/ports.ts';
import { countBusinessAnswer } from './business-answers.ts';
import { callDownstream, type WatchedDownstream } from './call.ts';
import { dueFact } from './due-fact.ts';
import { watchedOnce } from './watched-once.ts';

/** The ports that the caller of downstreams uses. */
export type DownstreamCallerPorts = ConsumerPorts &
  Pick<
    Ports,
    'ledger' | 'records' | 'onceCalled' | 'downstreams' | 'downstreamCalls' | 'secretHeaders' | 'elapsed'
  >;

/**
 * `InvoiceDownstreamCaller`: tells the downstream of a stage of events that are in the ledger, once
 * each. Each stage has a queue of its own, so that a downstream that is away, or slow, keeps no other
 * waiting.
 */
export function create(ports: DownstreamCallerPorts) {
  const ledgerBreaker = breakerFor('ledger', ports);
  const ledger = watchedLedger(ports.ledger, ledgerBreaker);
  const onceBreaker = breakerFor('operations table', ports);
  const onceCalled = watchedOnce(ports.onceCalled, onceBreaker);
  const downstreams = new Map(
    downstreamStages(ports.downstreams).flatMap((stage): [Stage, WatchedDownstream][] => {
      const settings = ports.downstreams[stage];
      if (!settings) return [];
      return [
        [stage, { settings, breaker: breakerFor(`downstream of ${stage}`, ports, breakerOf(settings)) }],
      ];
    }),
  );

  /** Makes the call that a message asks for, unless it was made. @throws why it comes back, or does not */
  const make = async (record: SQSRecord, stage: Stage, downstream: WatchedDownstream): Promise<void> => {
    const { key, read } = dueFact(record.body, stage, { ledger, records: ports.records });
    // A lease ends by the clock, which may be set forward meanwhile, or back.
    const began = { elapsed: ports.elapsed(), now: ports.clock.now() };
    const post: DownstreamCalls['post'] = (request) => {
      const passed = Math.max(ports.elapsed() - began.elapsed, ports.clock.now() - began.now);
      if (passed > callerTimeoutSeconds * 1_000) throw tooLate();
      return ports.downstreamCalls.post(request);
    };
    const outcome = await onceCalled(key, async () => {
      const fact = await read();
      if (!fact) throw notToBeMade;
      await callDownstream(fact, downstream, { ...ports, downstreamCalls: { post } });
    }).catch((error: unknown) => {
      if (error === notToBeMade) return 'already' as const;
      throw error;
    });
    if (outcome === 'busy') throw underWay();
    ports.metrics.count(outcome === 'done' ? metricNames.called : metricNames.spared, 1);
  };

  const tryOne = async (
    record: SQSRecord,
    stage: Stage,
    downstream: WatchedDownstream,
  ): Promise<BatchFailures> => {
    try {
      await make(record, stage, downstream);
      return noFailures;
    } catch (error) {
      return new Map([[record, await countBusinessAnswer(error, record.messageId, ports)]]);
    }
  };

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const [first] = Records;
    if (!first) return { batchItemFailures: [] };
    const stage = stageOfDownstreamQueue(first.eventSourceARN);
    const downstream = stage && downstreams.get(stage);
    if (!stage || !downstream) throw noDownstream(stage ?? 'an unknown queue');
    const { breaker } = downstream;
    if (!(await admitted(ledgerBreaker, ports))) return refuse(Records, 'ledger', ports);
    if (!(await admitted(onceBreaker, ports))) return refuse(Records, 'operations table', ports);
    if (!(await admitted(breaker, ports))) return refuse(Records, `downstream of ${stage}`, ports);
    // One message alone is the probe of a system that was away.
    const probes = breaker.state === 'half-open' ? 1 : 0;
    const probed = await Promise.all(
      Records.slice(0, probes).map((record) => tryOne(record, stage, downstream)),
    );
    const others = Records.slice(probes);
    const called =
      breaker.state === 'open'
        ? [failuresOf(others, isAway(`downstream of ${stage}`))]
        : await Promise.all(others.map((record) => tryOne(record, stage, downstream)));
    return completeBatch(Records, mergeFailures([...probed, ...called]), ports);
  };
}

function noDownstream(where: string): BemsError {
  return new BemsError('NO_DOWNSTREAM', `There is no downstream for messages of ${where}.`, {
    nextStep: 'Give the stage its downstream back in the data of the cell, or discard the messages.',
    failureClass: 'transient',
  });
}

/** Another content counts. The claim is given up: the decision may change, and a redrive make the call. */
const notToBeMade = new Error('another content of the event counts');

/** Lambda ends an invocation by then; where nothing does, another one may have the key meanwhile. */
function tooLate(): BemsError {
  return new BemsError('CALL_TOO_LATE', 'The invocation took too long before it could make the call.', {
    nextStep: 'Nothing: it is made good within minutes.',
    failureClass: 'transient',
  });
}

function underWay(): BemsError {
  return new BemsError('CALL_UNDER_WAY', 'Somebody else is making the call, or has died at it.', {
    nextStep: 'Nothing: it is made good within minutes.',
    failureClass: 'transient',
  });
}
