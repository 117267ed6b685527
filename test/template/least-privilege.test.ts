import { describe, expect, test } from 'vitest';
import { names } from '../../functions/core/names.ts';
import type { JsonValue } from '../../lib/json.ts';
import { stages } from '../../schemas/stages.ts';
import { statementsOf } from './policies.ts';
import { storeExpectations } from './stores/expectations.ts';
import { cellNamed, synthesize } from './synthesis.ts';

const cell = cellNamed('us-1');
const { resolved } = synthesize(cell);
const name = names('us-1-');

/** `action resource` for everything the role of a function, or of API Gateway, may do. */
function allowed(roleArn: JsonValue | undefined): string[] {
  const role = resolved.find(String(roleArn), 'AWS::IAM::Role');
  if (!role) throw new Error(`There is no role ${roleArn}`);
  const policies = resolved
    .ofType('AWS::IAM::Policy')
    .filter(({ properties }) => JSON.stringify(properties.Roles).includes(role.physicalId));
  return policies.flatMap(({ properties }) => grants(properties.PolicyDocument)).sort();
}

function grants(policy: JsonValue | undefined): string[] {
  return statementsOf(policy).flatMap(({ effect, actions, resources }) => {
    // A denial narrows a right that can be named by a pattern only.
    if (effect === 'Deny') return [];
    return actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`));
  });
}

function allowedTo(functionName: string) {
  return allowed(resolved.find(functionName, 'AWS::Lambda::Function')?.properties.Role);
}

function sqs(queue: string) {
  return `arn:aws:sqs:us-east-1:000000000000:${queue}`;
}

function sns(topic: string) {
  return `arn:aws:sns:us-east-1:000000000000:${topic}`;
}

const table = `arn:aws:dynamodb:us-east-1:000000000000:table/${name.ledgerTable}`;

function keyFor(purpose: string) {
  const alias = resolved.find(`alias/us-1-invoice-${purpose}`, 'AWS::KMS::Alias');
  return resolved.find(String(alias?.properties.TargetKeyId), 'AWS::KMS::Key')?.arn;
}

function consume(queue: string, deadLetters: string) {
  return [
    `sqs:ChangeMessageVisibility ${sqs(queue)}`,
    `sqs:DeleteMessage ${sqs(queue)}`,
    `sqs:GetQueueAttributes ${sqs(queue)}`,
    `sqs:GetQueueUrl ${sqs(queue)}`,
    `sqs:ReceiveMessage ${sqs(queue)}`,
    `sqs:GetQueueUrl ${sqs(deadLetters)}`,
    `sqs:SendMessage ${sqs(deadLetters)}`,
  ];
}

const messages = [`kms:Decrypt ${keyFor('messages')}`, `kms:GenerateDataKey ${keyFor('messages')}`];

/** What it takes to read copies of invoices that left the ledger; a denial keeps it to those. */
const packs = ['s3:GetObject *', `kms:Decrypt ${keyFor('data')}`];

/** What every function may do: log to its own group, trace, and have Lambda open its settings. */
function running(functionName: string) {
  return [
    `logs:CreateLogStream arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/${functionName}:*`,
    `logs:PutLogEvents arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/${functionName}:*`,
    `kms:Decrypt ${keyFor('logs')}`,
    'xray:PutTelemetryRecords *',
    'xray:PutTraceSegments *',
  ];
}

const { partitions } = cell;

describe('Given the functions of a cell', () => {
  test('When the relay runs, Then it may only drain the relay queues and publish', () => {
    expect(allowedTo(name.relayFunction())).toEqual(
      [
        ...partitions.flatMap((partition) => [
          ...consume(name.relayQueue(partition.name), name.relayDeadLetters(partition.name)),
          `sns:Publish ${sns(name.topic(partition.name))}`,
        ]),
        ...messages,
        ...running(name.relayFunction()),
      ].sort(),
    );
  });

  const records = `arn:aws:dynamodb:us-east-1:000000000000:table/${name.operationsTable}`;

  test.each(stages)('When the %s processor runs, Then it may append and read, never delete', (stage) => {
    const own = partitions.filter((partition) => partition.stage === stage);
    expect(allowedTo(name.processorFunction(stage))).toEqual(
      [
        ...own.flatMap((partition) => consume(name.queue(partition.name), name.deadLetters(partition.name))),
        ...packs,
        `dynamodb:PutItem ${table}`,
        `dynamodb:Query ${table}`,
        `dynamodb:PutItem ${records}`,
        `dynamodb:Query ${records}`,
        ...storeExpectations[cell.timeSeries.store].writerGrants(cell),
        `kms:Decrypt ${keyFor('data')}`,
        `kms:Encrypt ${keyFor('data')}`,
        `kms:GenerateDataKey ${keyFor('data')}`,
        `kms:ReEncryptFrom ${keyFor('data')}`,
        `kms:ReEncryptTo ${keyFor('data')}`,
        `sqs:SendMessage ${sqs(name.recordQueue)}`,
        ...messages,
        ...running(name.processorFunction(stage)),
      ].sort(),
    );
  });

  test('When the record writer runs, Then it may project invoices, never delete a fact', () => {
    expect(allowedTo(name.recordFunction)).toEqual(
      [
        ...consume(name.recordQueue, name.recordDeadLetters),
        ...packs,
        `dynamodb:PutItem ${table}`,
        `dynamodb:Query ${table}`,
        `dynamodb:DeleteItem ${records}`,
        `dynamodb:Query ${records}`,
        ...storeExpectations[cell.timeSeries.store].writerGrants(cell),
        `kms:Decrypt ${keyFor('data')}`,
        `kms:Encrypt ${keyFor('data')}`,
        `kms:GenerateDataKey ${keyFor('data')}`,
        `kms:ReEncryptFrom ${keyFor('data')}`,
        `kms:ReEncryptTo ${keyFor('data')}`,
        ...messages,
        ...running(name.recordFunction),
      ].sort(),
    );
  });

  test('When the history is granted rights, Then it may only read', () => {
    expect(allowedTo(name.historyFunction)).toEqual(
      [
        ...packs,
        `dynamodb:Query ${table}`,
        `dynamodb:Query ${records}`,
        `kms:Decrypt ${keyFor('data')}`,
        ...running(name.historyFunction),
      ].sort(),
    );
  });

  test('When invoices are let go, Then by one function, which changes no copy', () => {
    const granted = allowedTo(name.lettingGoFunction);
    expect(granted.filter((grant) => /^(s3|dynamodb):/.test(grant))).toEqual(
      [
        ...['DeleteItem', 'GetItem', 'PutItem', 'Query'].map((act) => `dynamodb:${act} ${table}`),
        `dynamodb:Query ${table}/index/deadlines`,
        ...['DeleteItem', 'GetItem', 'PutItem', 'Query', 'Query', 'UpdateItem'].map(
          (act) => `dynamodb:${act} ${records}`,
        ),
        's3:GetObject *',
        's3:PutObject *',
      ].sort(),
    );
    const functions = resolved.ofType('AWS::Lambda::Function').map(({ physicalId }) => String(physicalId));
    const deleting = functions.filter((each) => allowedTo(each).includes(`dynamodb:DeleteItem ${table}`));
    expect(deleting).toEqual([name.lettingGoFunction]);
    const denials = resolved
      .ofType('AWS::IAM::Policy')
      .filter(({ logicalId }) => logicalId.startsWith('LettingGo'))
      .map(({ properties }) => JSON.stringify(properties.PolicyDocument));
    expect(denials.join()).toMatch(
      /"Action":\["s3:GetObject","s3:PutObject"\],"Effect":"Deny","NotResource":"arn:aws:s3:::[^*"]+\/settled\/\*"/,
    );
  });

  test('When links are opened, Then the page may touch alerts, the trail and no key', () => {
    const records = `arn:aws:dynamodb:us-east-1:000000000000:table/${name.operationsTable}`;
    const granted = allowedTo(name.alertLinksFunction);
    expect(granted.filter((grant) => grant.startsWith('dynamodb:'))).toEqual([
      `dynamodb:GetItem ${records}`,
      `dynamodb:PutItem ${records}`,
      `dynamodb:Query ${records}`,
      `dynamodb:UpdateItem ${records}`,
    ]);
    const mac = (functionName: string) => allowedTo(functionName).filter((grant) => grant.includes('Mac '));
    const key = keyFor('alert-links');
    expect(mac(name.alertLinksFunction)).toEqual([`kms:VerifyMac ${key}`]);
    expect(mac(name.alertRouterFunction)).toEqual([`kms:GenerateMac ${key}`]);
    const collections = resolved
      .ofType('AWS::IAM::Policy')
      .filter(({ logicalId }) => logicalId.startsWith('AlertLinks'))
      .flatMap(({ properties }) => statementsOf(properties.PolicyDocument))
      .filter(({ resources }) => resources.includes(records))
      .map(({ condition }) => condition);
    expect(collections).toEqual(
      ['alerts', 'audit'].map((collection) => ({
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [collection] },
      })),
    );
  });

  test('When the API is called, Then it may only put events on the bus of its cell', () => {
    const post = resolved
      .ofType('AWS::ApiGateway::Method')
      .find(({ properties }) => properties.HttpMethod === 'POST');
    const integration = post?.properties.Integration;
    const credentials =
      integration &&
      typeof integration === 'object' &&
      'Credentials' in integration &&
      integration.Credentials;
    expect(allowed(credentials || undefined)).toEqual([
      `events:PutEvents arn:aws:events:us-east-1:000000000000:event-bus/${name.bus}`,
    ]);
  });
});

describe('Given the records of operations', () => {
  test('When the path touches them, Then only those of conflicts', () => {
    const onTable = resolved
      .ofType('AWS::IAM::Policy')
      .filter(({ properties }) => /Processor|Writer/.test(JSON.stringify(properties.Roles)))
      .flatMap(({ properties }) => statementsOf(properties.PolicyDocument))
      .filter(({ resources }) => resources.some((arn) => arn.endsWith(name.operationsTable)));
    expect(onTable.length).toBeGreaterThan(0);
    for (const { condition } of onTable)
      expect(condition).toEqual({
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': [expect.stringMatching(/^(conflicts#\*|open-conflicts)$/)],
        },
      });
  });
});

describe('Given the key of what is stored', () => {
  test('When a function may use it, Then it may through DynamoDB and S3 only', () => {
    const statements = resolved
      .ofType('AWS::IAM::Policy')
      .filter(({ logicalId }) => logicalId.startsWith('Functions'))
      .flatMap(({ properties }) => statementsOf(properties.PolicyDocument))
      .filter(({ resources }) => resources.includes(keyFor('data') ?? ''));
    expect(statements.length).toBeGreaterThan(stages.length);
    for (const { condition } of statements)
      expect([
        { StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } },
        { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      ]).toContainEqual(condition);
  });
});
