import { describe, expect, test } from 'vitest';
import type { Queue, QueueContext } from '../../../../emulator/messaging/queue.ts';
import {
  archiveOf,
  eventSourcesOf,
  queuesOf,
  rulesOf,
  schedulesOf,
  topicsOf,
} from '../../../../emulator/messaging/resources.ts';
import type { Resource } from '../../../../emulator/template/cell-template.ts';
import type { JsonObject } from '../../../../lib/json.ts';
import { resource, templateOf } from '../resources.ts';

function rule(logicalId: string, arn: string) {
  return resource('AWS::Events::Rule', logicalId, {
    EventBusName: 'bus',
    EventPattern: { source: [{ prefix: '' }] },
    Targets: [{ Id: 'Target', Arn: arn, RoleArn: 'arn:of-a-role', DeadLetterConfig: { Arn: 'arn:dlq' } }],
  });
}
const bus = resource('AWS::Events::EventBus', 'Bus', { Name: 'bus' });
const stream = resource('AWS::KinesisFirehose::DeliveryStream', 'Stream', {}, 'arn:stream');
const noQueues: ReadonlyMap<string, Queue> = new Map();

describe('Given a rule of the bus', () => {
  test('a stream into an archive is left out: the bus has an archive of its own', () => {
    expect(rulesOf(templateOf([bus, stream, rule('ArchiveRule', 'arn:stream')]), noQueues)).toEqual({
      rules: [],
    });
  });

  test('a target that is not in the templates is refused', () => {
    expect(() => rulesOf(templateOf([bus, rule('Rule', 'arn:elsewhere')]), noQueues)).toThrow(
      'the templates have no queue arn:elsewhere',
    );
  });
});

const context: QueueContext = {
  clock: { now: () => 0 },
  log: {
    sent: () => {},
    received: () => {},
    hidden: () => {},
    deleted: () => {},
    moved: () => {},
    copied: () => {},
  },
  nextSequence: () => 1,
  newId: () => 'id',
};

function queue(name: string, properties: JsonObject = {}): Resource {
  return resource('AWS::SQS::Queue', name, { QueueName: name, ...properties }, `arn:${name}`);
}

describe('Given a queue', () => {
  const settingsOf = (properties: JsonObject) =>
    queuesOf(templateOf([queue('orders', properties), queue('dead')]), context).get('orders');

  test('what it does not say is as in SQS', () => {
    expect(settingsOf({})?.settings).toEqual({
      name: 'orders',
      arn: 'arn:orders',
      fifo: false,
      contentBasedDeduplication: false,
      deduplicationScope: 'queue',
      visibilityTimeoutSeconds: 30,
      maxReceiveCount: undefined,
    });
  });

  test('it has the settings and the dead-letter queue that it says', () => {
    const orders = settingsOf({
      FifoQueue: true,
      ContentBasedDeduplication: 'true',
      DeduplicationScope: 'messageGroup',
      VisibilityTimeout: 0,
      RedrivePolicy: { deadLetterTargetArn: 'arn:dead', maxReceiveCount: '3' },
    });
    expect(orders?.settings).toMatchObject({
      fifo: true,
      contentBasedDeduplication: true,
      deduplicationScope: 'messageGroup',
      visibilityTimeoutSeconds: 0,
      maxReceiveCount: 3,
    });
    expect(orders?.deadLetterQueue?.settings.name).toBe('dead');
  });

  test.each<[string, JsonObject, string]>([
    ['a delay', { DelaySeconds: 5 }, 'does not know the property DelaySeconds'],
    ['an unknown scope', { DeduplicationScope: 'topic' }, 'DeduplicationScope is topic'],
    ['dead letters nowhere', { RedrivePolicy: { deadLetterTargetArn: 'arn:x' } }, 'have no queue arn:x'],
    ['dead letters without a queue', { RedrivePolicy: {} }, 'RedrivePolicy.deadLetterTargetArn is missing'],
  ])('%s is refused', (_, properties, message) => {
    expect(() => settingsOf(properties)).toThrow(message);
  });
});

