import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CellStatus } from '../../../dashboards/console-api.ts';
import { kpis } from '../../../dashboards/kpis/registry.ts';
import type { ConsoleQueries } from '../../../local/server/console-answers.ts';
import { consoleRoutes } from '../../../local/server/console-routes.ts';
import { type HttpServer, startHttpServer } from '../../../local/server/http-server.ts';
import { byStage } from '../../../schemas/stages.ts';

const stage = { onBus: 0, relaying: 0, queued: 0, processing: 0, processed: 0, visible: 0, deadLettered: 0 };
const status: CellStatus = {
  cell: 'local',
  region: 'eu-west-1',
  startedAt: '2026-03-09T08:00:00.000Z',
  now: '2026-03-09T08:00:01.000Z',
  accepted: 1,
  visible: 1,
  distinct: 1,
  duplicates: 0,
  inFlight: 0,
  deadLettered: 0,
  freshness: { newestReceivedAt: null, ageMs: null, p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null },
  stuckInvoices: null,
  stages: byStage(() => stage),
};

const asked: unknown[] = [];
const queries: ConsoleQueries = {
  status: async () => status,
  kpis: {
    read: async (query) => {
      asked.push(query);
      if (query.filters?.vendorId?.includes('V-13')) throw new Error('the store is gone');
      return { query, rows: [], truncated: false };
    },
    events: async (query) => {
      asked.push(query);
      return [];
    },
  },
  stuck: async (selection) => {
    asked.push(selection);
    return { asOf: status.now, counts: byStage(() => 0), capped: false, invoices: [] };
  },
  invoice: async (event) => {
    asked.push(event);
    return {
      statusCode: 404,
      headers: { 'Content-Type': 'application/problem+json' },
      body: '{"code":"UNKNOWN_INVOICE"}',
    };
  },
};

let parent = '';
let server: HttpServer;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'bems-console-'));
  const folder = join(parent, 'console');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(parent, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>console</title>');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'export {}');
  server = await startHttpServer({
    port: 0,
    gateway: { mostBodyBytes: 1_000, handle: async () => ({ status: 299, headers: {}, body: 'gateway' }) },
    routes: consoleRoutes({
      folder,
      queries,
      clock: { now: () => Date.parse('2026-03-09T08:00:30.000Z') },
      openApi: (url) => ({ openapi: '3.0.3', servers: [{ url }] }),
      streamIntervalMs: 5,
    }),
  });
});

afterAll(async () => {
  await server.close();
  await rm(parent, { recursive: true });
});

function get(path: string, init: RequestInit = {}) {
  return fetch(server.origin + path, { redirect: 'manual', ...init });
}

