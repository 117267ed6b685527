import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { DeleteMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployedDeadLetters } from '../../functions/adapters/deployed-dead-letters.ts';
import { createEventBridgeRules } from '../../functions/adapters/eventbridge/rules.ts';
import { createFirehoseStream } from '../../functions/adapters/firehose/stream.ts';
import { SqsDeadLetters } from '../../functions/adapters/sqs/dead-letters.ts';
import { deadLetterQueues, names } from '../../functions/core/names.ts';
import { parseJsonObject } from '../../lib/json.ts';
import { makeQueue, receive } from './aws-resources.ts';
import { deadLettersContract } from './dead-letters.suite.ts';
import { startRules } from './event-pattern-double.ts';
import { bodyOf, startHttpDouble } from './http-double.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';

const partitions = ['posting', 'ingestion'];

/** A cell's queues in moto, made by hand. */
async function makeQueues(client: SQSClient, names: readonly string[]) {
  const made = new Map<string, Awaited<ReturnType<typeof makeQueue>>>();
  for (const name of names) made.set(name, await makeQueue(client, name));
  return (queue: string) => made.get(queue) ?? { url: '', arn: '' };
}

describe.runIf(motoAvailable())('The dead letters of a cell in moto', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  deadLettersContract('SQS', async () => {
    const client = new SQSClient(moto.client);
    const queues = deadLetterQueues('', partitions);
    const consumed = partitions.flatMap((partition) => [
      names().relayQueue(partition),
      names().queue(partition),
    ]);
    const place = await makeQueues(client, [...queues.map(({ name }) => name), ...consumed]);

    const rules = await startRules(
      Object.fromEntries(
        partitions.map((partition) => [names().rule(partition), { detail: { stage: [partition] } }]),
      ),
    );
    const eventBridge = new EventBridgeClient({ ...moto.client, endpoint: rules.endpoint });
    let sent = 0;
    return {
      deadLetters: new SqsDeadLetters({
        ...{ client, prefix: '', partitions, clock: { now: Date.now }, waitSeconds: 0 },
        queuesFor: createEventBridgeRules(eventBridge, { prefix: '', partitions }),
        putRecord: async () => {
          throw new Error('nothing here goes to a stream');
        },
      }),
      queues,
      async put(queue, { body, groupId, attributes = {} }) {
        sent += 1;
        await client.send(
          new SendMessageCommand({
            ...{ QueueUrl: place(queue).url, MessageBody: body },
            ...(queue.endsWith('.fifo') && {
              MessageGroupId: groupId,
              MessageDeduplicationId: `sent-${sent}`,
            }),
            MessageAttributes: Object.fromEntries(
              Object.entries(attributes).map(([key, StringValue]) => [
                key,
                { DataType: 'String', StringValue },
              ]),
            ),
          }),
        );
      },
      async take(queue) {
        const taken = [];
        for (;;) {
          const batch = await receive(client, place(queue).url);
          if (batch.length === 0) return taken;
          for (const { receiptHandle, body, groupId, attributes } of batch) {
            taken.push({ body, ...(groupId !== '' && { groupId }), attributes });
            await client.send(
              new DeleteMessageCommand({ QueueUrl: place(queue).url, ReceiptHandle: receiptHandle }),
            );
          }
        }
      },
      arnOf: (queue) => place(queue).arn,
      async close() {
        client.destroy();
        eventBridge.destroy();
        await rules.stop();
      },
    };
  });

  describe('Given a deployed cell', () => {
    test('When its queues are asked for, Then they are there', async () => {
      const prefix = 'deployed-';
      const client = new SQSClient(moto.client);
      const queues = deadLetterQueues(prefix, ['posting'], ['posting']);
      const place = await makeQueues(
        client,
        queues.map(({ name }) => name),
      );
      await client.send(
        new SendMessageCommand({ QueueUrl: place(names(prefix).unroutedQueue).url, MessageBody: 'lost' }),
      );
      client.destroy();
      const deadLetters = deployedDeadLetters({
        ...{ prefix, partitions: ['posting'], downstreams: ['posting'], client: moto.client },
      });
      expect(await deadLetters.queues()).toEqual(
        queues.map(({ name, kind }) => ({ name, kind, count: kind === 'unrouted' ? 1 : 0 })),
      );
    });
  });

  describe('Given an event that the bus could not hand to the stream of the archive', () => {
    const prefix = 'archived-';
    const queue = names(prefix).archiveDeadLetters;

    const make = async (status: number) => {
      const records: string[] = [];
      const firehose = await startHttpDouble(async (request, response) => {
        const input = parseJsonObject((await bodyOf(request)).toString());
        records.push(JSON.stringify(input));
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(
          JSON.stringify(status === 200 ? { RecordId: '1' } : { __type: 'ResourceNotFoundException' }),
        );
      });
      const client = new SQSClient(moto.client);
      const stream = new FirehoseClient({ ...moto.client, endpoint: firehose.endpoint });
      const { url } = await makeQueue(client, queue);
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: '{"id":"e-1"}' }));
      const deadLetters = new SqsDeadLetters({
        ...{ client, prefix, partitions: [], clock: { now: Date.now }, waitSeconds: 0 },
        queuesFor: async () => [],
        putRecord: createFirehoseStream(stream),
      });
      const { letters } = await deadLetters.read(queue, { limit: 10 });
      const [outcome] = await deadLetters.redrive(
        queue,
        letters.map(({ position }) => position),
      );
      await deadLetters.release();
      const left = await receive(client, url);
      for (const { receiptHandle } of left)
        await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }));
      client.destroy();
      stream.destroy();
      await firehose.stop();
      return { outcome, records, left: left.length };
    };

    test('When redriven, Then the stream has it', async () => {
      const { outcome, records, left } = await make(200);
      expect(outcome?.outcome).toBe('done');
      const Data = Buffer.from('{"id":"e-1"}').toString('base64');
      const DeliveryStreamName = names(prefix).archiveStream;
      expect(records.map((record) => JSON.parse(record))).toEqual([{ DeliveryStreamName, Record: { Data } }]);
      expect(left).toBe(0);
    });

    test('When the stream refuses it, Then it stays and says so', async () => {
      const { outcome, left } = await make(400);
      expect(outcome).toMatchObject({
        outcome: 'stays',
        because: expect.stringContaining('ResourceNotFoundException'),
      });
      expect(left).toBe(1);
    });
  });
});
