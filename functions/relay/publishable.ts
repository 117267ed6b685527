import type { SQSRecord } from 'aws-lambda';
import type { TopicMessage } from '../core/ports.ts';

/** A message of the relay queue and what it is published as. */
export interface Relayed {
  readonly record: SQSRecord;
  readonly topicArn: string;
  readonly message: TopicMessage;
}

/** Messages that one call publishes. */
export interface PublishableBatch {
  readonly topicArn: string;
  readonly relayed: readonly Relayed[];
}

/**
 * The limits of PublishBatch (262,144 bytes, attributes included):
 * https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
const limits = { messages: 10, bytes: 250_000 };

/** Splits messages, in order, into batches of one topic each that fit into a call. */
export function publishable(relayed: readonly Relayed[]): readonly PublishableBatch[] {
  return Array.from(
    Map.groupBy(relayed, ({ topicArn }) => topicArn),
    ([topicArn, ofTopic]) => cut(ofTopic).map((batch) => ({ topicArn, relayed: batch })),
  ).flat();
}

function cut(relayed: readonly Relayed[]): readonly (readonly Relayed[])[] {
  const batches: Relayed[][] = [];
  let current: Relayed[] = [];
  let bytes = 0;
  for (const item of relayed) {
    const size = sizeOf(item.message);
    if (current.length === limits.messages || bytes + size > limits.bytes || current.length === 0) {
      current = [];
      bytes = 0;
      batches.push(current);
    }
    current.push(item);
    bytes += size;
  }
  return batches;
}

function sizeOf({ body, attributes }: TopicMessage): number {
  return (
    Buffer.byteLength(body) +
    Object.entries(attributes).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  );
}
