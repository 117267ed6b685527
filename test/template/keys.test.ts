import { describe, expect, test } from 'vitest';
import type { Resource } from '../../emulator/template/cell-template.ts';
import { names } from '../../functions/core/names.ts';
import { firstCell } from '../../infra/cells/examples.ts';
import type { JsonObject } from '../../lib/json.ts';
import { keptOnceMade } from './kept.ts';
import { statementsOf } from './policies.ts';
import { storeExpectations } from './stores/expectations.ts';
import { cellNamed, synthesize } from './synthesis.ts';

const cell = cellNamed('us-1');
const { resolved, stateful } = synthesize(cell);
const name = names('us-1-');

function arn(service: string, resource: string) {
  return `arn:aws:${service}:us-east-1:000000000000:${resource}`;
}

const purposes = ['data', 'messages', 'logs'] as const;
type Purpose = (typeof purposes)[number];

function keyFor(purpose: Purpose): Resource {
  const alias = resolved
    .ofType('AWS::KMS::Alias')
    .find(({ physicalId }) => physicalId === `alias/us-1-invoice-${purpose}`);
  const key = resolved.find(String(alias?.properties.TargetKeyId), 'AWS::KMS::Key');
  if (!key?.arn) throw new Error(`There is no key for ${purpose}`);
  return key;
}

/** Key id or ARN of whatever a resource says about its encryption. */
function keyIn({ properties }: Resource): Purpose | undefined {
  const text = JSON.stringify(properties);
  return purposes.find((purpose) => text.includes(keyFor(purpose).physicalId));
}

describe('Given the keys of a cell', () => {
  test('When they are made, Then one per purpose, which rotates and outlives its stack', () => {
    expect(resolved.ofType('AWS::KMS::Key').map(({ arn: key }) => key)).toEqual(
      expect.arrayContaining(purposes.map((purpose) => keyFor(purpose).arn)),
    );
    // KMS renews no key of signatures by itself.
    for (const { properties } of resolved.ofType('AWS::KMS::Key'))
      if (properties.KeyUsage !== 'GENERATE_VERIFY_MAC') expect(properties.EnableKeyRotation).toBe(true);
    stateful.allResources('AWS::KMS::Key', keptOnceMade);
  });

  test.each<[string, Purpose, (keyId: string | undefined, properties: JsonObject) => object]>([
    ['AWS::Events::EventBus', 'messages', (KmsKeyIdentifier) => ({ KmsKeyIdentifier })],
    ['AWS::Events::Archive', 'messages', (KmsKeyIdentifier) => ({ KmsKeyIdentifier })],
    ['AWS::SNS::Topic', 'messages', (KmsMasterKeyId) => ({ KmsMasterKeyId })],
    [
      'AWS::KinesisFirehose::DeliveryStream',
      'messages',
      (KeyARN) => ({
        DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN },
      }),
    ],
    [
      'AWS::KinesisFirehose::DeliveryStream',
      'data',
      (AWSKMSKeyARN, { IcebergDestinationConfiguration: iceberg }) => {
        const destination = { EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN } } };
        return iceberg
          ? { IcebergDestinationConfiguration: { S3Configuration: destination } }
          : { ExtendedS3DestinationConfiguration: destination };
      },
    ],
    [
      'AWS::DynamoDB::Table',
      'data',
      (KMSMasterKeyId) => ({ SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId } }),
    ],
    [
      'AWS::Athena::WorkGroup',
      'data',
      (KmsKey) => ({
        WorkGroupConfiguration: {
          ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey } },
        },
      }),
    ],
    ['AWS::Logs::LogGroup', 'logs', (KmsKeyId) => ({ KmsKeyId })],
  ])('When %s is made, Then it is under the key for %s', (type, purpose, expected) => {
    const resources = resolved.ofType(type);
    expect(resources.length).toBeGreaterThan(0);
    for (const { properties, logicalId } of resources)
      expect(properties, logicalId).toMatchObject(expected(keyFor(purpose).arn, properties));
  });

  test.each(Object.entries(storeExpectations[cell.timeSeries.store].keys))(
    'When %s is made, Then it is under the key for data',
    (type, keyOf) => {
      const resources = resolved.ofType(type);
      expect(resources.length).toBeGreaterThan(0);
      for (const { properties } of resources) expect(keyOf(properties)).toBe(keyFor('data').arn);
    },
  );

  test('When a queue is made, Then it is under the key for messages, with one exception', () => {
    for (const queue of resolved.ofType('AWS::SQS::Queue'))
      if (queue.properties.QueueName === name.busDeadLetters)
        expect(queue.properties).toMatchObject({ SqsManagedSseEnabled: true });
      else
        expect(queue.properties, queue.logicalId).toMatchObject({
          KmsMasterKeyId: keyFor('messages').arn,
          KmsDataKeyReusePeriodSeconds: 3_600,
        });
  });

  test('When a bucket is made, Then it is under the key for data, but for access logs', () => {
    const buckets = resolved.ofType('AWS::S3::Bucket');
    const logs = buckets.filter((bucket) => keyIn(bucket) === undefined);
    expect(logs.map(({ logicalId }) => logicalId)).toEqual([expect.stringMatching(/^AccessLogs/)]);
    for (const { properties } of buckets)
      expect(properties.BucketEncryption).toMatchObject({
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: expect.anything() }],
      });
    for (const bucket of buckets.filter((candidate) => !logs.includes(candidate)))
      expect(keyIn(bucket)).toBe('data');
  });

  const account = { 'aws:SourceAccount': '000000000000' };
  const busContext = {
    'kms:EncryptionContext:aws:events:event-bus:arn': arn('events', `event-bus/${name.bus}`),
  };
  const send = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const from = (source: string | readonly string[]) => ({
    StringEquals: account,
    ArnLike: { 'aws:SourceArn': source },
  });

  test('When a service uses the key for messages, Then only on behalf of this cell', () => {
    expect(servicesOf(keyFor('messages'))).toEqual([
      [
        'events.amazonaws.com',
        send,
        {
          StringEquals: { ...account, ...busContext },
          ArnLike: { 'aws:SourceArn': arn('events', `event-bus/${name.bus}`) },
        },
      ],
      [
        'events.amazonaws.com',
        [...send, 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
        { StringEquals: busContext },
      ],
      ['events.amazonaws.com', ['kms:DescribeKey'], {}],
      ['events.amazonaws.com', send, from(arn('events', `rule/${name.bus}/*`))],
      [
        'sns.amazonaws.com',
        send,
        from(
          [name.topic('*'), name.alarmTopic, name.directAlarmTopic, name.alertTopic('*')].map((topic) =>
            arn('sns', topic),
          ),
        ),
      ],
      ['cloudwatch.amazonaws.com', send, from(arn('cloudwatch', 'alarm:*'))],
    ]);
  });

  test('When CloudWatch Logs uses the key for logs, Then for log groups of this account', () => {
    expect(servicesOf(keyFor('logs'))).toEqual([
      [
        'logs.us-east-1.amazonaws.com',
        [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn('logs', 'log-group:*') } },
      ],
    ]);
  });

  test('When a service asks for the key for data, Then only roles of the account may', () => {
    expect(servicesOf(keyFor('data'))).toEqual([]);
  });
});

