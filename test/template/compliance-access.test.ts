import { Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { deadLetterQueues, names } from '../../functions/core/names.ts';
import { AccessStack } from '../../infra/access-stack.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { StatefulStack } from '../../infra/stateful-stack.ts';
import { isAllowed, statementsOf } from './policy-evaluation.ts';
import { storeExpectations } from './stores/expectations.ts';
import { cellNamed, testApp } from './synthesis.ts';

function synthesizeAccess(cell: Cell, context: Readonly<Record<string, string>> = {}) {
  const app = testApp();
  for (const [name, value] of Object.entries(context)) app.node.setContext(name, value);
  const stage = new CellStage(app, cell);
  const resolved = loadTemplates(stage.synth().directory);
  const access = stage.node.findChild('access');
  if (!(access instanceof Stack)) throw new Error('access is no stack');
  return { resolved, access: Template.fromStack(access) };
}

const cell = cellNamed('us-1');
const { resolved, access } = synthesizeAccess(cell);
const name = names(cell.prefix);
const onCall = statementsOf(resolved, 'us-1-invoice-on-call');
const auditor = statementsOf(resolved, 'us-1-invoice-auditor');

function arn(service: string, resource: string) {
  return `arn:aws:${service}:us-east-1:000000000000:${resource}`;
}

function queue(queueName: string) {
  return arn('sqs', queueName);
}

function bucketOf(part: string) {
  return resolved.ofType('AWS::S3::Bucket').find(({ logicalId }) => logicalId.startsWith(part))?.arn;
}

const archiveBucket = `${bucketOf('ArchiveEvents')}`;
const resultsBucket = `${bucketOf('AuditResults')}`;
const ledger = arn('dynamodb', `table/${name.ledgerTable}`);
const seriesGrants = storeExpectations[cell.timeSeries.store].readerGrants(cell);
const trusts = { onCall: 'OperationsAccountId', auditor: 'AuditAccountId' };

describe('Given the roles for people of other accounts', () => {
  test.each([
    ['us-1-invoice-on-call', 'OnCallExternalId', trusts.onCall],
    ['us-1-invoice-auditor', 'AuditorExternalId', trusts.auditor],
  ])(
    'When %s is assumed, Then with a second factor and the external id, for an hour',
    (roleName, externalId, accountId) => {
      access.hasResourceProperties('AWS::IAM::Role', {
        RoleName: roleName,
        MaxSessionDuration: 3_600,
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Principal: { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: accountId }, ':root']] } },
              Condition: {
                StringEquals: { 'sts:ExternalId': { Ref: externalId } },
                Bool: { 'aws:MultiFactorAuthPresent': 'true' },
                NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
              },
            },
          ],
          Version: '2012-10-17',
        },
      });
    },
  );

  test('When neither account nor external id is given, Then there is no role', () => {
    const roles = Object.values(access.findResources('AWS::IAM::Role'));
    expect(roles.map(({ Condition: condition }) => condition)).toEqual(['OnCallAgreed', 'AuditorAgreed']);
    expect(resolved.ofType('AWS::IAM::Role').filter(({ stack }) => stack.endsWith('access'))).toEqual([]);
    access.hasCondition('OnCallAgreed', {
      'Fn::And': [
        { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'OnCallExternalId' }, ''] }] },
        { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'OperationsAccountId' }, ''] }] },
      ],
    });
    for (const parameter of Object.values(access.findParameters('*Id')))
      expect(parameter).toMatchObject({ Default: '' });
  });

  test('When the accounts are given at synthesis, Then only the external id is asked for', () => {
    const given = synthesizeAccess(cell, {
      'account:operations': '444455556666',
      'account:audit': '777788889999',
    }).access;
    given.hasCondition('OnCallAgreed', {
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'OnCallExternalId' }, ''] }],
    });
    expect(JSON.stringify(given.toJSON())).toContain('arn:aws:iam::444455556666:root');
    expect(Object.keys(given.findParameters('*'))).not.toContain('OperationsAccountId');
  });

  test('When partitions are as many and as long as can be, Then each policy fits IAM', () => {
    const many: Cell = {
      ...cell,
      prefix: 'a-prefix-of-20-char-',
      partitions: Array.from({ length: 99 }, (_, index) => ({
        name: `a-partition-with-a-long-name-${String(index).padStart(2, '0')}`,
        stage: 'ingestion',
      })),
    };
    const stage = new Stage(testApp(), many.name, { env: { region: 'ap-southeast-2' } });
    const stateful = new StatefulStack(stage, 'stateful', many);
    new AccessStack(stage, 'access', {
      cell: many,
      trusts: { onCall: ['operations'], auditors: ['audit'] },
      ...{ stateful, groups: [] },
    });
    const policies = loadTemplates(stage.synth().directory).ofType('AWS::IAM::ManagedPolicy');
    // A role has room for ten.
    expect(policies.length).toBeLessThanOrEqual(2 * 10);
    for (const { properties } of policies)
      expect(JSON.stringify(properties.PolicyDocument).length).toBeLessThanOrEqual(6_144);
  });
});

