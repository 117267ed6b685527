import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RestApi, UsagePlan } from '../../../../emulator/gateway/rest-api.ts';
import { createThrottle } from '../../../../emulator/gateway/throttle.ts';
import { apiMethod } from '../resources.ts';

function api(plans: readonly Partial<UsagePlan>[], stageThrottles: RestApi['stageThrottles'] = {}): RestApi {
  return {
    id: 'api',
    name: 'api',
    region: 'eu-west-1',
    accountId: '000000000000',
    stage: 'live',
    stageVariables: {},
    stageThrottles,
    methods: [],
    models: {},
    gatewayResponses: {},
    usagePlans: plans.map((plan, index) => ({
      id: `plan-${index}`,
      throttle: {},
      methodThrottles: {},
      keyIds: [`key-${index}`],
      ...plan,
    })),
    apiKeys: [],
  };
}

const start = Date.UTC(2026, 0, 14, 12);
const a = apiMethod('/a');
const b = apiMethod('/b');

describe('Given a usage plan with a rate and a burst', () => {
  test('When requests come, Then never more than burst + rate × time are admitted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(500), { maxLength: 200 }),
        (rate, burst, gaps) => {
          const admit = createThrottle(api([{ throttle: { rate, burst } }]));
          let now = start;
          let admitted = 0;
          for (const gap of gaps) {
            now += gap;
            if (admit(a, 'key-0', now) === 'admitted') admitted += 1;
          }
          expect(admitted).toBeLessThanOrEqual(burst + (rate * (now - start)) / 1000 + 1e-6);
        },
      ),
    );
  });

  test('When requests keep to the rate, Then none is refused', () => {
    const admit = createThrottle(api([{ throttle: { rate: 10, burst: 1 } }]));
    for (let index = 0; index < 100; index += 1)
      expect(admit(a, 'key-0', start + index * 100)).toBe('admitted');
  });

  test('When one key is throttled, Then another of the same plan is not', () => {
    const admit = createThrottle(api([{ throttle: { rate: 1, burst: 1 }, keyIds: ['one', 'two'] }]));
    expect([admit(a, 'one', start), admit(a, 'one', start), admit(a, 'two', start)]).toEqual([
      'admitted',
      'THROTTLED',
      'admitted',
    ]);
  });

  test('When a method has its own throttle, Then it is counted apart from the rest', () => {
    const plan = { throttle: { rate: 1, burst: 1 }, methodThrottles: { '/a/POST': { rate: 1, burst: 2 } } };
    const admit = createThrottle(api([plan]));
    const admissions = [a, a, a, b, b].map((each) => admit(each, 'key-0', start));
    expect(admissions).toEqual(['admitted', 'admitted', 'THROTTLED', 'admitted', 'THROTTLED']);
  });

  test('When the clock steps back, Then nothing is refilled and nothing breaks', () => {
    const admit = createThrottle(api([{ throttle: { rate: 1, burst: 1 } }]));
    expect([admit(a, 'key-0', start), admit(a, 'key-0', start - 5000)]).toEqual(['admitted', 'THROTTLED']);
  });
});

describe('Given a throttle of the stage', () => {
  test('When keys together exceed it, Then they are throttled whatever their plans say', () => {
    const admit = createThrottle(api([{}, {}], { '/*/*': { rate: 1, burst: 2 } }));
    expect([admit(a, 'key-0', start), admit(a, 'key-1', start), admit(a, 'key-0', start)]).toEqual([
      'admitted',
      'admitted',
      'THROTTLED',
    ]);
  });

  test('When a request is refused by it, Then the plan of its key is not charged', () => {
    const admit = createThrottle(
      api([{ throttle: { rate: 1, burst: 1 } }], { '/a/POST': { rate: 1, burst: 0 } }),
    );
    expect([admit(a, 'key-0', start), admit(b, 'key-0', start)]).toEqual(['THROTTLED', 'admitted']);
  });
});

describe('Given a quota', () => {
  test.each([
    ['DAY', 0, '2026-01-14T23:59:59Z', '2026-01-15T00:00:00Z'],
    ['WEEK', 1, '2026-01-18T23:59:59Z', '2026-01-19T00:00:00Z'],
    ['MONTH', 0, '2026-01-31T23:59:59Z', '2026-02-01T00:00:00Z'],
    ['MONTH', 19, '2026-01-19T23:59:59Z', '2026-01-20T00:00:00Z'],
  ] as const)('When a %s with offset %i ends, Then it counts anew', (period, offset, last, next) => {
    const admit = createThrottle(api([{ quota: { limit: 2, period, offset } }]));
    const admissions = [start, start, Date.parse(last), Date.parse(next)].map((now) =>
      admit(a, 'key-0', now),
    );
    expect(admissions).toEqual(['admitted', 'admitted', 'QUOTA_EXCEEDED', 'admitted']);
  });
});
