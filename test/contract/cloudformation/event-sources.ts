import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { CellTemplate, Resource } from '../../../emulator/template/cell-template.ts';
import { isObject } from '../../../lib/json.ts';
import { textAt } from '../../template/invariants/resources.ts';
import { credentialsOf, type DeployedFunction } from './deployed-functions.ts';

/** SQS gives and deletes ten messages a call at most. */
const messagesPerCall = 10;

/** Which batches a mapping hands over twice, as Lambda may at any time. */
const everyTenth = 10;

/** Where a queue is, once for what receives and once for what asks. */
export function queueUrl(endpoint: string, arn: string): string {
  const [, , , , account, name] = arn.split(':');
  return `${endpoint}/${account}/${name}`;
}

/**
 * Plays the event source mappings of a cell.
 * @returns lets them work until no queue of theirs holds or hides a message
 */
export function playEventSources(
  cell: CellTemplate,
  functions: readonly DeployedFunction[],
  endpoint: string,
): () => Promise<void> {
  const mappings = cell
    .ofType('AWS::Lambda::EventSourceMapping')
    .map((mapping) => eventSource(mapping, functions, cell.region, endpoint));
  return async () => {
    for (;;) {
      const handled = await Promise.all(mappings.map((mapping) => mapping.empty()));
      // What a function was handed may have gone on to the next queue.
      if (handled.some((count) => count > 0)) continue;
      const left = await Promise.all(mappings.map((mapping) => mapping.messagesLeft()));
      if (left.every((count) => count === 0)) return;
      // What is left is hidden until its retry.
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
}

/** One mapping: it receives and deletes under the role of its function, as Lambda's pollers do. */
function eventSource(
  { properties }: Resource,
  functions: readonly DeployedFunction[],
  region: string,
  endpoint: string,
) {
  const arn = textAt(properties, 'EventSourceArn') ?? '';
  const called = textAt(properties, 'FunctionName') ?? '';
  // A name or an ARN, with or without an alias after it.
  const lambda = functions.find(({ name }) => called.split(':').includes(name));
  if (!lambda) throw new Error(`There is no function ${called} to read ${arn}`);
  const batchSize = Number(properties.BatchSize);
  const sqs = new SQSClient({ region, endpoint, credentials: credentialsOf(lambda.name) });
  const queue = { QueueUrl: queueUrl(endpoint, arn) };
  let batches = 0;

  /** Receives until the batch is full or the queue gives no more. */
  const receive = async (): Promise<Message[]> => {
    const batch: Message[] = [];
    while (batch.length < batchSize) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          ...queue,
          MaxNumberOfMessages: Math.min(messagesPerCall, batchSize - batch.length),
          MessageSystemAttributeNames: ['All'],
        }),
      );
      batch.push(...Messages);
      if (Messages.length < messagesPerCall) break;
    }
    return batch;
  };

  const remove = async (messages: readonly Message[]): Promise<void> => {
    for (let from = 0; from < messages.length; from += messagesPerCall)
      await sqs.send(
        new DeleteMessageBatchCommand({
          ...queue,
          Entries: messages.slice(from, from + messagesPerCall).map(({ ReceiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle,
          })),
        }),
      );
  };

  const handle = async (batch: readonly Message[]): Promise<void> => {
    const event: SQSEvent = { Records: batch.map((message) => recordOf(message, arn, region)) };
    batches += 1;
    if (batches % everyTenth === 0) await lambda.invoke(event);
    const failed = failuresOf(await lambda.invoke(event));
    await remove(batch.filter(({ MessageId = '' }) => !failed.has(MessageId)));
  };

  return {
    /** @returns how many messages the function was handed until there were none to be had */
    async empty(): Promise<number> {
      let handled = 0;
      for (let batch = await receive(); batch.length > 0; batch = await receive()) {
        await handle(batch);
        handled += batch.length;
      }
      return handled;
    },

    /** Visible or hidden. */
    async messagesLeft(): Promise<number> {
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ ...queue, AttributeNames: [...names] }),
      );
      return names.reduce((sum, name) => sum + Number(Attributes[name]), 0);
    },
  };
}

function recordOf(message: Message, eventSourceARN: string, awsRegion: string): SQSRecord {
  const { MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} } = message;
  const {
    ApproximateReceiveCount = '',
    SentTimestamp = '',
    SenderId = '',
    ApproximateFirstReceiveTimestamp = '',
  } = Attributes;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ...Attributes,
      ApproximateReceiveCount,
      SentTimestamp,
      SenderId,
      ApproximateFirstReceiveTimestamp,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion,
  };
}

/** The ids the function reported as failed. */
function failuresOf(result: unknown): ReadonlySet<string> {
  if (!isObject(result) || !Array.isArray(result.batchItemFailures))
    throw new Error(`That is no answer of a function that reads a queue: ${JSON.stringify(result)}`);
  return new Set(result.batchItemFailures.map(({ itemIdentifier }) => String(itemIdentifier)));
}
