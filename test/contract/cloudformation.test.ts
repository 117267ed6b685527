import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CellTemplate } from '../../emulator/template/cell-template.ts';
import { ledgerTable } from '../../functions/adapters/dynamodb/ledger-table.ts';
import { busDetailType, busSource, names } from '../../functions/core/names.ts';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { sized } from '../long-run.ts';
import { objectsOf, textAt } from '../template/invariants/resources.ts';
import { cellNamed } from '../template/synthesis.ts';
import { drain } from './aws-resources.ts';
import { accessesOf } from './cloudformation/accesses.ts';
import { type DeployedFunction, deployFunctions } from './cloudformation/deployed-functions.ts';
import { playEventSources, queueUrl } from './cloudformation/event-sources.ts';
import { notMade } from './cloudformation/gaps.ts';
import { covers, grantsOf } from './cloudformation/iam.ts';
import { type Call, type Refusal, startRecordingProxy } from './cloudformation/recording-proxy.ts';
import { createCell, isCreated } from './cloudformation/stacks.ts';
import { listedUnused, unusedGrants } from './cloudformation/unused-grants.ts';
import { conflicting, details, malformed, sound, unrouted } from './cloudformation/workload.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';

/** The cell with a stage that two partitions share. */
// moto has no streams that deliver into tables, and no Athena: the store that it knows.
const cell = { ...cellNamed('us-1'), timeSeries: cellNamed('eu-1').timeSeries };
const name = names(cell.prefix);

/** One of the invoices; its events come late because its stores fail at first. */
const lateInvoice = 'INV-15';

/**
 * Refuses what is published to a topic, and what is stored of one invoice, until the function has
 * scheduled a retry: once for each queue that a function reads.
 */
function refuseUntilRetried(): (call: Call) => Refusal | undefined {
  const refusal = { status: 500, code: 'InternalServerError' };
  const putOff = new Set<string>();
  return ({ caller, operation, input }) => {
    if (operation === 'ChangeMessageVisibility') putOff.add(String(input.QueueUrl).split('/').at(-1) ?? '');
    if (operation === 'SendMessageBatch') putOff.add(caller);
    if (operation === 'WriteRecords') {
      if (caller === name.recordFunction) return putOff.has(name.recordQueue) ? undefined : refusal;
      return JSON.stringify(input).includes(lateInvoice) && !putOff.has(caller) ? refusal : undefined;
    }
    const queue =
      operation === 'PublishBatch'
        ? String(input.TopicArn).split(':').at(-1)?.replace('.fifo', '-relay')
        : operation === 'PutItem' && queueOfLateEvent(input);
    return queue && !putOff.has(queue) ? refusal : undefined;
  };
}

/** The queue that an item came from, if it is an event of the invoice that is to be late. */
function queueOfLateEvent(input: JsonObject): string | undefined {
  const stored = JSON.parse(textAt(input.Item, ledgerTable.body, 'S') ?? '{}');
  const [stage, status] = [textAt(stored, 'stage'), textAt(stored, 'event', 'status')];
  if (stage === undefined || textAt(stored, 'event', 'invoiceId') !== lateInvoice) return undefined;
  return name.queue(status === 'paid' ? 'payment' : stage);
}

function busEventId(message: string): string {
  return JSON.parse(message).id;
}

