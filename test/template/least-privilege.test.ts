import { describe, expect, test } from 'vitest';
import { names } from '../../functions/core/names.ts';
import type { JsonValue } from '../../local/json.ts';
import { stages } from '../../schemas/stages.ts';
import { cellNamed, synthesize } from './synthesis.ts';

const { resolved } = synthesize(cellNamed('us-1'));
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

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const isPolicy = (value: unknown): value is { readonly Statement: readonly Statement[] } =>
  typeof value === 'object' && value !== null && 'Statement' in value;

function grants(policy: JsonValue | undefined): string[] {
  if (!isPolicy(policy)) throw new Error('That is no policy');
  return policy.Statement.flatMap(({ Effect: effect, Action: actions, Resource: resources }) => {
    expect(effect).toBe('Allow');
    return [actions]
      .flat()
      .flatMap((action) => [resources].flat().map((resource) => `${action} ${resource}`));
  });
}

const allowedTo = (functionName: string) =>
  allowed(resolved.find(functionName, 'AWS::Lambda::Function')?.properties.Role);

const sqs = (queue: string) => `arn:aws:sqs:us-east-1:000000000000:${queue}`;
const sns = (topic: string) => `arn:aws:sns:us-east-1:000000000000:${topic}`;
const table = `arn:aws:dynamodb:us-east-1:000000000000:table/${name.ledgerTable}`;
const records = `arn:aws:timestream:us-east-1:000000000000:database/${name.timeSeriesDatabase}/table/${name.timeSeriesTable}`;
const key = resolved.ofType('AWS::KMS::Key')[0]?.arn;

const consume = (queue: string, deadLetters: string) => [
  `sqs:ChangeMessageVisibility ${sqs(queue)}`,
  `sqs:DeleteMessage ${sqs(queue)}`,
  `sqs:GetQueueAttributes ${sqs(queue)}`,
  `sqs:GetQueueUrl ${sqs(queue)}`,
  `sqs:ReceiveMessage ${sqs(queue)}`,
  `sqs:GetQueueUrl ${sqs(deadLetters)}`,
  `sqs:SendMessage ${sqs(deadLetters)}`,
];
const traces = ['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *'];
const partitions = cellNamed('us-1').partitions;

describe('Given the functions of a cell', () => {
  test('When the relay is granted rights, Then it may drain the relay queues and publish, and nothing else', () => {
    expect(allowedTo(name.relayFunction)).toEqual(
      [
        ...partitions.flatMap((partition) => [
          ...consume(name.relayQueue(partition.name), name.relayDeadLetters(partition.name)),
          `sns:Publish ${sns(name.topic(partition.name))}`,
        ]),
        `kms:Decrypt ${key}`,
        `kms:GenerateDataKey* ${key}`,
        ...traces,
      ].sort(),
    );
  });

  test.each(stages)(
    'When the %s processor is granted rights, Then it may append and read, but never delete or overwrite',
    (stage) => {
      const own = partitions.filter((partition) => partition.stage === stage);
      expect(allowedTo(name.processorFunction(stage))).toEqual(
        [
          ...own.flatMap((partition) =>
            consume(name.queue(partition.name), name.deadLetters(partition.name)),
          ),
          `dynamodb:GetItem ${table}`,
          `dynamodb:PutItem ${table}`,
          `dynamodb:Query ${table}`,
          `timestream:WriteRecords ${records}`,
          'timestream:DescribeEndpoints *',
          `kms:Decrypt ${key}`,
          `kms:Encrypt ${key}`,
          `kms:GenerateDataKey* ${key}`,
          `kms:ReEncrypt* ${key}`,
          ...traces,
        ].sort(),
      );
    },
  );

  test('When the history is granted rights, Then it may only read the ledger', () => {
    expect(allowedTo(name.historyFunction)).toEqual(
      [`dynamodb:GetItem ${table}`, `dynamodb:Query ${table}`, `kms:Decrypt ${key}`, ...traces].sort(),
    );
  });

  test('When the API is granted rights, Then it may put events on the bus of its cell, and nothing else', () => {
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

describe('Given the queues of a cell', () => {
  test('When a service sends to a queue, Then only the one rule or topic meant for it may', () => {
    for (const policy of resolved.ofType('AWS::SQS::QueuePolicy')) {
      const { PolicyDocument: document } = policy.properties;
      if (!isPolicy(document)) throw new Error('That is no policy');
      for (const statement of document.Statement)
        if (statement.Effect === 'Allow')
          expect(JSON.stringify(statement), policy.logicalId).toMatch(
            /"Condition":\{"Arn(Equals|Like)":\{"aws:SourceArn":"arn:aws:(events|sns):[^*]*"\}\}/,
          );
        else expect(JSON.stringify(statement)).toContain('"aws:SecureTransport":"false"');
    }
  });
});