describe('Given a subscription', () => {
  const topic = resource('AWS::SNS::Topic', 'Topic', { TopicName: 't' }, 'arn:topic');
  const subscribe = (properties: JsonObject) => {
    const subscription = { TopicArn: 'arn:topic', Endpoint: 'arn:orders', Protocol: 'sqs', ...properties };
    const template = templateOf([
      queue('orders'),
      topic,
      resource('AWS::SNS::Subscription', 'S', subscription),
    ]);
    const queues = queuesOf(template, context);
    const published = topicsOf(template, queues, context).get('arn:topic');
    published?.publish({ body: '{"a":1}', attributes: { a: { Type: 'String', Value: 'x' } } });
    return queues.get('orders')?.counters.sent;
  };

  test('a queue gets what its filter policy lets through', () => {
    expect(subscribe({})).toBe(1);
    expect(subscribe({ FilterPolicy: { a: ['x'] } })).toBe(1);
    expect(subscribe({ FilterPolicy: { a: ['y'] } })).toBe(0);
    expect(subscribe({ FilterPolicy: { a: [1] }, FilterPolicyScope: 'MessageBody' })).toBe(1);
  });

  test('mail is not sent', () => {
    expect(subscribe({ Protocol: 'email', Endpoint: 'a@example.com' })).toBe(0);
  });

  test.each<[string, JsonObject, string]>([
    ['a protocol unknown here', { Protocol: 'https' }, 'Protocol is https, not sqs or email'],
    [
      'a filter policy that SNS refuses',
      { FilterPolicy: { x: [{ wildcard: 'a*' }] } },
      '(AWS::SNS::Subscription): InvalidFilterPolicy: x: unrecognized match type wildcard',
    ],
    ['an unknown scope', { FilterPolicyScope: 'Header' }, 'FilterPolicyScope is Header'],
    ['an unknown topic', { TopicArn: 'arn:x' }, 'the templates have no topic arn:x'],
    ['an unknown queue', { Endpoint: 'arn:x' }, 'the templates have no queue arn:x'],
  ])('%s is refused', (_, properties, message) => {
    expect(() => subscribe(properties)).toThrow(message);
  });
});

describe('Given the rules of a bus', () => {
  const named = (properties: JsonObject) =>
    resource('AWS::Events::Rule', 'Rule', {
      EventBusName: 'bus',
      EventPattern: { source: ['a'] },
      Targets: [{ Id: 'T', Arn: 'arn:orders' }],
      ...properties,
    });
  const rulesWith = (...resources: readonly Resource[]) => {
    const template = templateOf([queue('orders'), ...resources]);
    return rulesOf(template, queuesOf(template, context)).rules;
  };

  test('those of other buses and those that are disabled do not run', () => {
    expect(rulesWith(bus, named({}))).toHaveLength(1);
    expect(rulesWith(bus, named({ State: 'ENABLED' }))).toHaveLength(1);
    expect(rulesWith(bus, named({ State: 'DISABLED' }))).toEqual([]);
    expect(rulesWith(bus, named({ EventBusName: 'default' }))).toEqual([]);
  });

  test.each<[string, readonly Resource[], string]>([
    ['no bus', [named({})], 'exactly one event bus; the templates have 0'],
    ['two buses', [bus, resource('AWS::Events::EventBus', 'Two', { Name: 'two' })], 'the templates have 2'],
    ['a schedule', [bus, named({ ScheduleExpression: 'rate(1 day)' })], 'property ScheduleExpression'],
    [
      'a pattern that PutRule refuses',
      [bus, named({ EventPattern: { detail: { x: [{ 'anything-but': { prefix: '' } }] } } })],
      'test/Rule (AWS::Events::Rule): InvalidEventPattern: detail.x: anything-but prefix must not be empty',
    ],
    ['an unknown state', [bus, named({ State: 'PAUSED' })], 'State is PAUSED'],
    [
      'an input transformer',
      [bus, named({ Targets: [{ Id: 'T', Arn: 'arn:orders', InputTransformer: {} }] })],
      'property Targets[0].InputTransformer',
    ],
  ])('%s is refused', (_, resources, message) => {
    expect(() => rulesWith(...resources)).toThrow(message);
  });
});

