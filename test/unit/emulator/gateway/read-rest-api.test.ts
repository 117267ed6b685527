import { describe, expect, test } from 'vitest';
import { readRestApi } from '../../../../emulator/gateway/definition/read-rest-api.ts';
import type { RestApi } from '../../../../emulator/gateway/rest-api.ts';
import type { Resource } from '../../../../emulator/template/cell-template.ts';
import type { JsonObject } from '../../../../lib/json.ts';
import { resource, templateOf } from '../resources.ts';

function of(type: string, logicalId: string, properties: JsonObject): Resource {
  return resource(`AWS::ApiGateway::${type}`, logicalId, properties);
}

/** What is read of an API `api` with a stage `live`, and these resources. */
function read(stage: JsonObject = {}, ...more: readonly Resource[]): RestApi {
  return readRestApi(
    templateOf([
      of('RestApi', 'api', {}),
      of('Deployment', 'deployment', {}),
      of('Stage', 'stage', { StageName: 'live', DeploymentId: 'deployment', ...stage }),
      ...more,
    ]),
  );
}

describe('Given an API that says no more than it must', () => {
  test('it is named after its resource, and nothing limits it', () => {
    expect(read()).toEqual({
      id: 'api',
      name: 'api',
      region: 'eu-west-1',
      accountId: '000000000000',
      stage: 'live',
      stageVariables: {},
      stageThrottles: {},
      methods: [],
      models: {},
      gatewayResponses: {},
      usagePlans: [],
      apiKeys: [],
    });
  });

  test('a method is open, waits 29 seconds and passes on what no template matches', () => {
    const properties = { HttpMethod: 'GET', ResourceId: 'root', AuthorizationType: 'NONE' };
    const [method] = read({}, of('Method', 'm', { ...properties, Integration: { Type: 'MOCK' } })).methods;
    expect(method).toMatchObject({
      resourcePath: '/',
      authorizationType: 'NONE',
      apiKeyRequired: false,
      validatesBody: false,
      integration: { type: 'MOCK', timeoutMs: 29_000, passthroughBehavior: 'WHEN_NO_MATCH', uri: '' },
    });
    const slow = { Type: 'MOCK', TimeoutInMillis: 500, PassthroughBehavior: 'NEVER' };
    const [other] = read({}, of('Method', 'm', { ...properties, Integration: slow })).methods;
    expect(other?.integration).toMatchObject({ timeoutMs: 500, passthroughBehavior: 'NEVER' });
  });
});

describe('Given settings of a stage', () => {
  test('each is for a route, for every method of a path, or for everything', () => {
    const setting = (rate: number, more: JsonObject) => ({ ThrottlingRateLimit: rate, ...more });
    const { stageThrottles } = read({
      MethodSettings: [
        setting(1, {}),
        setting(2, { ResourcePath: '/*', HttpMethod: 'GET' }),
        setting(3, { ResourcePath: '/~1orders~1{id}', HttpMethod: 'GET' }),
        { ResourcePath: '/~1orders', ThrottlingBurstLimit: 4 },
      ],
    });
    // Of two for the same route the later one holds.
    expect(stageThrottles).toEqual({
      '/*/*': { rate: 1 },
      '/*/GET': { rate: 2 },
      '/orders/{id}/GET': { rate: 3 },
      '/orders/*': { burst: 4 },
    });
  });
});

describe('Given usage plans', () => {
  const planned = (apiStages: JsonObject[], more: JsonObject = {}) =>
    read(
      {},
      of('UsagePlan', 'plan', { ApiStages: apiStages, ...more }),
      of('UsagePlanKey', 'k', { KeyId: 'key', KeyType: 'API_KEY', UsagePlanId: 'plan' }),
      of('UsagePlanKey', 'l', { KeyId: 'other', KeyType: 'API_KEY', UsagePlanId: 'elsewhere' }),
    ).usagePlans;

  test('those of this API and this stage count, with their keys', () => {
    expect(planned([{ ApiId: 'api', Stage: 'live' }])).toEqual([
      { id: 'plan', throttle: {}, methodThrottles: {}, keyIds: ['key'] },
    ]);
    expect(planned([{ ApiId: 'api', Stage: 'test' }])).toEqual([]);
    expect(planned([{ ApiId: 'other', Stage: 'live' }])).toEqual([]);
  });

  test('they have the limits that they say', () => {
    const [plan] = planned(
      [{ ApiId: 'api', Stage: 'live', Throttle: { '/orders/POST': { RateLimit: 1, BurstLimit: 2 } } }],
      { Throttle: { RateLimit: 3, BurstLimit: 4 }, Quota: { Limit: 5, Period: 'WEEK', Offset: 6 } },
    );
    expect(plan).toMatchObject({
      throttle: { rate: 3, burst: 4 },
      methodThrottles: { '/orders/POST': { rate: 1, burst: 2 } },
      quota: { limit: 5, period: 'WEEK', offset: 6 },
    });
    const [simple] = planned([{ ApiId: 'api', Stage: 'live' }], { Quota: { Limit: 5, Period: 'DAY' } });
    expect(simple?.quota).toEqual({ limit: 5, period: 'DAY', offset: 0 });
  });

  test('a period that API Gateway does not know is refused', () => {
    const quota = { Quota: { Limit: 5, Period: 'YEAR' } };
    expect(() => planned([], quota)).toThrow('Quota.Period is YEAR, not DAY or WEEK or MONTH');
  });
});

describe('Given API keys', () => {
  test('those that say they are enabled count', () => {
    const { apiKeys } = read(
      {},
      of('ApiKey', 'a', { Enabled: true, Name: 'erp' }),
      of('ApiKey', 'b', { Enabled: true }),
      of('ApiKey', 'c', { Enabled: false, Name: 'old' }),
      of('ApiKey', 'd', { Name: 'silent' }),
    );
    expect(apiKeys).toEqual([
      { id: 'a', name: 'erp' },
      { id: 'b', name: 'b' },
    ]);
  });
});

describe('Given models', () => {
  test('each is known by its id and by its name, and may be JSON text', () => {
    const { models } = read(
      {},
      of('Model', 'a', { Name: 'order', Schema: '{"type":"object"}' }),
      of('Model', 'b', { Schema: { type: 'string' } }),
      of('Model', 'c', {}),
    );
    expect(models).toEqual({
      a: { type: 'object' },
      order: { type: 'object' },
      b: { type: 'string' },
      c: {},
    });
  });

  test.each<[string, JsonObject]>([
    ['a number', { Schema: 5 }],
    ['nothing', { Schema: 'null' }],
    ['text that is no JSON', { Schema: '{' }],
  ])('a schema that is %s is refused', (_, properties) => {
    expect(() => read({}, of('Model', 'a', properties))).toThrow(/Schema must be/);
  });
});