/** Who but the account's own administration may use a key, for what, under which condition. */
function servicesOf({ properties }: Resource) {
  return statementsOf(properties.KeyPolicy)
    .filter(({ principals }) => !principals.includes('arn:aws:iam::000000000000:root'))
    .map(({ principals, actions, condition }) => [principals.join(), actions, condition]);
}

describe('Given a small cell', () => {
  const small = synthesize(firstCell).resolved;
  const renewed = small.ofType('AWS::KMS::Key').filter(({ properties }) => properties.EnableKeyRotation);

  test('When it is made, Then one key has the aliases of all purposes', () => {
    expect(renewed).toHaveLength(1);
    const aliases = small
      .ofType('AWS::KMS::Alias')
      .filter(({ properties }) =>
        [renewed[0]?.arn, renewed[0]?.physicalId].includes(String(properties.TargetKeyId)),
      );
    expect(aliases.map(({ physicalId }) => physicalId).toSorted()).toEqual(
      purposes.map((purpose) => `alias/first-invoice-${purpose}`).toSorted(),
    );
  });

  test('When a service uses it, Then on behalf of this cell, and for no table or bucket', () => {
    const services = renewed.flatMap(servicesOf);
    expect(services.map(([service]) => service)).toEqual([
      ...Array.from({ length: 4 }, () => 'events.amazonaws.com'),
      'sns.amazonaws.com',
      'cloudwatch.amazonaws.com',
      'logs.eu-west-1.amazonaws.com',
    ]);
    for (const [, actions, condition] of services)
      if (JSON.stringify(actions) !== '["kms:DescribeKey"]')
        expect(JSON.stringify(condition)).toMatch(/first-invoice|:alarm:\*|:log-group:\*/);
  });
});

describe('Given whatever holds messages or data', () => {
  test.each([
    ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues', 'sqs:*'],
    ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics', 'sns:Publish'],
    ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket', 's3:*'],
  ])(
    'When %s is called without TLS, Then its policy refuses everybody',
    (type, policyType, holder, action) => {
      const refusing = resolved
        .ofType(policyType)
        .filter(({ properties }) =>
          statementsOf(properties.PolicyDocument).some(
            ({ effect, principals, actions, condition }) =>
              effect === 'Deny' &&
              principals.includes('*') &&
              actions.includes(action) &&
              JSON.stringify(condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
          ),
        )
        .flatMap(({ properties }) => properties[holder]);
      const resources = resolved.ofType(type);
      expect(resources.length).toBeGreaterThan(0);
      expect(new Set(refusing)).toEqual(new Set(resources.map(({ physicalId }) => physicalId)));
    },
  );
});