describe('Given an engineer on call', () => {
  test.each(cell.partitions.map((partition) => partition.name))(
    'When %s has dead letters, Then they can be read and redriven',
    (partition) => {
      for (const deadLetters of [name.relayDeadLetters(partition), name.deadLetters(partition)])
        for (const action of [
          'StartMessageMoveTask',
          'ListMessageMoveTasks',
          'CancelMessageMoveTask',
          ...take,
        ])
          expect(isAllowed(onCall, `sqs:${action}`, queue(deadLetters)), action).toBe(true);
      for (const source of [name.relayQueue(partition), name.queue(partition)]) {
        expect(isAllowed(onCall, 'sqs:SendMessage', queue(source))).toBe(true);
        expect(isAllowed(onCall, 'sqs:ReceiveMessage', queue(source))).toBe(false);
        expect(isAllowed(onCall, 'sqs:PurgeQueue', queue(source))).toBe(false);
        expect(isAllowed(onCall, 'sqs:StartMessageMoveTask', queue(source))).toBe(false);
      }
      for (const deadLetters of [name.deadLetters(partition), name.subscriptionDeadLetters(partition)])
        expect(isAllowed(onCall, 'sqs:SendMessage', queue(deadLetters)), deadLetters).toBe(false);
    },
  );

  test('When queues of others are named alike, Then none of them can be touched', () => {
    for (const other of [
      'invoice-a.fifo',
      'eu-1-invoice-a-relay-dlq',
      'us-1-other-dlq',
      'us-1-b-invoice-a-relay',
    ])
      for (const action of ['SendMessage', 'StartMessageMoveTask', ...take])
        expect(isAllowed(onCall, `sqs:${action}`, queue(other)), other).toBe(false);
  });

  test('When the cell gets another queue for dead letters, Then it can be read too', () => {
    const all = resolved.ofType('AWS::SQS::Queue').filter(({ stack }) => stack.endsWith('stateless'));
    const sources = [
      name.recordQueue,
      ...cell.partitions.flatMap((partition) => [
        name.relayQueue(partition.name),
        name.queue(partition.name),
      ]),
    ];
    const unread = all
      .filter(({ properties }) => !sources.includes(String(properties.QueueName)))
      .filter(
        ({ arn: queueArn }) => !take.every((action) => isAllowed(onCall, `sqs:${action}`, `${queueArn}`)),
      )
      .map(({ properties }) => properties.QueueName);
    expect(unread).toEqual([]);
  });

  test('When letters are looked at, Then they can be read on every queue that keeps any', () => {
    const partitions = cell.partitions.map((partition) => partition.name);
    for (const deadLetters of deadLetterQueues(cell.prefix, partitions))
      for (const action of take)
        expect(isAllowed(onCall, `sqs:${action}`, queue(deadLetters.name)), deadLetters.name).toBe(true);
  });

  test('When letters go back, Then to the archive and by the rules of this cell alone', () => {
    const stream = (of: string) => arn('firehose', `deliverystream/${of}`);
    expect(isAllowed(onCall, 'firehose:PutRecord', stream(name.archiveStream))).toBe(true);
    expect(isAllowed(onCall, 'firehose:PutRecord', stream('another'))).toBe(false);
    const rule = (bus: string) => arn('events', `rule/${bus}/${name.rule('posting')}`);
    expect(isAllowed(onCall, 'events:DescribeRule', rule(name.bus))).toBe(true);
    expect(isAllowed(onCall, 'events:DescribeRule', rule('another'))).toBe(false);
    expect(isAllowed(onCall, 'events:PutRule', rule(name.bus))).toBe(false);
    expect(isAllowed(onCall, 'events:PutEvents', arn('events', `event-bus/${name.bus}`))).toBe(false);
  });

  test('When a replay is started, Then from this cell’s archive to its own bus', () => {
    for (const action of ['events:StartReplay', 'events:DescribeReplay', 'events:CancelReplay'])
      expect(isAllowed(onCall, action, arn('events', 'replay/us-1-invoice-2026-11-20'))).toBe(true);
    expect(isAllowed(onCall, 'events:StartReplay', arn('events', `archive/${name.archive}`))).toBe(true);
    expect(isAllowed(onCall, 'events:StartReplay', arn('events', `event-bus/${name.bus}`))).toBe(true);
    for (const other of ['replay/eu-1-invoice-x', 'archive/eu-1-invoice-events', 'event-bus/default'])
      expect(isAllowed(onCall, 'events:StartReplay', arn('events', other)), other).toBe(false);
    expect(isAllowed(onCall, 'events:PutEvents', arn('events', `event-bus/${name.bus}`))).toBe(false);
    expect(isAllowed(onCall, 'iam:PassRole', 'arn:aws:iam::000000000000:role/any')).toBe(false);
  });

  test('When logs are read, Then those of every log group of the cell, and no others', () => {
    const logGroups = resolved.ofType('AWS::Logs::LogGroup');
    expect(logGroups.length).toBeGreaterThan(5);
    for (const action of ['logs:StartQuery', 'logs:FilterLogEvents', 'logs:GetLogEvents']) {
      for (const { properties } of logGroups) {
        const logGroup = arn('logs', `log-group:${properties.LogGroupName}:log-stream:x`);
        expect(isAllowed(onCall, action, logGroup), logGroup).toBe(true);
      }
      expect(isAllowed(onCall, action, arn('logs', 'log-group:/aws/lambda/other:log-stream:x'))).toBe(false);
    }
  });

  test('When keys are used, Then only by the services of the queues and the tables', () => {
    const usesOfKeys = onCall.filter(({ Action: action }) => String(action).includes('kms:'));
    const keyOf = (what: string) =>
      resolved.ofType('AWS::KMS::Key').find(({ logicalId }) => logicalId.includes(what))?.arn;
    const through = (...services: readonly string[]) => {
      const via = services.map((service) => `${service}.us-east-1.amazonaws.com`);
      return { StringEquals: { 'kms:ViaService': via.length === 1 ? via[0] : via } };
    };
    expect(usesOfKeys).toMatchObject([
      { Effect: 'Allow', Resource: keyOf('Messages'), Condition: through('sqs', 'firehose') },
      { Effect: 'Allow', Resource: keyOf('Data'), Condition: through('dynamodb') },
    ]);
  });

  test('When an invoice is looked at, Then in the ledger, and nothing of it is changed', () => {
    for (const table of [ledger, `${ledger}/index/deadlines`])
      expect(isAllowed(onCall, 'dynamodb:Query', table)).toBe(true);
    for (const action of ['PutItem', 'UpdateItem', 'DeleteItem', 'Scan'])
      expect(isAllowed(onCall, `dynamodb:${action}`, ledger), action).toBe(false);
    expect(isAllowed(onCall, 's3:GetObject', `${archiveBucket}/events/x`)).toBe(false);
    for (const [action, resource] of seriesGrants) expect(isAllowed(onCall, action, resource)).toBe(false);
  });

  test('When something is recorded, Then the audit trail is not rewritten', () => {
    const records = arn('dynamodb', `table/${name.operationsTable}`);
    for (const action of ['GetItem', 'Query', 'PutItem'])
      expect(isAllowed(onCall, `dynamodb:${action}`, records), action).toBe(true);
    expect(isAllowed(onCall, 'dynamodb:DeleteItem', records)).toBe(false);
    const updates = onCall.filter(({ Action: action }) => String(action).includes('UpdateItem'));
    expect(updates).toMatchObject([
      { Condition: { 'ForAllValues:StringNotEquals': { 'dynamodb:LeadingKeys': ['audit'] } } },
    ]);
  });
});

