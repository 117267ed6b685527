import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  TimestreamWriteClient,
} from '@aws-sdk/client-timestream-write';
import { readStacks, type StackFile } from '../../../emulator/template/assembly.ts';
import type { CellTemplate, Resource } from '../../../emulator/template/cell-template.ts';
import { loadTemplates } from '../../../emulator/template/load-templates.ts';
import { CellStage } from '../../../infra/cell-stage.ts';
import type { Cell } from '../../../infra/cells/cell.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';
import { at, objectsOf, textAt, textsOf } from '../../template/invariants/resources.ts';
import { testApp } from '../../template/synthesis.ts';
import type { Moto } from '../moto.ts';
import { notMade } from './gaps.ts';

/** The account that moto answers for. */
export const accountId = '123456789012';

/**
 * Whether a resource is of a stack that events pass through; the others only look on, and are not
 * created.
 */
export function isCreated({ stack }: Pick<Resource, 'stack'>): boolean {
  return /-(stateful|stateless)$/.test(stack);
}

/**
 * Creates the cell's stacks in moto, one after the other, the later importing what the earlier
 * exports.
 */
export async function createCell(moto: Moto, cell: Cell): Promise<CellTemplate> {
  const folder = new CellStage(testApp(), cell, accountId).synth().directory;
  const resolved = loadTemplates(folder);
  const client = new CloudFormationClient({ ...moto.client, region: cell.region });
  await createStack(client, 'CDKToolkit', bootstrap(cell.region));
  for (const file of readStacks(folder).filter(({ name }) => isCreated({ stack: name }))) {
    const template = withinReach(file, resolved.resources);
    await createStack(client, file.name, template);
    await refuseMissing(client, file.name, template);
  }
  await makeTheRest(moto, cell, resolved);
  await lookForStores(moto, cell, resolved);
  return resolved;
}

/** What `cdk bootstrap` leaves in an account, as far as the templates ask for it. */
function bootstrap(region: string) {
  return {
    Resources: {
      Version: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'String', Name: '/cdk-bootstrap/hnb659fds/version', Value: '30' },
      },
      Assets: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: `cdk-hnb659fds-assets-${accountId}-${region}` },
      },
    },
  };
}

/** Creates a stack. @throws with what moto said */
export async function createStack(
  client: CloudFormationClient,
  name: string,
  template: JsonObject,
): Promise<void> {
  try {
    await client.send(
      new CreateStackCommand({
        StackName: name,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
  } catch (cause) {
    // What another service said inside moto comes out as it is, and not as CloudFormation's client
    // reads it.
    const said = cause instanceof Error && '$responseBodyText' in cause ? cause.$responseBodyText : cause;
    throw new Error(`moto cannot create ${name}: ${said}`, { cause });
  }
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const [stack] = Stacks ?? [];
  if (stack?.StackStatus !== 'CREATE_COMPLETE')
    throw new Error(`The stack ${name} is ${stack?.StackStatus}: ${stack?.StackStatusReason}`);
}

/** @throws {Error} naming what of the template moto did not make, though it is no known gap */
async function refuseMissing(
  client: CloudFormationClient,
  name: string,
  template: JsonObject,
): Promise<void> {
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
  const made = new Set(StackResources.map(({ LogicalResourceId }) => LogicalResourceId));
  const missing = Object.entries(resourcesOf(template)).filter(([logicalId]) => !made.has(logicalId));
  if (missing.length > 0)
    throw new Error(
      `moto left out of ${name}: ${missing.map(([id, declared]) => `${id} (${textAt(declared, 'Type')})`).join(', ')}`,
    );
}

function resourcesOf(template: JsonObject): JsonObject {
  const { Resources: resources } = template;
  if (!isObject(resources)) throw new Error('That is no template');
  return resources;
}

/**
 * The template without what moto does not make: whatever refers to that gets what CloudFormation
 * would have put there.
 */
function withinReach({ name, template }: StackFile, all: readonly Resource[]): JsonObject {
  const own = new Map(all.filter(({ stack }) => stack === name).map((one) => [one.logicalId, one]));
  const isLeftOut = (resource: Resource) => resource.type in notMade || hasForeignTarget(resource);
  // moto's Ref gives the bus itself, not its name.
  const isReplaced = (resource: Resource) => isLeftOut(resource) || resource.type === 'AWS::Events::EventBus';

  const replace = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(replace);
    if (!isObject(value)) return value;
    const [logicalId, attribute = 'Ref'] =
      typeof value.Ref === 'string' ? [value.Ref] : textsAt(value, 'Fn::GetAtt');
    const target = own.get(logicalId ?? '');
    if (target && (attribute === 'Ref' ? isReplaced(target) : isLeftOut(target)))
      return attribute === 'Arn' ? (target.arn ?? target.physicalId) : nameOf(target);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner)]));
  };

  const made = Object.entries(resourcesOf(template)).flatMap(([logicalId, declared]) => {
    const resource = own.get(logicalId);
    if (!resource || isLeftOut(resource) || !isObject(declared)) return [];
    const dependencies = textsOf(declared.DependsOn).filter((id) => {
      const dependency = own.get(id);
      return dependency && !isLeftOut(dependency);
    });
    const properties = replace(inMotosForm(resource.type, declared.Properties));
    return [[logicalId, { ...declared, Properties: properties, DependsOn: dependencies }]];
  });
  const { Resources: _, ...rest } = template;
  return { ...replaceAll(rest, replace), Resources: Object.fromEntries(made) };
}

