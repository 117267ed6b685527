import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { ledgerTable } from '../../functions/adapters/dynamodb/ledger-table.ts';
import { names, operationsSource } from '../../functions/core/names.ts';
import { isObject, type JsonValue } from '../../lib/json.ts';
import { announcementTypes } from '../../schemas/announcements.ts';
import { statementsOf } from './policies.ts';
import { cellNamed, synthesize } from './synthesis.ts';

const { resolved, stateful, stateless } = synthesize(cellNamed('us-1'));
const name = names('us-1-');
const account = 'us-east-1:000000000000';
const queue = `arn:aws:sqs:${account}:${name.stuckInvoiceDeadLetters}`;
const detector = `arn:aws:lambda:${account}:function:${name.stuckInvoiceFunction}`;

const detectorResource = resolved.find(name.stuckInvoiceFunction, 'AWS::Lambda::Function');
const schedule = resolved.find(name.stuckInvoiceFunction, 'AWS::Scheduler::Schedule');
const target = schedule?.properties.Target;
const queueResource = resolved
  .ofType('AWS::SQS::Queue')
  .find(({ properties }) => properties.QueueName === name.stuckInvoiceDeadLetters);

/** `action resource` for everything a role may do, but for writing its own traces and logs. */
function allowedTo(roleArn: JsonValue | undefined): string[] {
  const role = resolved.find(String(roleArn), 'AWS::IAM::Role');
  return resolved
    .ofType('AWS::IAM::Policy')
    .filter(({ properties }) => JSON.stringify(properties.Roles).includes(role?.physicalId ?? 'nobody'))
    .flatMap(({ properties }) => statementsOf(properties.PolicyDocument))
    .flatMap(({ actions, resources }) =>
      resources.flatMap((resource) => actions.map((action) => `${action} ${resource}`)),
    )
    .filter((right) => !/^(xray|logs):/.test(right))
    .sort();
}

/** Every function opens its own environment variables. */
const ownSettings = `kms:Decrypt ${detectorResource?.properties.KmsKeyArn}`;

/** What it takes to put a message on the encrypted queue of dead letters. */
const send = [
  `kms:Decrypt ${queueResource?.properties.KmsMasterKeyId}`,
  `kms:GenerateDataKey ${queueResource?.properties.KmsMasterKeyId}`,
  `sqs:SendMessage ${queue}`,
];

describe('Given the detector of stuck invoices', () => {
  test('When it runs, Then it may read the ledger, keep marks, and announce', () => {
    const [ledger] = resolved.ofType('AWS::DynamoDB::Table');
    const encryption = ledger?.properties.SSESpecification;
    const key = isObject(encryption) && encryption.KMSMasterKeyId;
    const table = `arn:aws:dynamodb:${account}:table/${name.ledgerTable}`;
    const records = `arn:aws:dynamodb:${account}:table/${name.operationsTable}`;
    const rights = [
      `dynamodb:Query ${table}`,
      `dynamodb:Query ${table}/index/${ledgerTable.deadlines.index}`,
      ...['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'].map(
        (act) => `dynamodb:${act} ${records}`,
      ),
      ...['Encrypt', 'Decrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(
        (act) => `kms:${act} ${key}`,
      ),
      's3:GetObject *',
      `events:PutEvents arn:aws:events:${account}:event-bus/${name.bus}`,
      ownSettings,
      ...send,
    ];
    expect(new Set(allowedTo(detectorResource?.properties.Role))).toEqual(new Set(rights));
  });

  test('When it announces, Then only as operations, and nothing but what it announces', () => {
    stateless.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'events:PutEvents',
            Condition: {
              StringEquals: {
                'events:source': operationsSource,
                'events:detail-type': [...announcementTypes],
              },
            },
          }),
        ]),
      }),
    });
  });

  test('When a minute has passed, Then Scheduler calls it under a role of its own', () => {
    expect(schedule?.properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Target: { Arn: detector, Input: '{}' },
    });
    const role = isObject(target) ? target.RoleArn : undefined;
    expect(allowedTo(role)).toEqual([`lambda:InvokeFunction ${detector}`, ...send].sort());
    const trust = resolved.find(String(role), 'AWS::IAM::Role')?.properties.AssumeRolePolicyDocument;
    expect(statementsOf(trust)).toMatchObject([
      {
        principals: ['scheduler.amazonaws.com'],
        condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
      },
    ]);
  });

  test('When it fails or cannot be called in time, Then an encrypted queue keeps that', () => {
    expect(target).toMatchObject({
      RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
      DeadLetterConfig: { Arn: queue },
    });
    expect(detectorResource?.properties.DeadLetterConfig).toEqual({ TargetArn: queue });
    stateless.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: name.stuckInvoiceDeadLetters,
      KmsMasterKeyId: Match.anyValue(),
      MessageRetentionPeriod: 14 * 86_400,
    });
  });
});

test('Given the ledger table, Then it has an index of deadlines as the adapter asks it', () => {
  const { index, shard, deadline, stage } = ledgerTable.deadlines;
  stateful.hasResourceProperties('AWS::DynamoDB::Table', {
    AttributeDefinitions: Match.arrayWith([
      { AttributeName: shard, AttributeType: 'N' },
      { AttributeName: deadline, AttributeType: 'S' },
    ]),
    GlobalSecondaryIndexes: [
      {
        IndexName: index,
        KeySchema: [
          { AttributeName: shard, KeyType: 'HASH' },
          { AttributeName: deadline, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [stage] },
      },
    ],
  });
});
