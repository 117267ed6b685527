import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kpis } from '../../../dashboards/kpis/registry.ts';
import { cashFlowForecast, figureSettings, startConsole, status, volumeForecast } from './console-harness.ts';

let served: Awaited<ReturnType<typeof startConsole>>;
beforeAll(async () => {
  served = await startConsole();
});
afterAll(() => served.close());

describe("The console's questions", () => {
  test('are answered in JSON', async () => {
    expect(await (await served.get('/console/api/status')).json()).toEqual(status);
    expect(await (await served.get('/openapi.json')).json()).toEqual({
      openapi: '3.0.3',
      servers: [{ url: served.origin }],
    });
  });

  test('about status may leave out what became visible earlier', async () => {
    const before = served.asked.length;
    await served.get('/console/api/status');
    await served.get('/console/api/status?since=2026-03-09T08:00:00.500Z');
    expect(served.asked.slice(before)).toEqual([{}, { since: Date.parse('2026-03-09T08:00:00.500Z') }]);
  });

  test('about the settings of figures take no parameters', async () => {
    expect(await (await served.get('/console/api/figure-settings')).json()).toEqual(figureSettings);
    expect((await served.get('/console/api/figure-settings?in=EUR')).status).toBe(400);
  });

  test('about the forecast of payments take no parameters', async () => {
    expect(await (await served.get('/console/api/cash-flow-forecast')).json()).toEqual(cashFlowForecast);
    expect((await served.get('/console/api/cash-flow-forecast?last=7d')).status).toBe(400);
  });

  test('about the forecast of volumes take no parameters', async () => {
    expect(await (await served.get('/console/api/volume-forecast')).json()).toEqual(volumeForecast);
    expect((await served.get('/console/api/volume-forecast?stage=posting')).status).toBe(400);
  });

  const lastHour = { from: '2026-03-09T07:01:00.000Z', to: '2026-03-09T08:01:00.000Z' };

  test('about a figure say KPI, period, buckets, groups and filters', async () => {
    const query = 'last=60m&bucket=minute&groupBy=stage&groupBy=currency&status=paid&status=failed';
    const reply = await served.get(`/console/api/kpis/events?${query}`);
    const meant = {
      kpi: 'events',
      period: lastHour,
      today: '2026-03-09',
      bucket: 'minute',
      groupBy: ['stage', 'currency'],
      filters: { status: ['paid', 'failed'] },
    };
    expect(served.asked.at(-1)).toEqual(meant);
    expect(await reply.json()).toEqual({ query: meant, rows: [], truncated: false });
  });

  test.each([
    ['last=1m', '2026-03-09T08:00:00.000Z', '2026-03-09T08:01:00.000Z'],
    ['last=24h', '2026-03-08T09:00:00.000Z', '2026-03-09T09:00:00.000Z'],
    ['last=7d', '2026-03-03T00:00:00.000Z', '2026-03-10T00:00:00.000Z'],
    [
      'from=2026-03-01T00:00:00%2B01:00&to=2026-03-02T00:00:00Z',
      '2026-02-28T23:00:00.000Z',
      '2026-03-02T00:00:00.000Z',
    ],
  ])('name their period by %s', async (period, from, to) => {
    expect((await served.get(`/console/api/kpis/discounts-taken?${period}`)).status).toBe(200);
    expect(served.asked.at(-1)).toMatchObject({ kpi: 'discounts-taken', period: { from, to } });
  });

  test('about a figure as of now need no period, and say in which zone it is today', async () => {
    await served.get('/console/api/kpis/aging?zone=Pacific/Auckland&groupBy=vendorId');
    expect(served.asked.at(-1)).toEqual({
      kpi: 'aging',
      period: { from: '1970-01-01T00:00:00.000Z', to: '2026-03-09T08:00:30.000Z' },
      today: '2026-03-09',
      groupBy: ['vendorId'],
      filters: {},
    });
  });

  test('about the invoices behind a figure say which of a ratio, and how many', async () => {
    const reply = await served.get('/console/api/kpis/on-time-rate/invoices?last=60m&vendorId=V-1');
    expect(await reply.json()).toEqual({ invoices: [], total: 0 });
    const meant = {
      kpi: 'on-time-rate',
      period: lastHour,
      today: '2026-03-09',
      filters: { vendorId: ['V-1'] },
    };
    expect(served.asked.at(-1)).toEqual({ ...meant, part: 'of', limit: 50 });
    await served.get('/console/api/kpis/on-time-rate/invoices?last=60m&vendorId=V-1&part=to&limit=10000');
    expect(served.asked.at(-1)).toEqual({ ...meant, part: 'to', limit: 10_000 });
  });

  test('about events give the newest, or those behind a figure', async () => {
    expect(await (await served.get('/console/api/events')).json()).toEqual({ events: [] });
    expect(served.asked.at(-1)).toEqual({ kpi: 'events', filters: {}, limit: 50 });
    await served.get('/console/api/events?kpi=exceptions&last=60m&vendorId=V-1&limit=500');
    expect(served.asked.at(-1)).toEqual({
      kpi: 'exceptions',
      period: lastHour,
      filters: { vendorId: ['V-1'] },
      limit: 500,
    });
  });

  test('about stuck invoices name conditions, how many, and where to go on', async () => {
    expect((await served.get('/console/api/stuck')).status).toBe(200);
    expect(served.asked.at(-1)).toEqual({ stage: undefined, limit: 50 });
    const place = Buffer.from('2026-03-02T08:00:00.000Z INV 7').toString('base64url');
    await served.get(
      `/console/api/stuck?stage=posting&vendor=V-1&currency=EUR&minAmount=9.50&olderThanMs=60000&limit=1000&after=${place}`,
    );
    expect(served.asked.at(-1)).toEqual({
      ...{ stage: 'posting', vendorId: 'V-1', currency: 'EUR', minAmount: '9.50', olderThanMs: 60_000 },
      limit: 1_000,
      after: { deadline: '2026-03-02T08:00:00.000Z', invoiceId: 'INV 7' },
    });
  });

  test('about what begins so say the text, of which kind and how many', async () => {
    const reply = await served.get('/console/api/search?q=%25%27%22%5C&kind=vendors&limit=50');
    expect(await reply.json()).toEqual({ vendors: [], invoices: [], more: [] });
    expect(served.asked.at(-1)).toEqual({ text: `%'"\\`, kinds: ['vendors'], limit: 50 });
    await served.get(`/console/api/search?q=${'x'.repeat(256)}`);
    expect(served.asked.at(-1)).toMatchObject({ kinds: ['vendors', 'invoices'], limit: 8 });
  });

  test('about a vendor say its id, whatever that is', async () => {
    expect((await served.get('/console/api/vendor?id=..%2F%25')).status).toBe(200);
    expect(served.asked.at(-1)).toEqual({ vendorId: '../%' });
    const reply = await served.get('/console/api/vendor?id=none');
    expect([reply.status, await reply.json()]).toMatchObject([404, { code: 'UNKNOWN_VENDOR' }]);
  });

  test('about an anomaly say its id, and one that is unknown is not found', async () => {
    const reply = await served.get('/console/api/anomaly?id=..%2F%25');
    expect(served.asked.at(-1)).toEqual({ anomaly: '../%' });
    expect([reply.status, await reply.json()]).toMatchObject([404, { code: 'NO_SUCH_ANOMALY' }]);
  });

  test('about the names of vendors say each id once', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `id=V-${index}`);
    expect((await served.get(`/console/api/vendor-names?${ids.join('&')}&id=V-0`)).status).toBe(200);
    expect(served.asked.at(-1)).toEqual({ vendorIds: ids.map((id) => id.slice(3)) });
    const reply = await served.get(`/console/api/vendor-names?${ids.join('&')}&id=V-30`);
    expect([reply.status, (await reply.json()).detail]).toEqual([400, expect.stringContaining('31 times')]);
  });

  test('that are longer than any id are refused, and not repeated', async () => {
    const before = served.asked.length;
    for (const asked of ['search?q=', 'vendor?id=', 'anomaly?id=', 'vendor-names?id=V-1&id=']) {
      const long = await served.get(`/console/api/${asked}${'x'.repeat(9_000)}`);
      const text = await long.text();
      expect([long.status, text.length < 500]).toEqual([400, true]);
      expect(text).toContain('has 9000 characters');
      expect((await served.get(`/console/api/${asked}${'x'.repeat(10_240)}`)).status).toBe(431);
    }
    expect(served.asked.length).toBe(before);
  });

  test.each([
    'search',
    'search?kind=vendors',
    'search?q=a&kind=both',
    'search?q=a&limit=51',
    'search?q=a&sort=b',
    'vendor',
    'vendor?id=V-1&name=b',
    'anomaly?id=a&all=true',
    'vendor-names',
    'vendor-names?id=V-1&name=b',
    'events?limit=0',
    'events?limit=501',
    'events?limit=x',
    'events?from=2026-03-01T00:00:00Z',
    'kpis/events',
    'kpis/events?last=',
    'kpis/events?last=0m',
    'kpis/events?last=1e3m',
    'kpis/events?last=5y',
    'kpis/events?from=2026-03-02&to=2026-03-03',
    'kpis/events?from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z',
    'kpis/events?last=60m&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z',
    'kpis/events?last=60m&bucket=second',
    'kpis/events?last=1441m&bucket=minute',
    'kpis/events?last=60m&zone=Europe/Atlantis',
    'kpis/paid-amount?zone=UTC',
    'kpis/open-amount?state=lost',
    'kpis/open-amount/invoices?part=both',
    'kpis/open-amount/invoices?limit=10001',
    'kpis/events?last=60m&stage=shipping',
    'kpis/events?last=60m&status=received&status=lost',
    'status?since=yesterday',
    'status?until=2026-03-02T00:00:00Z',
    'stuck?limit=1001',
    'stuck?minAmount=5',
    'stuck?currency=EUR&minAmount=1,5',
    'stuck?olderThanMs=-1',
    'stuck?after=x',
    'stuck?stage=shipping',
    'stuck?colour=red',
  ])('are refused for %s', async (path) => {
    const before = served.asked.length;
    const response = await served.get(`/console/api/${path}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'INVALID_PARAMETER', status: 400 });
    expect(served.asked).toHaveLength(before);
  });

  test.each([
    ['kpis/profit?last=60m', 404, 'UNKNOWN_KPI'],
    ['events?kpi=profit', 404, 'UNKNOWN_KPI'],
    ['kpis/events?last=60m&colour=red', 400, 'UNKNOWN_DIMENSION'],
    ['kpis/events?last=60m&groupBy=invoiceId', 400, 'UNKNOWN_DIMENSION'],
    ['kpis/events?last=60m&limit=5', 400, 'UNKNOWN_DIMENSION'],
    ['kpis/events?last=60m&state=open', 400, 'UNKNOWN_DIMENSION'],
    ['kpis/open-amount?kind=exception', 400, 'UNKNOWN_DIMENSION'],
    ['kpis/open-amount?groupBy=kind', 400, 'UNKNOWN_DIMENSION'],
    ['kpis/returned-amount?bucket=day', 400, 'NO_STEPS'],
    ['kpis/returned-amount?bucket=month&last=90d', 400, 'NO_STEPS'],
    ['kpis/profit/invoices', 404, 'UNKNOWN_KPI'],
    ['kpis/open-amount/invoices?colour=red', 400, 'UNKNOWN_DIMENSION'],
    ['kpis/events/invoices?last=60m', 400, 'NOT_ABOUT_INVOICES'],
    ['events?kpi=open-amount', 400, 'NOT_ABOUT_EVENTS'],
    ['kpis/open-amount/events', 404, 'NO_SUCH_ROUTE'],
    ['kpis', 404, 'NO_SUCH_ROUTE'],
    ['traffic', 404, 'NO_SUCH_ROUTE'],
  ])('refuse %s with %d %s', async (path, code, problem) => {
    const response = await served.get(`/console/api/${path}`);
    expect(response.status).toBe(code);
    expect(await response.json()).toMatchObject({ code: problem, status: code });
  });

  test('say which KPIs there are when one is unknown', async () => {
    const { detail } = await (await served.get('/console/api/kpis/profit?last=60m')).json();
    for (const { id } of kpis) expect(detail).toContain(id);
  });

  test('become a problem without the cause when they fail', async () => {
    const response = await served.get('/console/api/kpis/events?last=13m&vendorId=V-13');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('store');
  });

  test('about an invoice go to the history function as the API would send them', async () => {
    const response = await served.get('/console/api/invoices/INV%2F1');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual({ code: 'UNKNOWN_INVOICE' });
    expect(served.asked.at(-1)).toMatchObject({
      httpMethod: 'GET',
      pathParameters: { invoiceId: 'INV%2F1' },
      requestContext: { requestId: expect.any(String) },
    });
  });
});
