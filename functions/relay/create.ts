import { hash } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type BusEvent, readBusEvent } from '../core/invoice/fact-of-bus-event.ts';
import { kindOf } from '../core/invoice/lifecycle.ts';
import { admitted, breakerFor, refuse } from '../core/messaging/admission.ts';
import {
  type BatchFailures,
  failuresOf,
  mergeFailures,
  noFailures,
  readRecords,
  withBatchFallback,
} from '../core/messaging/batch-failures.ts';
import { type ConsumerPorts, completeBatch } from '../core/messaging/consumer.ts';
import { watchedTopics } from '../core/messaging/watched.ts';
import { metricNames } from '../core/metric-names.ts';
import { replayAttribute, topicArnOfRelayQueue } from '../core/names.ts';
import type { Ports, TopicMessage, Topics } from '../core/ports.ts';
import { type PublishableBatch, publishable, type Relayed } from './publishable.ts';

/** The ports that the relay uses. */
export type RelayPorts = ConsumerPorts & Pick<Ports, 'topics'>;

/**
 * `InvoiceRelay`: takes events off a relay queue and publishes them as facts to the partition's
 * FIFO topic. While SNS is away, batches are held.
 */
export function create(ports: RelayPorts) {
  const breaker = breakerFor('topics', ports);
  const topics = watchedTopics(ports.topics, breaker);

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    if (!(await admitted(breaker, ports))) return refuse(Records, 'topics', ports);
    const read = readRecords(Records, relayedOf);
    const published = await Promise.all(publishable(read.succeeded).map((batch) => publish(batch, topics)));
    const failures = mergeFailures([read.failures, ...published]);

    const relayed = Records.length - failures.size;
    if (relayed > 0) ports.metrics.count(metricNames.relayed, relayed);
    return completeBatch(Records, failures, ports);
  };
}

function relayedOf(record: SQSRecord): Relayed {
  const message = toMessage(readBusEvent(record.body));
  return { record, topicArn: topicArnOfRelayQueue(record.eventSourceARN), message };
}

/**
 * A replayed event has a deduplication id of its own: dropped as a repeat of the last five minutes,
 * an event that was lost meanwhile would not be put right.
 */
function toMessage({ fact, replay }: BusEvent): TopicMessage {
  return {
    body: JSON.stringify(fact),
    groupId: groupIdOf(fact.event.invoiceId),
    deduplicationId: replay === undefined ? fact.digest : hash('sha256', `${fact.digest} ${replay}`),
    attributes: {
      stage: fact.stage,
      status: fact.event.status,
      kind: kindOf(fact.stage, fact.event.status),
      producer: fact.producer,
      ...(replay !== undefined && { [replayAttribute]: replay }),
    },
  };
}

/**
 * SNS takes up to 128 visible ASCII characters for a group; any other invoice id is replaced by its
 * digest.
 */
function groupIdOf(invoiceId: string): string {
  return /^[!-~]{1,128}$/.test(invoiceId) ? invoiceId : hash('sha256', invoiceId, 'hex');
}

function publish({ topicArn, relayed }: PublishableBatch, topics: Topics): Promise<BatchFailures> {
  return withBatchFallback(
    relayed,
    ({ record }) => [record],
    async (items) => {
      const failed = await topics.publish(
        topicArn,
        items.map(({ message }) => message),
      );
      if (failed.length === 0) return noFailures;
      return mergeFailures(
        failed.map(({ index, error }) => failuresOf(recordsOf(items.slice(index, index + 1)), error)),
      );
    },
  );
}

function recordsOf(relayed: readonly Relayed[]): readonly SQSRecord[] {
  return relayed.map(({ record }) => record);
}
