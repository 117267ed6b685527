import { hash } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Fact } from '../core/invoice/fact.ts';
import { kindOf } from '../core/invoice/lifecycle.ts';
import {
  BatchFailures,
  type ConsumerPorts,
  readAll,
  settle,
  togetherOrAlone,
} from '../core/messaging/consumer.ts';
import { metricNames } from '../core/metric-names.ts';
import { topicArnOfRelayQueue } from '../core/names.ts';
import type { Ports, TopicMessage, Topics } from '../core/ports.ts';
import { factOfBusEvent } from './fact-of-bus-event.ts';
import { type PublishableBatch, publishable, type Relayed } from './publishable.ts';

/** What the relay uses. */
export type RelayPorts = ConsumerPorts & Pick<Ports, 'topics'>;

/** `InvoiceRelay`: takes events off a relay queue and publishes them as facts to the partition's FIFO topic. */
export function create(ports: RelayPorts) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failures = new BatchFailures();
    const relayed = readAll(Records, relayedOf, failures);
    await Promise.all(publishable(relayed).map((batch) => publish(batch, ports.topics, failures)));

    const published = Records.filter((record) => !failures.has(record)).length;
    if (published > 0) ports.metrics.count(metricNames.relayed, published);
    return settle(Records, failures, ports);
  };
}

function relayedOf(record: SQSRecord): Relayed {
  const fact = factOfBusEvent(record.body);
  return { record, topicArn: topicArnOfRelayQueue(record.eventSourceARN), message: toMessage(fact) };
}

function toMessage(fact: Fact): TopicMessage {
  return {
    body: JSON.stringify(fact),
    groupId: groupIdOf(fact.event.invoiceId),
    deduplicationId: fact.digest,
    attributes: {
      stage: fact.stage,
      status: fact.event.status,
      kind: kindOf(fact.stage, fact.event.status),
      producer: fact.producer,
    },
  };
}

/** SNS takes up to 128 visible ASCII characters for a group; an invoice whose id is anything else goes by the digest of it. */
function groupIdOf(invoiceId: string): string {
  return /^[!-~]{1,128}$/.test(invoiceId) ? invoiceId : hash('sha256', invoiceId, 'hex');
}

function publish(
  { topicArn, relayed }: PublishableBatch,
  topics: Topics,
  failures: BatchFailures,
): Promise<void> {
  return togetherOrAlone(
    relayed,
    async (items) => {
      const failed = await topics.publish(
        topicArn,
        items.map(({ message }) => message),
      );
      for (const { index, error } of failed) failures.add(recordsOf(items.slice(index, index + 1)), error);
    },
    (items, error) => failures.add(recordsOf(items), error),
  );
}

function recordsOf(relayed: readonly Relayed[]): readonly SQSRecord[] {
  return relayed.map(({ record }) => record);
}
