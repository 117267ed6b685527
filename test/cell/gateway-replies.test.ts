import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bodyOf, envelopeOf, type Harness, openGateway, validEvent } from './gateway-harness.ts';

let cell: Harness;

beforeAll(async () => {
  cell = await openGateway();
});

beforeEach(() => {
  cell.bus.forget();
  cell.faults.length = 0;
});

const { amount: _, ...withoutAmount } = validEvent;
function twice(field: string) {
  return JSON.stringify(validEvent).replace('{', `{"${field}":"1",`);
}

describe('Given a valid event', () => {
  test('When it is posted, Then it is accepted and reaches the bus in its envelope', async () => {
    const reply = await cell.send({});
    expect(reply.status).toBe(202);
    expect(reply.headers['content-type']).toBe('application/json');
    const { requestId, ...rest } = bodyOf(reply);
    expect(rest).toEqual({ accepted: 1 });
    expect(cell.bus.entries).toHaveLength(1);
    const [entry] = cell.bus.entries;
    expect(entry).toMatchObject({
      Source: 'bems.invoices',
      DetailType: 'InvoiceEvent',
      EventBusName: 'invoice-events',
    });
    expect(envelopeOf(entry)).toEqual({
      schemaVersion: expect.any(String),
      stage: 'ingestion',
      receivedAt: '2026-03-09T08:05:07.042Z',
      requestId,
      producer: expect.stringMatching(/^\w+$/),
      cell: 'local',
      region: expect.any(String),
      accountId: expect.any(String),
      event: validEvent,
    });
  });

  test('When it is posted in a batch of ten, Then ten entries reach the bus in order', async () => {
    const events = Array.from({ length: 10 }, (_, index) => ({ ...validEvent, eventId: `e${index}` }));
    const reply = await cell.send({ body: { events } });
    expect(bodyOf(reply)).toMatchObject({ accepted: 10 });
    expect(cell.bus.entries.map((entry) => envelopeOf(entry).event.eventId)).toEqual(
      events.map(({ eventId }) => eventId),
    );
  });

  test('When its content type carries a character set, Then it is accepted', async () => {
    const reply = await cell.send({ headers: { 'content-type': 'Application/JSON; charset=utf-8' } });
    expect(reply.status).toBe(202);
  });

  test('When the bus takes only some entries, Then the reply is a 503, never a 2xx', async () => {
    cell.bus.answer = async () => ({
      FailedEntryCount: 1,
      Entries: [{ EventId: 'a' }, { ErrorCode: 'InternalFailure', ErrorMessage: 'disk' }],
    });
    const reply = await cell.send({ body: { events: [validEvent, validEvent] } });
    expect(reply.status).toBe(503);
    expect(reply.headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '1' });
    expect(bodyOf(reply)).toMatchObject({ status: 503, code: 'BUS_UNAVAILABLE' });
  });

  test('When the bus throttles, Then the reply is a 503 with Retry-After', async () => {
    const throttling = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    cell.bus.answer = () => Promise.reject(throttling);
    const reply = await cell.send({});
    expect(reply.status).toBe(503);
    expect(reply.headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '1' });
    expect(bodyOf(reply)).toMatchObject({ status: 503, code: 'BUS_UNAVAILABLE' });
    expect(cell.faults).toEqual([]);
  });

  test('When the bus would throttle whatever comes, Then nothing is read or sent to it', async () => {
    const full = await openGateway(undefined, { isThrottled: () => true });
    const replies = [await full.send({}), await full.send({ body: 'not even JSON' })];
    for (const reply of replies) {
      expect(reply.status).toBe(503);
      expect(reply.headers['retry-after']).toBe('1');
      expect(bodyOf(reply)).toMatchObject({ code: 'BUS_UNAVAILABLE' });
    }
    expect(full.bus.entries).toEqual([]);
    // Who may not come in is still told so, and histories are still read.
    expect((await full.send({ headers: { 'x-api-key': 'wrong' } })).status).toBe(403);
    expect((await full.send({ method: 'GET', path: '/invoices/INV-1', body: '' })).status).toBe(200);
  });

  test('When the bus cannot be reached, Then the reply is a 503 and the cause reported', async () => {
    cell.bus.answer = () => Promise.reject(new Error('gone'));
    const reply = await cell.send({});
    expect(reply.status).toBe(503);
    expect(reply.headers['retry-after']).toBe('1');
    expect(cell.faults).toEqual([new Error('gone')]);
  });
});