/** A request line no client library would send. */
function rawGet(path: string, host = 'localhost') {
  return new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
    let reply = '';
    socket.on('data', (chunk) => {
      reply += chunk;
    });
    socket.on('end', () => resolve(reply));
    socket.on('error', reject);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

describe('The console', () => {
  test('is a page with a strict policy at /console/', async () => {
    const response = await get('/console/');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<title>console</title>');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self';"),
      'cache-control': 'no-cache',
    });
  });

  test('is found from /console', async () => {
    const response = await get('/console');
    expect([response.status, response.headers.get('location')]).toEqual([308, '/console/']);
  });

  test.each(['/console/invoices/INV-1', '/console/live'])(
    'answers its own address %s with the page',
    async (path) => {
      expect(await (await get(path)).text()).toContain('<title>console</title>');
    },
  );

  test('lets hashed assets be kept for good, and answers what is known with 304', async () => {
    const response = await get('/console/assets/main-1a2b.js');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('immutable');
    const headers = { 'if-none-match': response.headers.get('etag') ?? '' };
    expect((await get('/console/assets/main-1a2b.js', { headers })).status).toBe(304);
  });

  test('sends no body to HEAD', async () => {
    const response = await get('/console/', { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      '37',
      '',
    ]);
  });

  test.each([
    '/console/../secret.txt',
    '/console/..%2fsecret.txt',
    '/console/%2e%2e/secret.txt',
    '/console/assets/../../secret.txt',
    '/console//etc/passwd.txt',
    '/console/assets/none.js',
  ])('has nothing at %s', async (path) => {
    const reply = await rawGet(path);
    expect(reply).toContain('HTTP/1.1 404');
    expect(reply).toContain('"code":"NO_SUCH_ROUTE"');
    expect(reply).not.toContain('secret"');
  });

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', ''])(
    'refuses a request for the host %j',
    async (host) => {
      for (const path of ['/console/', '/console/api/status']) {
        const reply = await rawGet(path, host);
        expect(reply).toContain('HTTP/1.1 403');
        expect(reply).toContain('"code":"FOREIGN_HOST"');
      }
    },
  );

  test.each(['localhost', '127.0.0.1:8787', '[::1]:1'])('answers to the host %s', async (host) => {
    expect(await rawGet('/console/api/status', host)).toContain('HTTP/1.1 200');
  });

  test('only reads', async () => {
    const response = await get('/console/api/status', { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('leaves every other address to the gateway', async () => {
    for (const path of ['/', '/consoles', '/invoices/x', '/openapi.json/'])
      expect((await get(path)).status).toBe(299);
  });
});

describe("The console's questions", () => {
  test('are answered in JSON', async () => {
    expect(await (await get('/console/api/status')).json()).toEqual(status);
    expect(await (await get('/openapi.json')).json()).toEqual({
      openapi: '3.0.3',
      servers: [{ url: server.origin }],
    });
  });

  const lastHour = { from: '2026-03-09T07:01:00.000Z', to: '2026-03-09T08:01:00.000Z' };

  test('about a figure say KPI, period, buckets, groups and filters', async () => {
    const query = 'last=60m&bucket=minute&groupBy=stage&groupBy=currency&status=paid&status=failed';
    const reply = await get(`/console/api/kpis/events?${query}`);
    const meant = {
      kpi: 'events',
      period: lastHour,
      bucket: 'minute',
      groupBy: ['stage', 'currency'],
      filters: { status: ['paid', 'failed'] },
    };
    expect(asked.at(-1)).toEqual(meant);
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
    expect((await get(`/console/api/kpis/discounts-taken?${period}`)).status).toBe(200);
    expect(asked.at(-1)).toMatchObject({ kpi: 'discounts-taken', period: { from, to } });
  });

  test('about events give the newest, or those behind a figure', async () => {
    expect(await (await get('/console/api/events')).json()).toEqual({ events: [] });
    expect(asked.at(-1)).toEqual({ kpi: 'events', filters: {}, limit: 50 });
    await get('/console/api/events?kpi=exceptions&last=60m&vendorId=V-1&limit=500');
    expect(asked.at(-1)).toEqual({
      kpi: 'exceptions',
      period: lastHour,
      filters: { vendorId: ['V-1'] },
      limit: 500,
    });
  });

  test('about stuck invoices name a stage and how many', async () => {
    expect((await get('/console/api/stuck')).status).toBe(200);
    expect(asked.at(-1)).toEqual({ stage: undefined, limit: 50 });
    await get('/console/api/stuck?stage=posting&limit=10000');
    expect(asked.at(-1)).toEqual({ stage: 'posting', limit: 10_000 });
  });

  test.each([
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
    'kpis/events?last=60m&stage=shipping',
    'kpis/events?last=60m&status=received&status=lost',
    'stuck?limit=10001',
    'stuck?stage=shipping',
    'stuck?colour=red',
  ])('are refused for %s', async (path) => {
    const before = asked.length;
    const response = await get(`/console/api/${path}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'INVALID_PARAMETER', status: 400 });
    expect(asked).toHaveLength(before);
  });

  test.each([
    ['kpis/profit?last=60m', 404, 'UNKNOWN_KPI'],
    ['events?kpi=profit', 404, 'UNKNOWN_KPI'],
    ['kpis/events?last=60m&colour=red', 400, 'UNKNOWN_DIMENSION'],
    ['kpis/events?last=60m&groupBy=invoiceId', 400, 'UNKNOWN_DIMENSION'],
    ['kpis/events?last=60m&limit=5', 400, 'UNKNOWN_DIMENSION'],
    ['kpis', 404, 'NO_SUCH_ROUTE'],
    ['traffic', 404, 'NO_SUCH_ROUTE'],
  ])('refuse %s with %d %s', async (path, code, problem) => {
    const response = await get(`/console/api/${path}`);
    expect(response.status).toBe(code);
    expect(await response.json()).toMatchObject({ code: problem, status: code });
  });

  test('say which KPIs there are when one is unknown', async () => {
    const { detail } = await (await get('/console/api/kpis/profit?last=60m')).json();
    for (const { id } of kpis) expect(detail).toContain(id);
  });

  test('become a problem without the cause when they fail', async () => {
    const response = await get('/console/api/kpis/events?last=13m&vendorId=V-13');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('store');
  });

  test('about an invoice go to the history function as the API would send them', async () => {
    const response = await get('/console/api/invoices/INV%2F1');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual({ code: 'UNKNOWN_INVOICE' });
    expect(asked.at(-1)).toMatchObject({
      httpMethod: 'GET',
      pathParameters: { invoiceId: 'INV%2F1' },
      requestContext: { requestId: expect.any(String) },
    });
  });
});

describe('The stream of statuses', () => {
  const listen = () =>
    new Promise<{ status: number | undefined; first: Promise<string>; end: () => void }>(
      (resolve, reject) => {
        const request = httpRequest(`${server.origin}/console/api/stream`, (response) => {
          const first = new Promise<string>((got) => {
            let text = '';
            response.on('data', (chunk) => {
              text += chunk;
              if (/data: .*\n\ndata: .*\n\n/s.test(text)) got(text);
            });
          });
          response.on('error', () => {});
          resolve({ status: response.statusCode, first, end: () => request.destroy() });
        });
        request.on('error', reject);
        request.end();
      },
    );

  test('sends one after the other', async () => {
    const client = await listen();
    const [data] = /(?<=data: ).*/.exec(await client.first) ?? [];
    expect(JSON.parse(data ?? '')).toEqual(status);
    client.end();
  });

  test('takes no more than 32 clients, and ends with the server', async () => {
    const clients = await Promise.all(Array.from({ length: 33 }, listen));
    expect(clients.filter((client) => client.status === 503)).toHaveLength(1);
    for (const client of clients) client.end();
  });
});
