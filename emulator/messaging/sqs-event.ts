import { hash } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { Message, MessageAttributes } from './message.ts';

/** Messages of one queue on their way to a function. */
export interface Batch {
  readonly queueArn: string;
  readonly region: string;
  readonly messages: readonly PackedMessage[];
}

/** A message as it travels between threads: a list, because names of fields would cost more than what they name. */
export type PackedMessage = readonly [
  id: string,
  body: string,
  sequence: number,
  receiveCount: number,
  sentAt: number,
  firstReceivedAt: number,
  groupId: string | undefined,
  deduplicationId: string | undefined,
  attributes: MessageAttributes | undefined,
];

export const pack = (message: Message): PackedMessage => [
  message.id,
  message.body,
  message.sequence,
  message.receiveCount,
  message.sentAt,
  message.firstReceivedAt ?? message.sentAt,
  message.groupId,
  message.deduplicationId,
  message.attributes,
];

/** The event that Lambda hands a function for these messages. */
export const sqsEventOf = ({ queueArn, region, messages }: Batch): SQSEvent => ({
  Records: messages.map((message) => recordOf(message, queueArn, region)),
});

/** Names one receive of one message. */
const receiptHandleOf = (sequence: number, receiveCount: number): string => `${sequence}.${receiveCount}`;

/** Reads a receipt handle back. One that is not ours names nothing. */
export const receiptOf = (handle: string): { sequence: number; receiveCount: number } => {
  const [sequence = Number.NaN, receiveCount = Number.NaN] = handle.split('.').map(Number);
  return { sequence, receiveCount };
};

const recordOf = (message: PackedMessage, queueArn: string, region: string): SQSRecord => {
  const [id, body, sequence, receiveCount, sentAt, firstReceivedAt, groupId, deduplicationId, attributes] =
    message;
  return {
    messageId: id,
    receiptHandle: receiptHandleOf(sequence, receiveCount),
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(sentAt),
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
      ...(groupId === undefined
        ? {}
        : { MessageGroupId: groupId, SequenceNumber: String(sequence).padStart(20, '0') }),
      ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes ?? {}).map(([name, { Type, Value }]) => [
        name,
        { dataType: Type, stringValue: Value, stringListValues: [], binaryListValues: [] },
      ]),
    ),
    // Few functions ever look at it, and it costs more than all the rest of the record.
    get md5OfBody() {
      return hash('md5', body);
    },
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
};