describe('Given a service that does not answer', () => {
  test('When the integration has waited long enough, Then the reply is a 504 to retry', async () => {
    const impatient = await openGateway((api) => ({
      ...api,
      methods: api.methods.map((method) => ({
        ...method,
        integration: { ...method.integration, timeoutMs: 1 },
      })),
    }));
    impatient.bus.answer = () => new Promise(() => {});
    impatient.history = () => new Promise(() => {});
    const replies = [
      await impatient.send({}),
      await impatient.send({ method: 'GET', path: '/invoices/INV-1', body: '' }),
    ];
    for (const reply of replies) {
      expect(reply.status).toBe(504);
      expect(bodyOf(reply)).toMatchObject({ code: 'BUS_TIMEOUT' });
      expect(reply.headers['retry-after']).toBe('1');
    }
  });
});

describe('Given a body the route does not take', () => {
  test.each<[string, unknown, string]>([
    ['a missing field', withoutAmount, '[amount: is required]'],
    [
      'several missing fields',
      { eventId: 'e', invoiceId: 'i', status: 'received' },
      '[occurredAt: is required; amount: is required; currency: is required; vendor: is required]',
    ],
    ['an unknown field', { ...validEvent, foo: 1 }, '[foo: is not a known field]'],
    [
      'an unknown field within',
      { ...validEvent, vendor: { id: 'v', iban: 'x' } },
      '[vendor.iban: is not a known field]',
    ],
    ['a missing field within', { ...validEvent, vendor: {} }, '[vendor.id: is required]'],
    [
      "another stage's status",
      { ...validEvent, status: 'paid' },
      '[status: must be one of received, validated, rejected]',
    ],
    ['an amount as a JSON number', { ...validEvent, amount: 12.5 }, '[amount: must be a string]'],
    ['a status of the wrong type', { ...validEvent, status: 7 }, '[status: must be a string]'],
    ['an empty text', { ...validEvent, eventId: '' }, expect.stringContaining('eventId: must not be empty')],
    [
      'a text that is too long',
      { ...validEvent, eventId: 'x'.repeat(129) },
      '[eventId: must have at most 128 characters]',
    ],
    [
      'an instant that is none',
      { ...validEvent, occurredAt: 'today' },
      expect.stringMatching(/^\[occurredAt: is not in the required form \(.*RFC 3339/),
    ],
    [
      'two problems at once',
      { ...withoutAmount, currency: 5 },
      '[amount: is required; currency: must be a string]',
    ],
    [
      'a batch of eleven',
      { events: Array.from({ length: 11 }, () => validEvent) },
      '[events: must have at most 10 items]',
    ],
    ['an empty batch', { events: [] }, '[events: must have at least 1 item]'],
    [
      'a batch in which one entry is bad',
      { events: [validEvent, { ...withoutAmount, vendor: {} }] },
      '[events[1].amount: is required; events[1].vendor.id: is required]',
    ],
    [
      'a batch beside an event',
      { events: [validEvent], amount: '5' },
      '[amount: cannot stand beside events]',
    ],
    ['a batch that is no list', { events: validEvent }, '[events: must be an array]'],
    ['an empty object', {}, expect.stringContaining('[body: must have at least one of eventId, invoiceId')],
    ['a list', [validEvent], '[body: must be an object]'],
    ['a number', 5, '[body: must be an object]'],
    ['nothing', '', '[body: is empty]'],
    ['no JSON', '{"eventId": nope}', '[body: is not valid JSON]'],
    [
      'a trailing comma',
      '{"eventId": "a",}',
      expect.stringContaining('[body: is not valid JSON (at character 16)]'),
    ],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from('{"eventId":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      '[body: is not valid UTF-8]',
    ],
    ['a field twice', twice('amount'), '[amount: appears more than once]'],
    ['a field twice, once escaped', twice('\\u0061mount'), '[amount: appears more than once]'],
    [
      'a field twice within',
      JSON.stringify({ events: [validEvent, validEvent] }).replace('"id":"V-1017"', '"id":"x","id":"y"'),
      '[events[0].vendor.id: appears more than once]',
    ],
    [
      'a prototype',
      `{"__proto__":{},${JSON.stringify(validEvent).slice(1)}`,
      '[__proto__: is not an allowed name]',
    ],
    [
      'a prototype in a free part',
      { ...validEvent, attributes: JSON.parse('{"__proto__":"x"}') },
      '[attributes.__proto__: is not an allowed name]',
    ],
    [
      'a NUL',
      { ...validEvent, attributes: { note: 'a\0b' } },
      '[attributes.note: holds a NUL character or half a surrogate pair]',
    ],
    [
      'half a surrogate pair',
      { ...validEvent, attributes: { note: '\ud83d' } },
      '[attributes.note: holds a NUL character or half a surrogate pair]',
    ],
    ['a name with odd characters', { ...validEvent, 'a"b\n': 1 }, '[["a\\"b\\n"]: is not a known field]'],
    ['deep nesting', '['.repeat(30_000) + ']'.repeat(30_000), '[body: is nested more than 32 levels deep]'],
    [
      'sixty kilobytes in one field',
      { ...validEvent, vendor: { id: 'v', name: 'x'.repeat(60_000) } },
      '[vendor.name: must have at most 256 characters]',
    ],
  ])('When it is %s, Then the 400 names it and nothing reaches the bus', async (_name, body, errors) => {
    const reply = await cell.send({ body });
    expect(bodyOf(reply)).toMatchObject({ status: 400, code: 'INVALID_BODY', errors });
    expect(reply.status).toBe(400);
    expect(reply.headers['content-type']).toBe('application/problem+json');
    expect(cell.bus.entries).toEqual([]);
  });

  test('When every one of 8,000 entries is bad, Then the reply stays short', async () => {
    const reply = await cell.send({ body: { events: Array.from({ length: 8_000 }, () => ({ x: 1 })) } });
    expect(reply.status).toBe(400);
    expect(String(reply.body).length).toBeLessThan(4000);
    expect(bodyOf(reply).errors).toMatch(/^\[events: must have at most 10 items; .*; and \d+ more\]$/);
  });

  test('When its values are secret, Then the reply repeats none of them', async () => {
    const secret = 'S3CR3T-value';
    const bad = {
      ...validEvent,
      status: secret,
      amount: secret,
      occurredAt: secret,
      currency: secret,
      vendor: secret,
    };
    for (const body of [bad, { events: [bad] }, `{"a": ${secret}}`, `"${secret}"`])
      expect(String((await cell.send({ body })).body)).not.toContain(secret);
  });

  test('When it is larger than 64 KB, Then the firewall answers 413 before all else', async () => {
    const declared = await cell.send({ body: '', bodyTooLarge: true });
    const whole = await cell.send({ body: Buffer.alloc(64 * 1024 + 1, 0x20) });
    const keyless = await cell.send({ body: '', bodyTooLarge: true, headers: { 'x-api-key': undefined } });
    for (const reply of [declared, whole, keyless]) {
      expect(reply.status).toBe(413);
      // AWS WAF sets the content type of what it answers, and knows no other JSON.
      expect(reply.headers['content-type']).toBe('application/json');
      expect(bodyOf(reply)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    }
    expect(cell.gateway.maxBodyBytes).toBe(64 * 1024);
  });

  test('When it is exactly 64 KB, Then the firewall lets it through', async () => {
    const body = JSON.stringify(validEvent);
    const reply = await cell.send({ body: body + ' '.repeat(64 * 1024 - Buffer.byteLength(body)) });
    expect(reply.status).toBe(202);
  });

  test.each(['text/plain', 'application/xml', 'application/jsonx', 'multipart/form-data; boundary=x'])(
    'When its content type is %s, Then the reply is a 415',
    async (type) => {
      const reply = await cell.send({ headers: { 'content-type': type } });
      expect(reply.status).toBe(415);
      expect(bodyOf(reply)).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
      expect(cell.bus.entries).toEqual([]);
    },
  );
});

describe('Given a caller', () => {
  test.each<[string, string | undefined]>([
    ['no key', undefined],
    ['an empty key', ''],
    ['an unknown key', 'secret of nobody'],
    ["the key's id instead of its secret", 'demo'],
  ])('When it has %s, Then the reply is a 403', async (_name, key) => {
    const reply = await cell.send({ headers: { 'x-api-key': key } });
    expect(reply.status).toBe(403);
    expect(bodyOf(reply)).toMatchObject({ code: 'INVALID_API_KEY' });
  });

  test('When it bursts beyond its plan, Then only it is throttled and told when to retry', async () => {
    const headers = { 'x-api-key': 'secret of limited' };
    const replies = await Promise.all(Array.from({ length: 12 }, () => cell.send({ headers })));
    expect(replies.map(({ status }) => status)).toEqual([...Array(10).fill(202), 429, 429]);
    expect(replies[11]?.headers).toMatchObject({
      'retry-after': '1',
      'content-type': 'application/problem+json',
    });
    expect((await cell.send({})).status).toBe(202);
    cell.clock.time += 1000;
    const later = await Promise.all(Array.from({ length: 6 }, () => cell.send({ headers })));
    expect(later.map(({ status }) => status)).toEqual([...Array(5).fill(202), 429]);
  });

  test('When it uses up its quota, Then it is told so until the next period', async () => {
    const limited = await openGateway((api) => ({
      ...api,
      usagePlans: api.usagePlans.map((plan) => ({ ...plan, quota: { limit: 2, period: 'DAY', offset: 0 } })),
    }));
    const replies = [await limited.send({}), await limited.send({}), await limited.send({})];
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 429]);
    // An hour, and not at once: the quota stays used up for up to a day.
    expect(replies[2]?.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'retry-after': '3600',
    });
    expect(bodyOf(replies[2] ?? (await limited.send({})))).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    limited.clock.time += 24 * 60 * 60 * 1000;
    expect((await limited.send({})).status).toBe(202);
  });

  test('When its plan throttles one route, Then its other routes are not throttled', async () => {
    const route = '/invoices/posting/POST';
    const limited = await openGateway((api) => ({
      ...api,
      usagePlans: api.usagePlans.map((plan) => ({
        ...plan,
        methodThrottles: { [route]: { rate: 1, burst: 1 } },
      })),
    }));
    const post = (path: string, status: string) => limited.send({ path, body: { ...validEvent, status } });
    const replies = [await post('/invoices/posting', 'paid'), await post('/invoices/posting', 'paid')];
    expect(replies.map(({ status }) => status)).toEqual([202, 429]);
    expect((await post('/invoices/ingestion', 'received')).status).toBe(202);
  });

  test.each(['/invoices/ingestion/', '//invoices/ingestion', '///invoices/ingestion//'])(
    'When it posts to %s, Then the resource takes it',
    async (path) => {
      expect((await cell.send({ path })).status).toBe(202);
      expect(cell.bus.entries).toHaveLength(1);
    },
  );

  test.each([
    ['POST', '/invoices/nowhere'],
    ['POST', '/'],
    ['POST', '/invoices//ingestion'],
    ['POST', '/invoices/ingestion%2F'],
    ['POST', '/invoices%2Fingestion'],
    ['GET', '/invoices/'],
    ['PUT', '/invoices/ingestion'],
    ['GET', '/invoices/ingestion'],
    ['DELETE', '/invoices/INV-1'],
  ])('When it calls %s %s, Then there is no such route', async (method, path) => {
    const reply = await cell.send({ method, path });
    expect(reply.status).toBe(404);
    expect(bodyOf(reply)).toMatchObject({ code: 'NO_SUCH_ROUTE' });
  });
});