describe('Given the archive of a bus', () => {
  const archive = (properties: JsonObject) => resource('AWS::Events::Archive', 'Archive', properties);

  test('it keeps what it says as long as it says, and everything for ever without one', () => {
    expect(archiveOf(templateOf([]))).toEqual({ retentionDays: 0 });
    expect(archiveOf(templateOf([archive({})]))).toEqual({ retentionDays: 0 });
    const pattern = { source: ['a'] };
    expect(archiveOf(templateOf([archive({ RetentionDays: '7', EventPattern: pattern })]))).toEqual({
      retentionDays: 7,
      pattern,
    });
  });

  test('a pattern that CreateArchive refuses is refused', () => {
    const template = templateOf([archive({ EventPattern: { source: [] } })]);
    expect(() => archiveOf(template)).toThrow('test/Archive (AWS::Events::Archive)');
  });

  test('a second one is refused', () => {
    expect(() => archiveOf(templateOf([archive({}), archive({})]))).toThrow('keeps one archive');
  });
});

describe('Given what invokes a function', () => {
  const lambda = resource('AWS::Lambda::Function', 'Lambda', {}, 'arn:aws:lambda:::function:Lambda');
  const alias = resource(
    'AWS::Lambda::Alias',
    'Alias',
    { FunctionName: 'Lambda', Name: 'live' },
    'arn:aws:lambda:::function:Lambda:live',
  );
  const templateWith = (type: string, properties: JsonObject) =>
    templateOf([queue('orders'), lambda, alias, resource(type, 'Invoker', properties)]);
  const mappings = (properties: JsonObject) => {
    const mapping = { EventSourceArn: 'arn:orders', FunctionName: 'Lambda', ...properties };
    const template = templateWith('AWS::Lambda::EventSourceMapping', mapping);
    return eventSourcesOf(template, queuesOf(template, context)).map(({ settings }) => settings);
  };
  const schedules = (properties: JsonObject) => {
    const template = templateWith('AWS::Scheduler::Schedule', {
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'rate(1 minute)',
      Target: { Arn: 'arn:aws:lambda:::function:Lambda', RoleArn: 'arn:role' },
      ...properties,
    });
    return schedulesOf(template, queuesOf(template, context));
  };

  test('what an event source mapping does not say is as in Lambda', () => {
    expect(mappings({})).toEqual([
      {
        functionName: 'Lambda',
        region: 'eu-west-1',
        batchSize: 10,
        batchingWindowSeconds: 0,
        maximumConcurrency: 1000,
        reportsItemFailures: false,
      },
    ]);
  });

  test.each([
    'Lambda',
    'Lambda:live',
    'arn:aws:lambda:::function:Lambda',
    'arn:aws:lambda:::function:Lambda:live',
  ])('it may name its function as %s', (name) => {
    expect(mappings({ FunctionName: name })[0]?.functionName).toBe('Lambda');
  });

  test('an event source mapping has the settings that it says', () => {
    expect(
      mappings({
        BatchSize: 5,
        MaximumBatchingWindowInSeconds: 2,
        ScalingConfig: { MaximumConcurrency: 3 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    ).toMatchObject([
      { batchSize: 5, batchingWindowSeconds: 2, maximumConcurrency: 3, reportsItemFailures: true },
    ]);
  });

  test('one that is disabled does not run', () => {
    expect(mappings({ Enabled: false })).toEqual([]);
    expect(schedules({ State: 'DISABLED' })).toEqual([]);
    expect(schedules({ State: 'ENABLED' })).toHaveLength(1);
  });

  test('a schedule has the rate, the input and the dead letters that it says', () => {
    const target = {
      Arn: 'arn:aws:lambda:::function:Lambda:live',
      Input: '{"a":1}',
      DeadLetterConfig: { Arn: 'arn:orders' },
    };
    expect(schedules({})).toMatchObject([{ functionName: 'Lambda', intervalMs: 60_000, input: {} }]);
    const [schedule] = schedules({ Target: target });
    expect(schedule).toMatchObject({ functionName: 'Lambda', input: { a: 1 } });
    expect(schedule?.deadLetters?.settings.name).toBe('orders');
  });

  test.each<[string, () => unknown, string]>([
    ['a filter', () => mappings({ FilterCriteria: {} }), 'property FilterCriteria'],
    ['an unknown function', () => mappings({ FunctionName: 'X' }), 'the templates have no function X'],
    ['an unknown queue', () => mappings({ EventSourceArn: 'arn:x' }), 'the templates have no queue arn:x'],
    [
      'a flexible schedule',
      () => schedules({ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }),
      'Mode is FLEXIBLE',
    ],
    ['a schedule with an end', () => schedules({ EndDate: '2027-01-01' }), 'property EndDate'],
  ])('%s is refused', (_, read, message) => {
    expect(read).toThrow(message);
  });
});
