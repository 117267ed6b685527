import { describe, expect, test } from 'vitest';
import { pathDeadLetterKinds } from '../../functions/adapters/conservation/dead-letter-kinds.ts';
import { readReconcilerSettings } from '../../functions/core/conservation/settings.ts';
import { deadLetterQueues, names } from '../../functions/core/names.ts';
import { keptDays, reconcilerPace } from '../../infra/cells/reconciler-pace.ts';
import { isObject } from '../../lib/json.ts';
import { statementsOf } from './policies.ts';
import { isAllowed, statementsIn } from './policy-evaluation.ts';
import { cellNamed, synthesize } from './synthesis.ts';

const cell = cellNamed('us-1');
const { resolved } = synthesize(cell);
const name = names(cell.prefix);
const lambda = resolved.find(name.reconcilerFunction, 'AWS::Lambda::Function');
const policies = resolved
  .ofType('AWS::IAM::Policy')
  .filter(({ properties }) =>
    JSON.stringify(properties.Roles).includes(
      resolved.find(String(lambda?.properties.Role), 'AWS::IAM::Role')?.physicalId ?? 'nobody',
    ),
  );
const statements = policies.flatMap(({ properties }) => statementsOf(properties.PolicyDocument));
const rights = statements.flatMap(({ actions, resources }) =>
  resources.flatMap((resource) => actions.map((action) => `${action} ${resource}`)),
);
const queues = (action: string) =>
  rights.flatMap((right) => {
    const [what, arn = ''] = right.split(' ');
    return what === action ? [arn.slice(arn.lastIndexOf(':') + 1)] : [];
  });

/** The queues of the cell for which the role may call this, everything allowed and denied considered. */
const reachable = (action: string) =>
  resolved
    .ofType('AWS::SQS::Queue')
    .filter(({ arn }) =>
      isAllowed(
        policies.flatMap(({ properties }) => statementsIn(properties.PolicyDocument)),
        action,
        `${arn}`,
      ),
    )
    .map(({ properties }) => String(properties.QueueName))
    .sort();

describe('Given the reconciler of a cell', () => {
  test('When it runs, Then it may change its records and queues, and no store', () => {
    const actions = new Set(rights.map((right) => right.split(' ')[0] ?? ''));
    const writes = [...actions].filter((action) =>
      /:(Put|Update|Delete|Send|Write|Create|Change)/.test(action),
    );
    expect(writes.filter((action) => !action.startsWith('xray:')).sort()).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      // What its queries of the time series come to.
      's3:PutObject',
      'sqs:ChangeMessageVisibility',
      'sqs:SendMessage',
    ]);
    for (const action of ['PutItem', 'UpdateItem', 'DeleteItem'])
      expect(queues(`dynamodb:${action}`)).toEqual([`table/${name.operationsTable}`]);
    expect(rights.filter((right) => /Receive|Purge|DeleteMessage/.test(right))).not.toContain(
      'sqs:DeleteMessage',
    );
  });

  test('When it puts events back, Then only on relay queues', () => {
    const relays = cell.partitions.map((partition) => name.relayQueue(partition.name));
    expect(reachable('sqs:SendMessage')).toEqual([...relays, name.reconcilerDeadLetters].sort());
  });

  test('When it reads messages, Then dead letters of the path, all of them', () => {
    const kept = deadLetterQueues(
      cell.prefix,
      cell.partitions.map((partition) => partition.name),
    ).filter(({ kind }) => pathDeadLetterKinds.includes(kind));
    expect(reachable('sqs:ReceiveMessage')).toEqual(kept.map((queue) => queue.name).sort());
    expect(reachable('sqs:GetQueueAttributes')).toEqual(
      expect.arrayContaining([
        ...kept.map((queue) => queue.name),
        ...[name.relayQueue('payment'), name.queue('payment'), name.recordQueue],
      ]),
    );
  });

  test('When it reads the archive, Then events and copies alone', () => {
    const documents = JSON.stringify(policies.map(({ properties }) => properties.PolicyDocument));
    expect(documents).toMatch(
      /"Action":"s3:GetObject","Effect":"Deny","NotResource":\["arn:aws:s3:::[^*"]+\/events\/\*","arn:aws:s3:::[^*"]+\/settled\/\*","arn:aws:s3:::[^*"]+\/tables\/\*","arn:aws:s3:::[^*"]+results[^*"]+\/\*"\]/,
    );
    const [listing] = statements.filter(({ actions }) => actions.includes('s3:ListBucket'));
    expect(listing?.condition).toEqual({ StringLike: { 's3:prefix': 'events/*' } });
  });

  test('When it starts, Then its settings say what the cell is', () => {
    const environment = lambda?.properties.Environment;
    const variables = isObject(environment) && isObject(environment.Variables) ? environment.Variables : {};
    const settings = readReconcilerSettings(String(variables.RECONCILER));
    expect(settings).toEqual({
      prefix: cell.prefix,
      partitions: expect.arrayContaining(
        cell.partitions.map((one) => ({ name: one.name, stage: one.stage })),
      ),
      keptDays: keptDays(cell),
      pace: reconcilerPace(cell),
    });
    expect(settings.partitions).toHaveLength(cell.partitions.length);
  });
});

describe('Given cells of any size', () => {
  test.each([
    [1_000, 5],
    [10_000, 1],
    [1, 15],
  ])('When the peak is %i events/s, Then a look takes %i minutes', (peakEventsPerSecond, minutes) => {
    expect(reconcilerPace({ ...cell, peakEventsPerSecond, growth: 0.4 }).maxMinutes).toBe(minutes);
  });

  test('When settings are not those of a stack, Then they are refused', () => {
    for (const text of ['', '{}', '{"prefix":""}', 'null'])
      expect(() => readReconcilerSettings(text)).toThrow('settings of the reconciler');
  });
});