describe('Given a body that is compressed', () => {
  const json = Buffer.from(JSON.stringify(validEvent));
  const post = (body: Buffer, coding: string) => cell.send({ body, headers: { 'content-encoding': coding } });

  test.each([
    ['gzip', gzipSync(json)],
    ['GZIP', gzipSync(json)],
    ['deflate', deflateSync(json)],
    ['identity', json],
    ['', json],
  ])('When its Content-Encoding is "%s", Then it is decompressed and taken', async (coding, body) => {
    expect((await post(body, coding)).status).toBe(202);
    expect(envelopeOf(cell.bus.entries[0])).toMatchObject({ event: validEvent });
  });

  test.each([
    ['br', brotliCompressSync(json)],
    ['gzip, gzip', gzipSync(gzipSync(json))],
    ['zstd', json],
    ['gzip', json],
    ['gzip', gzipSync(json).subarray(0, -9)],
    ['deflate', gzipSync(json)],
  ])('When it is not "%s" or that is not known, Then the 415 names the header', async (coding, body) => {
    const reply = await post(body, coding);
    expect(reply.status).toBe(415);
    expect(bodyOf(reply)).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect(bodyOf(reply).detail).toContain('Content-Encoding');
    expect(cell.bus.entries).toHaveLength(0);
  });

  test('When a few bytes become more than the API takes, Then the reply is a 413', async () => {
    const reply = await post(gzipSync(Buffer.alloc(11 * 1024 * 1024, ' ')), 'gzip');
    expect(bodyOf(reply)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  test('When its Content-Encoding is missing, Then the reply says that it is no text', async () => {
    expect(bodyOf(await cell.send({ body: gzipSync(json) }))).toMatchObject({
      status: 400,
      errors: '[body: is not valid UTF-8]',
    });
  });
});

describe('Given a header in an unusual form', () => {
  test.each([
    ['no Content-Type', undefined],
    ['parameters', 'application/json; charset=utf-8'],
    ['another charset', 'application/json; charset=iso-8859-1'],
    ['another case', 'Application/JSON'],
    ['a trailing semicolon', 'application/json ;'],
  ])('When its Content-Type has %s, Then the body is read as UTF-8', async (_, type) => {
    expect((await cell.send({ headers: { 'content-type': type } })).status).toBe(202);
  });

  test('When two API keys come as one, Then neither is taken', async () => {
    const reply = await cell.send({ headers: { 'x-api-key': 'secret of demo, secret of demo' } });
    expect(bodyOf(reply)).toMatchObject({ status: 403, code: 'INVALID_API_KEY' });
  });
});

describe('Given the history route', () => {
  const get = () => cell.send({ method: 'GET', path: '/invoices/INV%201', body: '' });

  test('When it is called, Then what the function makes of a proxy event is the reply', async () => {
    let seen: unknown;
    cell.history = async (event) => {
      seen = event;
      return { statusCode: 404, headers: { 'Content-Type': 'application/problem+json' }, body: '{"a":1}' };
    };
    const reply = await get();
    expect(reply).toMatchObject({ status: 404, body: '{"a":1}' });
    expect(reply.headers['content-type']).toBe('application/problem+json');
    expect(seen).toMatchObject({
      resource: '/invoices/{invoiceId}',
      path: '/invoices/INV%201',
      httpMethod: 'GET',
      pathParameters: { invoiceId: 'INV%201' },
      queryStringParameters: null,
      requestContext: { stage: 'live', httpMethod: 'GET' },
      body: null,
    });
  });

  test('When the id holds an encoded slash, Then it is one id, still encoded', async () => {
    let seen: unknown;
    cell.history = async (event) => {
      seen = event;
      return { statusCode: 200 };
    };
    for (const path of ['/invoices/A%2F1', '/invoices/A%2F1/', '//invoices/A%2F1']) {
      expect((await cell.send({ method: 'GET', path, body: '' })).status).toBe(200);
      expect(seen).toMatchObject({ path, pathParameters: { invoiceId: 'A%2F1' } });
    }
  });

  test.each<[string, () => Promise<unknown>]>([
    ['throws', () => Promise.reject(new Error('boom'))],
    ['answers nothing', async () => undefined],
    ['answers no status', async () => ({ body: 'x' })],
    ['answers a list for a status', async () => ({ statusCode: [200] })],
    ['answers a status below any', async () => ({ statusCode: 99 })],
    ['answers a status beyond any', async () => ({ statusCode: '600' })],
    ['answers a status in another notation', async () => ({ statusCode: '0xc8' })],
    ['answers more than a response', async () => ({ statusCode: 200, body: '', error: 'x' })],
    ['answers a text', async () => '{"statusCode":200}'],
    ['answers an object for a body', async () => ({ statusCode: 200, body: {} })],
  ])('When the function %s, Then the reply is a 502 that tells nothing of it', async (_name, history) => {
    cell.history = history;
    const reply = await get();
    expect(reply.status).toBe(502);
    expect(String(reply.body)).not.toContain('boom');
    expect(cell.faults).toHaveLength(1);
  });
});