function replaceAll(object: JsonObject, replace: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, replace(value)]));
}

function textsAt(value: JsonObject, name: string): readonly string[] {
  const { [name]: list } = value;
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

/** What follows the last separator: a table's name, where `Ref` gives its database too. */
function nameOf({ physicalId }: Resource): string {
  return physicalId.split('|').at(-1) ?? physicalId;
}

/** moto's bus fails as a whole when a rule has a target that is neither queue nor log group. */
function hasForeignTarget({ type, properties }: Resource): boolean {
  return (
    type === 'AWS::Events::Rule' &&
    objectsOf(properties.Targets).some((target) => !textAt(target, 'Arn')?.startsWith('arn:aws:sqs:'))
  );
}

function inMotosForm(type: string, properties: JsonValue | undefined): JsonObject {
  // moto reads the tags of a key under other names than CloudFormation's.
  const { Tags: _, ...rest } = isObject(properties) ? properties : {};
  return type === 'AWS::Events::Rule'
    ? { ...rest, Targets: objectsOf(rest.Targets).map((target) => ({ ...target, ...wholeEvent })) }
    : rest;
}

/**
 * What a target gets anyhow; said in this way, moto looks up one path in an event and not eight,
 * which takes it 0.1 s.
 */
const wholeEvent = {
  InputTransformer: { InputPathsMap: { id: '$.id' }, InputTemplate: '<aws.events.event.json>' },
};

/** Makes by their APIs what events need and moto's CloudFormation lacks. */
async function makeTheRest(moto: Moto, { region }: Cell, resolved: CellTemplate): Promise<void> {
  const timestream = new TimestreamWriteClient({ ...moto.client, region });
  for (const { properties } of resolved.ofType('AWS::Timestream::Database'))
    await timestream.send(new CreateDatabaseCommand({ DatabaseName: textAt(properties, 'DatabaseName') }));
  for (const { properties } of resolved.ofType('AWS::Timestream::Table'))
    await timestream.send(
      new CreateTableCommand({
        DatabaseName: textAt(properties, 'DatabaseName'),
        TableName: textAt(properties, 'TableName'),
      }),
    );
  const sns = new SNSClient({ ...moto.client, region });
  const subscriptions = resolved
    .ofType('AWS::SNS::Subscription')
    .filter(({ properties }) => properties.Protocol === 'sqs');
  for (const { properties } of subscriptions)
    await sns.send(
      new SubscribeCommand({
        TopicArn: textAt(properties, 'TopicArn'),
        Protocol: 'sqs',
        Endpoint: textAt(properties, 'Endpoint'),
        Attributes: {
          RawMessageDelivery: String(at(properties, 'RawMessageDelivery')),
          FilterPolicy: JSON.stringify(properties.FilterPolicy),
        },
      }),
    );
}

/**
 * Looks for what the functions are told to use under the names they are told. One after the other:
 * the first call of a service keeps moto busy for a second, and so does every call that comes
 * meanwhile.
 */
async function lookForStores(moto: Moto, { region }: Cell, resolved: CellTemplate): Promise<void> {
  const sqs = new SQSClient({ ...moto.client, region });
  for (const { properties } of resolved.ofType('AWS::SQS::Queue').filter(isCreated))
    await sqs.send(new GetQueueUrlCommand({ QueueName: textAt(properties, 'QueueName') }));
  const dynamo = new DynamoDBClient({ ...moto.client, region });
  for (const { physicalId } of resolved.ofType('AWS::DynamoDB::Table'))
    await dynamo.send(new DescribeTableCommand({ TableName: physicalId }));
}
