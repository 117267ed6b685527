import { describe, expect, test } from 'vitest';
import { readRestApi } from '../../emulator/gateway/definition/read-rest-api.ts';
import { createGateway, type Gateway } from '../../emulator/gateway/gateway.ts';
import type { PutEventsEntry, PutEventsResult } from '../../emulator/messaging/bus.ts';
import { producersOf } from '../../infra/cells/producers.ts';
import { stageStatuses, stages } from '../../schemas/stages.ts';
import { cellNamed, synthesize } from './synthesis.ts';

// The emulator has no TLS, so it runs no cell with client certificates.
const { domain: _, ...withoutDomain } = cellNamed('eu-1');
const { cell, resolved } = synthesize({ ...withoutDomain, auth: 'api-key' });
const event = {
  eventId: 'e-1',
  invoiceId: 'i-1',
  status: 'received',
  occurredAt: '2026-03-02T09:15:00.000+01:00',
  amount: '120.50',
  currency: 'EUR',
  vendor: { id: 'v-1', name: `O'Brien "& Søn" \\ 発注 /` },
};

const keys = readRestApi(resolved).apiKeys;

/**
 * Serves the synthesized API with a bus that takes every entry, or does what `reply` says. The
 * secret of a key is its name.
 */
function api(reply?: () => PutEventsResult) {
  const entries: PutEventsEntry[] = [];
  const gateway: Gateway = createGateway({
    api: readRestApi(resolved),
    apiKeys: new Map(keys.map(({ id, name }) => [id, name])),
    clock: { now: () => Date.parse('2026-11-05T06:07:08.009Z') },
    ids: () => 'request-1',
    integrations: {
      putEvents: async (put) => {
        if (reply) return reply();
        entries.push(...put);
        return { FailedEntryCount: 0, Entries: put.map((_, index) => ({ EventId: `entry-${index}` })) };
      },
      invokeFunction: async () => ({ statusCode: 200, body: '{}' }),
    },
  });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    gateway.handle({
      method: 'POST',
      path,
      query: '',
      headers: { 'x-api-key': 'eu-1-erp', 'content-type': 'application/json', ...headers },
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      sourceIp: '127.0.0.1',
    });
  return { entries, post };
}

function problem(response: { readonly body: string | Buffer }): unknown {
  return JSON.parse(String(response.body));
}

describe('Given the API of a cell', () => {
  test.each(stages)(
    'When an event is POSTed to /invoices/%s, Then it goes on the bus as POSTed',
    async (stage) => {
      const { entries, post } = api();
      const posted = { ...event, status: stageStatuses[stage][0] };
      const response = await post(`/invoices/${stage}`, posted);

      expect(response.status).toBe(202);
      expect(problem(response)).toEqual({ requestId: 'request-1', accepted: 1 });
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({
        EventBusName: 'eu-1-invoice-events',
        Source: 'bems.invoices',
        DetailType: 'InvoiceEvent',
      });
      expect(JSON.parse(entries[0]?.Detail ?? '')).toEqual({
        schemaVersion: '1.1',
        stage,
        receivedAt: '2026-11-05T06:07:08.009Z',
        requestId: 'request-1',
        producer: 'erp',
        cell: 'eu-1',
        region: 'eu-west-1',
        accountId: '000000000000',
        event: posted,
      });
    },
  );

  test.each(
    producersOf(cell).flatMap(({ name, stages: permitted }) =>
      stages.map((stage) => ({ name, stage, permitted: permitted.includes(stage) })),
    ),
  )(
    'When $name reports on $stage, Then it may as the registry says: $permitted',
    async ({ name, stage, permitted }) => {
      const { entries, post } = api();
      const body = { ...event, status: stageStatuses[stage][0] };
      const response = await post(`/invoices/${stage}`, body, { 'x-api-key': `eu-1-${name}` });

      expect(response.status).toBe(permitted ? 202 : 403);
      expect(entries.map(({ Detail: detail }) => JSON.parse(detail).producer)).toEqual(
        permitted ? [name] : [],
      );
      if (permitted) return;
      expect(response.headers['content-type']).toBe('application/problem+json');
      expect(problem(response)).toMatchObject({
        status: 403,
        code: 'STAGE_NOT_PERMITTED',
        detail: expect.stringContaining(stage),
      });
    },
  );

  test('When ten events are POSTed together, Then each is an entry of its own, in order', async () => {
    const { entries, post } = api();
    const events = Array.from({ length: 10 }, (_, index) => ({ ...event, eventId: `e-${index}` }));
    const response = await post('/invoices/ingestion', { events });

    expect(problem(response)).toEqual({ requestId: 'request-1', accepted: 10 });
    expect(entries.map(({ Detail: detail }) => JSON.parse(detail).event)).toEqual(events);
  });

  test('When the bus refuses an entry, Then the answer is a 503 that asks for a retry', async () => {
    const { post } = api(() => ({
      FailedEntryCount: 1,
      Entries: [{ EventId: 'entry' }, { ErrorCode: 'InternalFailure' }],
    }));
    const response = await post('/invoices/ingestion', { events: [event, { ...event, eventId: 'e-2' }] });

    expect(response.status).toBe(503);
    expect(response.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'retry-after': '1',
    });
    expect(problem(response)).toMatchObject({ status: 503, code: 'BUS_UNAVAILABLE', requestId: 'request-1' });
  });

  test('When the bus takes nothing and names no fault, Then the answer is a 503 too', async () => {
    const { post } = api(() => ({ FailedEntryCount: 0, Entries: [] }));
    const response = await post('/invoices/ingestion', event);

    expect(response.status).toBe(503);
    expect(problem(response)).toMatchObject({ code: 'BUS_UNAVAILABLE' });
  });

  test.each([
    ['a status of another stage', '/invoices/posting', JSON.stringify(event), {}, 400, 'INVALID_BODY'],
    [
      'a field nobody knows',
      '/invoices/ingestion',
      JSON.stringify({ ...event, extra: 1 }),
      {},
      400,
      'INVALID_BODY',
    ],
    [
      'an amount that is a number',
      '/invoices/ingestion',
      JSON.stringify({ ...event, amount: 1 }),
      {},
      400,
      'INVALID_BODY',
    ],
    [
      'eleven events',
      '/invoices/ingestion',
      JSON.stringify({ events: Array(11).fill(event) }),
      {},
      400,
      'INVALID_BODY',
    ],
    ['no JSON', '/invoices/ingestion', '{', {}, 400, 'INVALID_BODY'],
    [
      'another content type',
      '/invoices/ingestion',
      'a',
      { 'content-type': 'text/plain' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'an unknown key',
      '/invoices/ingestion',
      JSON.stringify(event),
      { 'x-api-key': 'x' },
      403,
      'INVALID_API_KEY',
    ],
    ['an unknown route', '/invoices', JSON.stringify(event), {}, 404, 'NO_SUCH_ROUTE'],
    ['a method the route lacks', '/invoices/i-1', JSON.stringify(event), {}, 404, 'NO_SUCH_ROUTE'],
  ])(
    'When a request has %s, Then nothing of it is accepted and the problem says why',
    async (_, path, body, headers, status, code) => {
      const { entries, post } = api();
      const response = await post(path, body, headers);

      expect(entries).toEqual([]);
      expect(response.status).toBe(status);
      expect(response.headers['content-type']).toBe('application/problem+json');
      expect(problem(response)).toMatchObject({
        status,
        code,
        detail: expect.stringMatching(/\. \S.*\.$|;.*\.$/),
      });
    },
  );
});
