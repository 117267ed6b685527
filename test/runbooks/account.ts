import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  TimestreamWriteClient,
} from '@aws-sdk/client-timestream-write';
import type { CellTemplate, Resource } from '../../emulator/template/cell-template.ts';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { createDynamoRecords } from '../../functions/adapters/dynamodb/records.ts';
import { messageAttributes } from '../../functions/adapters/sqs/message-attributes.ts';
import { names } from '../../functions/core/names.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import type { JsonObject } from '../../lib/json.ts';
import { withChange } from '../../operations/alerts/alert.ts';
import { changeAlert } from '../../operations/alerts/store.ts';
import { type Answer, type Call, startRecordingProxy } from '../contract/cloudformation/recording-proxy.ts';
import { accountId, createStack } from '../contract/cloudformation/stacks.ts';
import { type Moto, startMoto } from '../contract/moto.ts';
import { sampleFact } from '../contract/samples.ts';
import { at, textAt } from '../template/invariants/resources.ts';
import { testApp } from '../template/synthesis.ts';
import { change } from '../unit/operations/alerts/sample-alarms.ts';

/** A cell in an account: what runbooks look at of it, with dead letters of every kind they act on. */
export interface Account {
  readonly endpoint: string;
  readonly template: CellTemplate;
  stop(): Promise<void>;
}

/** What moto makes of a template, in an order in which nothing is missing when it is asked for. */
const made = [
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::KMS::Alias',
  'AWS::SNS::Topic',
  'AWS::DynamoDB::Table',
  'AWS::Logs::LogGroup',
  'AWS::Events::EventBus',
  'AWS::Events::Archive',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
] as const;

/** Opens an account with the cell in it. */
export async function openAccount(cell: Cell): Promise<Account> {
  const moto = await startMoto();
  const template = loadTemplates(new CellStage(testApp(), cell, accountId).synth().directory);
  const proxy = await startRecordingProxy(moto.client.endpoint, (call) => unknownToMoto(template, call));
  const stop = async () => {
    await proxy.stop();
    await moto.stop();
  };
  try {
    await createResources(moto, template);
    await makeTimeSeries(moto, template);
    await subscribe(moto, template);
    await putDeadLetters(moto, cell);
    await raiseAlert(moto, cell);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint: proxy.endpoint, template, stop };
}

/** An alert of which somebody was told. */
async function raiseAlert({ client }: Moto, { region, prefix }: Cell): Promise<void> {
  const dynamo = new DynamoDBClient({ ...client, region });
  const records = createDynamoRecords(dynamo, names(prefix).operationsTable, { now: Date.now });
  await changeAlert(records, 'path', (alert) => withChange(alert, change(0)));
  dynamo.destroy();
}

/** Answers what moto does not know at all. */
function unknownToMoto(template: CellTemplate, { operation, path, input }: Call): Answer | undefined {
  if (path.includes('/account-settings'))
    return { status: 200, body: { AccountLimit: { ConcurrentExecutions: 1_000 } } };
  if (operation !== 'DescribeQueryDefinitions') return undefined;
  const queries = template
    .ofType('AWS::Logs::QueryDefinition')
    .map(({ properties: { Name, LogGroupNames, QueryString } }) => ({
      ...{ name: String(Name), logGroupNames: LogGroupNames, queryString: QueryString },
    }))
    .filter(({ name }) => name.startsWith(String(input.queryDefinitionNamePrefix)));
  return { status: 200, body: { queryDefinitions: queries } };
}

async function createResources({ client }: Moto, template: CellTemplate): Promise<void> {
  const cloudFormation = new CloudFormationClient({ ...client, region: template.region, maxAttempts: 1 });
  const queues = template.ofType('AWS::SQS::Queue');
  const stacks = {
    'dead-letters': queues.filter(({ properties }) => !properties.RedrivePolicy),
    queues: queues.filter(({ properties }) => properties.RedrivePolicy),
    rest: made.flatMap((type) => template.ofType(type)),
  };
  for (const [name, resources] of Object.entries(stacks))
    await createStack(cloudFormation, name, {
      Resources: Object.fromEntries(
        resources.map((resource) => [idOf(resource), declared(resource, template)]),
      ),
    });
}