describe.runIf(motoAvailable())('Given a cell created by CloudFormation in moto', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true })];
  let moto: Moto;
  let template: CellTemplate;
  let functions: readonly DeployedFunction[];
  let calls: readonly Call[];
  let history: JsonValue | undefined;
  const client = () => ({ ...moto.client, region: cell.region });

  /** Ten at a time, as the API does at most. */
  const putOnBus = async (details: readonly object[]) => {
    const bus = new EventBridgeClient(client());
    for (let from = 0; from < details.length; from += 10) {
      const { FailedEntryCount } = await bus.send(
        new PutEventsCommand({
          Entries: details.slice(from, from + 10).map((detail) => ({
            EventBusName: name.bus,
            Source: busSource,
            DetailType: busDetailType,
            Detail: JSON.stringify(detail),
          })),
        }),
      );
      expect(FailedEntryCount).toBe(0);
    }
  };

  /** Somebody with access to topics and queues sends something that is not an event. */
  const publishUnreadable = async () => {
    const sns = new SNSClient(client());
    for (const { name: partition, stage } of cell.partitions)
      await sns.send(
        new PublishCommand({
          TopicArn: template
            .ofType('AWS::SNS::Topic')
            .find(({ arn }) => arn?.endsWith(`:${name.topic(partition)}`))?.arn,
          Message: 'not an event',
          MessageGroupId: 'anything',
          MessageDeduplicationId: 'unreadable',
          MessageAttributes: { stage: { DataType: 'String', StringValue: stage } },
        }),
      );
    const records = template
      .ofType('AWS::SQS::Queue')
      .find(({ properties }) => properties.QueueName === name.recordQueue);
    await new SQSClient(client()).send(
      new SendMessageCommand({
        QueueUrl: queueUrl(moto.client.endpoint, records?.arn ?? ''),
        MessageBody: 'not an event',
      }),
    );
  };

  const ledger = async () => {
    const items: Record<string, AttributeValue>[] = [];
    const pages = paginateScan({ client: new DynamoDBClient(client()) }, { TableName: name.ledgerTable });
    for await (const { Items = [] } of pages) items.push(...Items);
    const bodies = (isHead: boolean) =>
      items
        .filter((item) => (item[ledgerTable.sortKey]?.S === ledgerTable.headKey) === isHead)
        .map((item) => JSON.parse(item[ledgerTable.body]?.S ?? ''));
    return { facts: bodies(false), heads: bodies(true) };
  };

  /** The keys of the events of which moto's Timestream took records. */
  const recorded = (): ReadonlySet<unknown> =>
    new Set(
      calls
        .filter(({ operation, status }) => operation === 'WriteRecords' && status === 200)
        .flatMap(({ input }) => objectsOf(input.Records))
        .flatMap((record) => objectsOf(record.Dimensions))
        .filter((dimension) => dimension.Name === 'eventKey')
        .map((dimension) => dimension.Value),
    );

  const invoke = (functionName: string, event: object) =>
    functions.find((lambda) => lambda.name === functionName)?.invoke(event);

  const accessesBy = (functionName: string) =>
    calls.filter(({ caller }) => caller === functionName).flatMap((call) => accessesOf(template, call));

  const messagesOn = async (queueName: string): Promise<readonly string[]> => {
    const sqs = new SQSClient(client());
    const url = queueUrl(moto.client.endpoint, `:::${template.region}:${template.accountId}:${queueName}`);
    return (await drain(sqs, url)).map(({ body }) => body);
  };

  beforeAll(async () => {
    moto = await startMoto();
    stops.push(() => moto.stop());
    template = await createCell(moto, cell);
    const proxy = await startRecordingProxy(moto.client.endpoint, refuseUntilRetried());
    stops.push(() => proxy.stop());
    const deployed = deployFunctions(template, proxy.endpoint, folder);
    for (const { stop } of deployed) stops.push(stop);
    functions = deployed;
    calls = proxy.calls();

    const drainQueues = playEventSources(template, functions, proxy.endpoint);
    await publishUnreadable();
    // A hundred at a time: moto goes through all messages of a queue for each it is asked for.
    for (let from = 0; from < details.length; from += 100) {
      await putOnBus(details.slice(from, from + 100));
      await drainQueues();
    }
    await invoke(name.stuckInvoiceFunction, {});
    history = await invoke(name.historyFunction, {
      pathParameters: { invoiceId: lateInvoice },
      requestContext: { requestId: 'request-1' },
    });
  }, 120_000);
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  test('When its stacks are created, Then moto leaves out only what is known', () => {
    const types = new Set(template.resources.filter(isCreated).map(({ type }) => type));
    expect(Object.keys(notMade).filter((type) => !types.has(type))).toEqual([]);
  });

  test('When events are put on its bus, Then every distinct one is in both stores', async () => {
    expect(details).toHaveLength(sized(222, 1_000));
    const { facts, heads } = await ledger();
    const texts = (events: readonly unknown[]) => events.map((event) => JSON.stringify(event)).sort();
    expect(texts(facts.map(({ event }) => event))).toEqual(
      texts([...sound, ...conflicting].map(({ event }) => event)),
    );
    expect(heads).toHaveLength(20);
    expect(heads.reduce((sum, { eventCount }) => sum + eventCount, 0)).toBe(facts.length);
    expect(recorded()).toEqual(
      new Set(facts.map(({ event: { eventId }, digest }) => `${eventId}#${digest}`)),
    );
  });

  test('When some are poison, Then just those are on the dead-letter queue of their hop', async () => {
    const relayed = await Promise.all(
      cell.partitions.map(({ name: partition }) => messagesOn(name.relayDeadLetters(partition))),
    );
    // What was handed over twice may lie there twice.
    const ids = relayed.flatMap((messages) => [...new Set(messages.map(busEventId))]);
    expect(ids).toHaveLength(malformed.length);
    for (const { name: partition } of cell.partitions) {
      const messages = await messagesOn(name.deadLetters(partition));
      const [unreadable, contradicting] = [
        messages.filter((message) => message === 'not an event'),
        messages.filter((message) => message !== 'not an event'),
      ];
      expect(unreadable).toHaveLength(1);
      // Either of the two is set aside, whichever comes second, and again whenever it comes again.
      expect(new Set(contradicting.map((message) => JSON.parse(message).event.eventId))).toEqual(
        new Set(partition === 'ingestion' ? conflicting.map(({ event }) => event.eventId) : []),
      );
    }
    expect(await messagesOn(name.unroutedQueue)).toHaveLength(unrouted.length);
    expect(await messagesOn(name.recordDeadLetters)).toEqual(['not an event']);
    expect(await messagesOn(name.ruleDeadLetters)).toEqual([]);
  });

  test('When the history of an invoice is asked for, Then it has every event of it', () => {
    expect(history).toMatchObject({ statusCode: 200 });
    expect(JSON.parse(textAt(history, 'body') ?? '').events).toHaveLength(sized(9, 45));
  });

  test('When the functions have run, Then each one’s policy allowed all its calls', () => {
    const denied = functions.flatMap(({ name: caller, resource }) => {
      const grants = grantsOf(template, resource);
      return accessesBy(caller)
        .filter((done) => !grants.some((grant) => covers(grant, done)))
        .map(({ action, resource }) => `${caller}: ${action} on ${resource}`);
    });
    expect(calls.length).toBeGreaterThan(0);
    expect([...new Set(denied)]).toEqual([]);
  });

  test('When the functions have run, Then each used its rights, except those listed', () => {
    const idle = functions.flatMap(({ name: caller, resource }) => {
      const done = accessesBy(caller);
      return grantsOf(template, resource)
        .filter((grant) => !done.some((access) => covers(grant, access)))
        .map((grant) => ({ caller, grant }));
    });
    const unlisted = idle
      .filter(({ caller, grant }) => !listedUnused(grant, caller))
      .map(({ caller, grant: { action, resource } }) => `${caller}: ${action} on ${resource}`);
    expect(unlisted).toEqual([]);
    expect(new Set(idle.map(({ caller, grant }) => listedUnused(grant, caller)))).toEqual(
      new Set(unusedGrants),
    );
  });
});
