import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { queueMaxReceives } from '../../functions/core/messaging/failures.ts';
import { names } from '../../functions/core/names.ts';
import { cells } from '../../infra/cells/cells.ts';
import { producersOf } from '../../infra/cells/producers.ts';
import { keptOnceMade } from './kept.ts';
import { opensLinks } from './link-page.ts';
import { storeExpectations } from './stores/expectations.ts';
import { synthesize } from './synthesis.ts';

const fourteenDays = 14 * 24 * 60 * 60;

describe.each(cells.map(synthesize))('Given the cell $cell.name', ({ cell, stateful, stateless }) => {
  const name = names(cell.prefix);

  const logicalIdOfQueue = (queueName: string): string => {
    const [id, ...others] = Object.keys(
      stateless.findResources('AWS::SQS::Queue', { Properties: { QueueName: queueName } }),
    );
    if (id === undefined || others.length > 0) throw new Error(`${queueName} is not exactly one queue`);
    return id;
  };
  const arnOfQueue = (queueName: string) => ({ 'Fn::GetAtt': [logicalIdOfQueue(queueName), 'Arn'] });

  test.each(cell.partitions)(
    'When it is synthesized, Then partition $name has its rule, queues and topic',
    (partition) => {
      stateless.hasResourceProperties('AWS::Events::Rule', {
        EventPattern: {
          source: ['bems.invoices'],
          'detail-type': ['InvoiceEvent'],
          detail: Match.objectLike({ stage: [partition.stage] }),
        },
        Targets: [
          Match.objectLike({
            Arn: arnOfQueue(name.relayQueue(partition.name)),
            DeadLetterConfig: { Arn: arnOfQueue(name.ruleDeadLetters) },
          }),
        ],
      });
      stateless.hasResourceProperties('AWS::SQS::Queue', {
        QueueName: name.relayQueue(partition.name),
        RedrivePolicy: { deadLetterTargetArn: arnOfQueue(name.relayDeadLetters(partition.name)) },
      });
      stateless.hasResourceProperties('AWS::SNS::Topic', {
        TopicName: name.topic(partition.name),
        FifoTopic: true,
        FifoThroughputScope: 'MessageGroup',
        ContentBasedDeduplication: false,
      });
      stateless.hasResourceProperties('AWS::SQS::Queue', {
        QueueName: name.queue(partition.name),
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
        RedrivePolicy: { deadLetterTargetArn: arnOfQueue(name.deadLetters(partition.name)) },
      });
      stateless.hasResourceProperties('AWS::SNS::Subscription', {
        Endpoint: arnOfQueue(name.queue(partition.name)),
        Protocol: 'sqs',
        RawMessageDelivery: true,
        FilterPolicy: { stage: [partition.stage] },
      });
    },
  );

  test('When a queue has dead letters, Then they are kept for 14 days, in their order', () => {
    const queues = stateless.findResources('AWS::SQS::Queue');
    const redriven = Object.values(queues).filter((queue) => queue.Properties.RedrivePolicy);
    // Two of each partition, and that of the records.
    expect(redriven).toHaveLength(cell.partitions.length * 2 + 1);
    for (const { Properties: properties } of redriven) {
      expect(properties.RedrivePolicy.maxReceiveCount).toBe(queueMaxReceives);
      const deadLetters = queues[properties.RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0]]?.Properties;
      expect(deadLetters.MessageRetentionPeriod).toBe(fourteenDays);
      expect(deadLetters.FifoQueue).toBe(properties.FifoQueue);
    }
  });

  test('When the stateful stack is deleted or its data replaced, Then the data stays', () => {
    for (const type of [
      'AWS::DynamoDB::Table',
      ...storeExpectations[cell.timeSeries.store].kept,
      'AWS::KMS::Key',
      'AWS::S3::Bucket',
    ])
      stateful.allResources(type, keptOnceMade);
    stateless.allResources('AWS::Events::Archive', keptOnceMade);
  });

  test('When the stores are made, Then they are encrypted and can be restored', () => {
    stateful.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: name.ledgerTable,
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      DeletionProtectionEnabled: cell.stands ?? false,
    });
    const expected = storeExpectations[cell.timeSeries.store].properties(cell);
    for (const [type, properties] of Object.entries(expected))
      stateful.hasResourceProperties(type, Match.objectLike(properties));
  });

  test('When a producer is listed, Then it has a key on a usage plan of its own', () => {
    stateless.resourceCountIs('AWS::ApiGateway::UsagePlan', cell.producers.length);
    stateless.resourceCountIs('AWS::ApiGateway::ApiKey', cell.producers.length);
    for (const producer of producersOf(cell)) {
      stateless.hasResourceProperties('AWS::ApiGateway::ApiKey', { Name: `${cell.prefix}${producer.name}` });
      stateless.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
        UsagePlanName: `${cell.prefix}${producer.name}`,
        Throttle: { RateLimit: producer.rate, BurstLimit: producer.burst },
        ...(producer.dailyQuota && { Quota: { Limit: producer.dailyQuota, Period: 'DAY' } }),
      });
    }
  });

  test('When a method is called, Then it needs a key and, where so set, a signature', () => {
    const all = Object.values(stateless.findResources('AWS::ApiGateway::Method'));
    const methods = all.filter((method) => !opensLinks(method));
    expect(methods).toHaveLength(5);
    expect(all).toHaveLength(cell.alerts.links ? 7 : 5);
    for (const { Properties: properties } of methods) {
      expect(properties.ApiKeyRequired).toBe(true);
      expect(properties.AuthorizationType).toBe(cell.auth === 'iam' ? 'AWS_IAM' : 'NONE');
    }
  });
});
