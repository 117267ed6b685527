import { hash } from 'node:crypto';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import type { Message } from './message.ts';

/** Messages of one queue on their way to a function. */
export interface Batch {
  readonly queueArn: string;
  readonly region: string;
  readonly messages: readonly Message[];
}

/** The event that Lambda hands a function for these messages. */
export function sqsEventOf({ queueArn, region, messages }: Batch): SQSEvent {
  return { Records: messages.map((message) => new DeliveredRecord(message, queueArn, region)) };
}

/** Reads a receipt handle back. One that is not ours names nothing. */
export function receiptOf(handle: string): { sequence: number; receiveCount: number } {
  const [sequence = Number.NaN, receiveCount = Number.NaN] = handle.split('.').map(Number);
  return { sequence, receiveCount };
}

/** A message as Lambda shows it. What few functions look at is made when somebody does. */
class DeliveredRecord implements SQSRecord {
  readonly messageId: string;
  /** Names one receive of one message. */
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: SQSRecord['attributes'];
  readonly eventSource = 'aws:sqs';
  readonly eventSourceARN: string;
  readonly awsRegion: string;
  readonly #message: Message;

  constructor(message: Message, queueArn: string, region: string) {
    this.messageId = message.id;
    this.receiptHandle = `${message.sequence}.${message.receiveCount}`;
    this.body = message.body;
    this.attributes = {
      ApproximateReceiveCount: `${message.receiveCount}`,
      SentTimestamp: `${message.sentAt}`,
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: `${message.firstReceivedAt ?? message.sentAt}`,
    };
    if (message.groupId !== undefined) {
      this.attributes.MessageGroupId = message.groupId;
      this.attributes.SequenceNumber = String(message.sequence).padStart(20, '0');
    }
    if (message.deduplicationId !== undefined)
      this.attributes.MessageDeduplicationId = message.deduplicationId;
    this.eventSourceARN = queueArn;
    this.awsRegion = region;
    this.#message = message;
  }

  get messageAttributes(): SQSMessageAttributes {
    return Object.fromEntries(
      Object.entries(this.#message.attributes ?? {}).map(([name, { Type, Value }]) => [
        name,
        { dataType: Type, stringValue: Value, stringListValues: [], binaryListValues: [] },
      ]),
    );
  }

  get md5OfBody(): string {
    return hash('md5', this.body);
  }
}