const take = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'];

describe('Given an auditor', () => {
  test.each<readonly [string, string]>([
    ['dynamodb:GetItem', ledger],
    ['dynamodb:Query', ledger],
    ['s3:ListBucket', archiveBucket],
    ['s3:GetObject', `${archiveBucket}/events/day=2026-11-20/stage=posting/x.json.gz`],
    ['s3:GetObjectRetention', `${archiveBucket}/events/x`],
    ['s3:GetObject', `${resultsBucket}/x.csv`],
    ['athena:StartQueryExecution', arn('athena', `workgroup/${name.auditWorkgroup}`)],
    ['athena:GetQueryResults', arn('athena', `workgroup/${name.auditWorkgroup}`)],
    ['glue:GetTable', arn('glue', `table/${name.auditDatabase}/${name.auditTable}`)],
    ['glue:GetTable', arn('glue', 'catalog')],
    ...seriesGrants,
    ['cloudtrail:LookupEvents', '*'],
  ])('When %s is called on %s, Then it is allowed', (action, resource) => {
    expect(isAllowed(auditor, action, resource)).toBe(true);
  });

  test.each([
    ['dynamodb:Query', arn('dynamodb', 'table/eu-1-invoice-ledger')],
    ['dynamodb:Scan', ledger],
    ['s3:GetObject', 'arn:aws:s3:::another-bucket/x'],
    ['athena:StartQueryExecution', arn('athena', 'workgroup/primary')],
    ['sqs:ReceiveMessage', queue(name.queue('posting'))],
    ['events:StartReplay', arn('events', `archive/${name.archive}`)],
    ['glue:CreateTable', arn('glue', `table/${name.auditDatabase}/x`)],
    ['s3:PutObject', `${archiveBucket}/events/x`],
    ['s3:DeleteObject', `${archiveBucket}/events/x`],
    ['s3:BypassGovernanceRetention', `${archiveBucket}/events/x`],
  ])('When %s is called on %s, Then it is denied', (action, resource) => {
    expect(isAllowed(auditor, action, resource)).toBe(false);
  });

  test('When another policy grants everything, Then the role can still only read', () => {
    const withAdministration = [...auditor, { Effect: 'Allow', Action: '*', Resource: '*' } as const];
    const verbs = [
      'Put',
      'Delete',
      'Update',
      'Create',
      'Write',
      'Send',
      'Start',
      'Attach',
      'Tag',
      'Batch',
      'Set',
    ];
    const services = [
      'dynamodb',
      's3',
      ...seriesGrants.map(([action]) => action.split(':')[0] ?? ''),
      'kms',
      'sqs',
      'iam',
      'glue',
      'events',
      'cloudtrail',
      'sts',
    ];
    const writes = fc
      .tuple(
        fc.constantFrom(...services),
        fc.constantFrom(...verbs),
        fc.stringMatching(/^[A-Z][a-zA-Z]{0,20}$/),
      )
      .map(([service, verb, noun]) => `${service}:${verb}${noun}`)
      .filter((action) => action !== 's3:PutObject');
    fc.assert(
      fc.property(
        writes,
        fc.constantFrom('*', ledger, ...seriesGrants.map(([, resource]) => resource), `${archiveBucket}/x`),
        (action, resource) => {
          expect(isAllowed(withAdministration, action, resource)).toBe(false);
        },
      ),
    );
  });

  test('When an object is written, Then by Athena, into the bucket of results only', () => {
    const withAdministration = [...auditor, { Effect: 'Allow', Action: '*', Resource: '*' } as const];
    expect(isAllowed(withAdministration, 's3:PutObject', `${archiveBucket}/x`)).toBe(false);
    const byHand = () => true;
    expect(isAllowed(auditor, 's3:PutObject', `${resultsBucket}/x`, byHand)).toBe(false);
    expect(isAllowed(auditor, 's3:PutObject', `${resultsBucket}/x`)).toBe(true);
    expect(auditor).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Resource: '*',
        Condition: { 'ForAllValues:StringNotEquals': { 'aws:CalledVia': ['athena.amazonaws.com'] } },
      }),
    );
  });
});
