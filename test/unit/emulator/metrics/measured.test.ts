import { describe, expect, it } from 'vitest';
import type { RestApi } from '../../../../emulator/gateway/rest-api.ts';
import { ThrottlingError } from '../../../../emulator/messaging/flow-control.ts';
import { accessLogMetricsOf } from '../../../../emulator/metrics/access-log-metrics.ts';
import { measuredGateway } from '../../../../emulator/metrics/api-metrics.ts';
import { measuredBus } from '../../../../emulator/metrics/bus-metrics.ts';
import { measuredFunctions } from '../../../../emulator/metrics/function-metrics.ts';
import { MetricStore, minuteMs } from '../../../../emulator/metrics/metric-store.ts';
import { recordQueues } from '../../../../emulator/metrics/queue-metrics.ts';
import type { JsonObject } from '../../../../lib/json.ts';
import { resource, templateOf } from '../resources.ts';

/** A store that keeps the sums, counts and maxima of these metrics. */
function storeOf(namespace: string, dimensions: Readonly<Record<string, string>>, names: readonly string[]) {
  const clock = { ms: 100 * minuteMs, now: () => clock.ms };
  const metrics = names.map((name) => ({ namespace, name, dimensions }));
  const store = new MetricStore(
    clock,
    metrics.map((metric) => ({ metric, statistic: 'Sum', reachMinutes: 5 })),
  );
  const read = () => {
    clock.ms = 101 * minuteMs;
    return Object.fromEntries(
      store.drain().map(({ metric, count, sum, max }) => [metric.name, { count, sum, max }]),
    );
  };
  return { clock, store, read };
}

describe('Given what AWS services report', () => {
  it('When a function runs, fails and runs beside itself, Then Lambda’s metrics say so', async () => {
    const names = ['Invocations', 'Errors', 'Duration', 'ConcurrentExecutions'];
    const { clock, store, read } = storeOf('AWS/Lambda', { FunctionName: 'f' }, names);
    const run = measuredFunctions(
      async (_, event) => {
        if (event === 'bad') throw new Error('it failed');
        await new Promise((resolve) => setImmediate(resolve));
        return 'done';
      },
      store,
      clock,
    );
    const both = Promise.all([run('f', 'good'), run('f', 'good')]);
    clock.ms += 250;
    expect(await both).toEqual(['done', 'done']);
    await expect(run('f', 'bad')).rejects.toThrow('it failed');
    await run('other', 'good');
    expect(read()).toEqual({
      Invocations: { count: 3, sum: 3, max: 1 },
      Errors: { count: 3, sum: 1, max: 1 },
      Duration: { count: 3, sum: 500, max: 250 },
      ConcurrentExecutions: { count: 3, sum: 4, max: 2 },
    });
  });

  it('When PutEvents refuses entries, Then EventBridge’s metrics count them', async () => {
    const names = ['PutEventsApproximateThrottledCount', 'PutEventsFailedEntriesCount'];
    const { store, read } = storeOf('AWS/Events', {}, names);
    const answers = [
      async () => ({ FailedEntryCount: 0, Entries: [] }),
      async () => ({ FailedEntryCount: 2, Entries: [] }),
      async () => {
        throw new ThrottlingError('too much');
      },
      async () => {
        throw new Error('another');
      },
    ];
    const put = measuredBus(async () => answers.shift()?.() ?? { FailedEntryCount: 0, Entries: [] }, store);
    const entry = { Source: 's', DetailType: 't', Detail: '{}' };
    await put([entry]);
    await put([entry, entry]);
    await expect(put([entry, entry, entry])).rejects.toThrow('too much');
    await expect(put([entry])).rejects.toThrow('another');
    expect(read()).toEqual({
      PutEventsApproximateThrottledCount: { count: 1, sum: 3, max: 3 },
      PutEventsFailedEntriesCount: { count: 1, sum: 2, max: 2 },
    });
  });

  it('When a minute ends, Then the levels of a queue are those of SQS', () => {
    const names = [
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateAgeOfOldestMessage',
    ];
    const { clock, store, read } = storeOf('AWS/SQS', { QueueName: 'q' }, names);
    const queue = { settings: { name: 'q' }, waiting: 3, inFlight: 2 };
    recordQueues([{ ...queue, oldestSentAt: () => clock.ms - 90_000 }], store, 100, clock.ms);
    expect(read()).toMatchObject({
      ApproximateNumberOfMessagesVisible: { max: 3 },
      ApproximateNumberOfMessagesNotVisible: { max: 2 },
      ApproximateAgeOfOldestMessage: { max: 90 },
    });
  });

  it('When requests are answered, Then API Gateway’s metrics count them by outcome', async () => {
    const names = ['Count', '4XXError', '5XXError', 'Latency'];
    const { clock, store, read } = storeOf('AWS/ApiGateway', { ApiName: 'api', Stage: 'live' }, names);
    const statuses = [202, 400, 429, 503];
    const gateway = {
      maxBodyBytes: 1,
      handle: async () => {
        clock.ms += 10;
        return { status: statuses.shift() ?? 200, headers: {}, body: '' };
      },
    };
    const api: Pick<RestApi, 'name' | 'stage'> = { name: 'api', stage: 'live' };
    const measured = measuredGateway(gateway, api, [], store, clock);
    for (let request = 0; request < 4; request++)
      await measured.handle({
        method: 'GET',
        path: '/',
        query: '',
        headers: {},
        body: Buffer.alloc(0),
        sourceIp: '::1',
      });
    expect(read()).toEqual({
      Count: { count: 4, sum: 4, max: 1 },
      '4XXError': { count: 4, sum: 2, max: 1 },
      '5XXError': { count: 4, sum: 1, max: 1 },
      Latency: { count: 4, sum: 40, max: 10 },
    });
  });
});

describe('Given metric filters', () => {
  const filters = (changes: JsonObject) =>
    accessLogMetricsOf(
      templateOf([
        resource('AWS::ApiGateway::Stage', 'Stage', {
          AccessLogSetting: {
            DestinationArn: 'arn:aws:logs:eu-west-1:0:log-group:access',
            Format:
              '{"status":"$context.status","kind":"$context.error.responseType","id":"$context.requestId"}',
          },
        }),
        resource('AWS::Logs::MetricFilter', 'Filter', {
          LogGroupName: 'access',
          FilterPattern: '{ $.status = "429" }',
          MetricTransformations: [
            { MetricNamespace: 'N', MetricName: 'Throttled', MetricValue: '1', DefaultValue: 0 },
          ],
          ...changes,
        }),
      ]),
    );

  it('When one is of the access log, Then it counts the lines that it matches', () => {
    const [throttled] = filters({});
    expect(throttled).toMatchObject({
      metric: { namespace: 'N', name: 'Throttled' },
      value: 1,
      otherwise: 0,
    });
    expect([throttled?.matches(429, false), throttled?.matches(202, false)]).toEqual([true, false]);
    const [blocked] = filters({ FilterPattern: '{ $.kind = "WAF_FILTERED" }' });
    expect([blocked?.matches(413, true), blocked?.matches(413, false)]).toEqual([true, false]);
  });

  it.each<JsonObject>([
    { LogGroupName: 'another' },
    { FilterPattern: 'ERROR' },
    { FilterPattern: '{ $.id = "x" }' },
    { FilterPattern: '{ $.kind = "THROTTLED" }' },
    { MetricTransformations: [] },
    { Unknown: true },
  ])('When one is another (%j), Then it is refused', (changes) => {
    expect(() => filters(changes)).toThrow('test/Filter (AWS::Logs::MetricFilter)');
  });
});