function declared({ type, physicalId, properties }: Resource, template: CellTemplate): JsonObject {
  // moto reads tags and documents otherwise than CloudFormation, has no bundles and no aliases of
  // functions, and gives keys and roles names of its own.
  const { Tags: _, Code: code, TargetKeyId: keyId, ...rest } = properties;
  const key = typeof keyId === 'string' && template.find(keyId, 'AWS::KMS::Key');
  const own = {
    ...(code && { Code: { ZipFile: 'none' } }),
    ...(key && { TargetKeyId: { Ref: idOf(key) } }),
    ...(type === 'AWS::IAM::Role' && { RoleName: physicalId }),
    // moto would run the function in Docker.
    ...(type === 'AWS::Lambda::EventSourceMapping' && {
      ...{ Enabled: false, FunctionName: String(rest.FunctionName).replace(/:live$/, '') },
    }),
  };
  const documents = ['EventPattern', 'KeyPolicy'].flatMap((name) =>
    name in rest ? [[name, JSON.stringify(rest[name])] as const] : [],
  );
  return { Type: type, Properties: { ...rest, ...own, ...Object.fromEntries(documents) } };
}

function idOf({ stack, logicalId }: Resource): string {
  return `${stack}${logicalId}`.replaceAll(/\W/g, '');
}

async function makeTimeSeries({ client }: Moto, template: CellTemplate): Promise<void> {
  const timestream = new TimestreamWriteClient({ ...client, region: template.region });
  for (const { properties } of template.ofType('AWS::Timestream::Database'))
    await timestream.send(new CreateDatabaseCommand({ DatabaseName: textAt(properties, 'DatabaseName') }));
  for (const { properties } of template.ofType('AWS::Timestream::Table'))
    await timestream.send(
      new CreateTableCommand({
        DatabaseName: textAt(properties, 'DatabaseName'),
        TableName: textAt(properties, 'TableName'),
        MagneticStoreWriteProperties: {
          EnableMagneticStoreWrites:
            at(properties, 'MagneticStoreWriteProperties', 'EnableMagneticStoreWrites') === true,
        },
      }),
    );
}

async function subscribe({ client }: Moto, template: CellTemplate): Promise<void> {
  const sns = new SNSClient({ ...client, region: template.region });
  for (const { properties } of template.ofType('AWS::SNS::Subscription'))
    await sns.send(
      new SubscribeCommand({
        TopicArn: textAt(properties, 'TopicArn'),
        Protocol: textAt(properties, 'Protocol'),
        Endpoint: textAt(properties, 'Endpoint'),
      }),
    );
}

/** What failed of the cell, queue by queue. */
async function putDeadLetters({ client }: Moto, { prefix, region }: Cell): Promise<void> {
  const sqs = new SQSClient({ ...client, region });
  const name = names(prefix);
  const posting = name.deadLetters('posting');
  const relay = name.relayQueue('posting');
  const busEvent = JSON.stringify({ id: 'e-1', 'detail-type': 'InvoiceEvent', detail: sampleFact() });
  const refused = { ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: 'not permitted' };
  const ruleArn = `arn:aws:events:${region}:${accountId}:rule/${name.bus}/${name.rule('posting')}`;
  const targetArn = `arn:aws:sqs:${region}:${accountId}:${relay}`;
  const letters: readonly (readonly [string, string, Record<string, string>])[] = [
    [posting, factOf('INV-1'), { class: 'transient', code: 'STORE_AWAY' }],
    [posting, factOf('INV-2'), { class: 'permanent', code: 'FACT_MALFORMED' }],
    [posting, factOf('INV-3'), { class: 'permanent', code: 'FACT_MALFORMED' }],
    [name.subscriptionDeadLetters('posting'), factOf('INV-4'), {}],
    [name.ruleDeadLetters, busEvent, { ...refused, RULE_ARN: ruleArn, TARGET_ARN: targetArn }],
    [name.archiveDeadLetters, busEvent, { ...refused, RULE_ARN: ruleArn }],
    ...[name.stuckInvoiceDeadLetters, name.alertDeadLetters, name.alertRouterDeadLetters].map(
      (queue) => [queue, '{}', {}] as const,
    ),
  ];
  for (const [index, [queue, body, attributes]] of letters.entries()) {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
    const group = { MessageGroupId: `group-${index}`, MessageDeduplicationId: `letter-${index}` };
    await sqs.send(
      new SendMessageCommand({
        ...{ QueueUrl, MessageBody: body, MessageAttributes: messageAttributes(attributes) },
        ...(queue.endsWith('.fifo') && group),
      }),
    );
  }
}

function factOf(invoiceId: string): string {
  return JSON.stringify(sampleFact({ stage: 'posting', event: { invoiceId, status: 'paid' } }));
}
