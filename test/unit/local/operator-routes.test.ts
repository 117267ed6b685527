import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maxActBytes } from '../../../local/server/operator-problems.ts';
import { operatorKey, startConsole } from './console-harness.ts';

let served: Awaited<ReturnType<typeof startConsole>>;
beforeAll(async () => {
  served = await startConsole();
});
afterAll(() => served.close());

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const json = { 'content-type': 'application/json' };
const withKey = { 'x-operator-key': operatorKey };

/** Sends headers that fetch would not: browsers set them themselves. */
function send(path: string, { method = 'POST', headers = {}, body = '{"text":"a"}' }: Sent) {
  return new Promise<{ status: number; allow: string | undefined; body: { code?: string } }>(
    (resolve, reject) => {
      const request = httpRequest(
        `${served.origin}/console/api/${path}`,
        { method, headers },
        async (response) => {
          const text = (await response.setEncoding('utf8').toArray()).join('');
          const { statusCode: status = 0 } = response;
          resolve({ status, allow: response.headers.allow, body: text === '' ? {} : JSON.parse(text) });
        },
      );
      request.on('error', reject);
      // The client frames no body of another method.
      request.end(['POST', 'PUT'].includes(method) ? body : undefined);
    },
  );
}

/** What the acts and reads got during the work. */
async function askedDuring<T>(work: () => Promise<T>) {
  const before = served.asked.length;
  return { result: await work(), asked: served.asked.slice(before) };
}

describe('Given an act of an operator', () => {
  test('When the key comes with it, Then it is done and answered', async () => {
    const { result, asked } = await askedDuring(() => send('notes', { headers: { ...json, ...withKey } }));
    expect(result).toMatchObject({ status: 200, body: { noted: 'a' } });
    expect(asked).toEqual([{ text: 'a' }]);
  });

  test.each([
    ['no key', {}, 'OPERATOR_KEY_MISSING'],
    ['an empty key', { 'x-operator-key': '' }, 'OPERATOR_KEY_MISSING'],
    ['a wrong key', { 'x-operator-key': 'wrong' }, 'OPERATOR_KEY_WRONG'],
    ['the start of the key', { 'x-operator-key': operatorKey.slice(0, -1) }, 'OPERATOR_KEY_WRONG'],
    ['a producer’s key', { 'x-api-key': operatorKey }, 'OPERATOR_KEY_MISSING'],
    ['another origin', { ...withKey, origin: 'https://evil.example' }, 'CROSS_SITE'],
    ['an opaque origin', { ...withKey, origin: 'null' }, 'CROSS_SITE'],
    ['another port as origin', { ...withKey, origin: 'http://127.0.0.1:1' }, 'CROSS_SITE'],
    ['another site', { ...withKey, 'sec-fetch-site': 'cross-site' }, 'CROSS_SITE'],
    ['another port of this site', { ...withKey, 'sec-fetch-site': 'same-site' }, 'CROSS_SITE'],
    ['another host', { ...withKey, host: 'evil.example' }, 'FOREIGN_HOST'],
  ])('When %s comes with it, Then it is refused and not done', async (_, headers, code) => {
    const { result, asked } = await askedDuring(() => send('notes', { headers: { ...json, ...headers } }));
    expect(result).toMatchObject({ status: 403, body: { status: 403, code } });
    expect(asked).toEqual([]);
  });

  test('When the console’s own page sends it, Then it is done', async () => {
    const own = { origin: served.origin, 'sec-fetch-site': 'same-origin' };
    expect(await send('notes', { headers: { ...json, ...withKey, ...own } })).toMatchObject({ status: 200 });
  });

  test.each([
    ['not JSON', 415, { ...json, 'content-type': 'text/plain' }, '{"text":"a"}', 'UNSUPPORTED_MEDIA_TYPE'],
    ['without a type', 415, {}, '{"text":"a"}', 'UNSUPPORTED_MEDIA_TYPE'],
    ['compressed', 415, { ...json, 'content-encoding': 'gzip' }, '{"text":"a"}', 'UNSUPPORTED_MEDIA_TYPE'],
    ['too large', 413, json, JSON.stringify({ text: 'x'.repeat(maxActBytes) }), 'BODY_TOO_LARGE'],
    ['cut off', 400, json, '{"text":', 'INVALID_BODY'],
    ['a list', 400, json, '[]', 'INVALID_BODY'],
    ['empty', 400, json, '', 'INVALID_BODY'],
    ['a name twice', 400, json, '{"text":"a","text":"b"}', 'INVALID_BODY'],
    ['an unknown field', 400, json, '{"text":"a","more":1}', 'INVALID_REQUEST'],
    ['a missing field', 400, json, '{}', 'INVALID_REQUEST'],
  ])('When its body is %s, Then it is refused and not done', async (_, status, headers, body, code) => {
    const { result, asked } = await askedDuring(() =>
      send('notes', { headers: { ...withKey, ...headers }, body }),
    );
    expect(result).toMatchObject({ status, body: { code } });
    expect(asked).toEqual([]);
  });

  test('When its body is as large as it may be, Then it is done', async () => {
    const frame = JSON.stringify({ text: '' }).length;
    const body = JSON.stringify({ text: 'x'.repeat(maxActBytes - frame) });
    expect(await send('notes', { headers: { ...json, ...withKey }, body })).toMatchObject({ status: 200 });
  });

  test('When it fails for the moment, Then the client is told to come back', async () => {
    expect(await send('busy', { headers: { ...json, ...withKey } })).toMatchObject({
      status: 503,
      body: { code: 'STORE_AWAY' },
    });
  });

  test.each([
    ['busy', 'GET', 'POST'],
    ['notes', 'PUT', 'GET, POST'],
    ['notes', 'OPTIONS', 'GET, POST'],
  ])('When %s is asked for with %s, Then only %s are allowed', async (path, method, allow) => {
    expect(await send(path, { method, headers: { ...json, ...withKey } })).toMatchObject({
      status: 405,
      allow,
    });
  });
});

describe('Given what only an operator may read', () => {
  test('When the key comes with the request, Then it is answered', async () => {
    const { result, asked } = await askedDuring(() => send('notes?a=1', { method: 'GET', headers: withKey }));
    expect(result).toMatchObject({ status: 200, body: { notes: [] } });
    expect(asked).toEqual([{ a: '1' }]);
  });

  test('When no key comes with it, Then it is refused', async () => {
    expect(await send('notes', { method: 'GET' })).toMatchObject({
      status: 403,
      body: { code: 'OPERATOR_KEY_MISSING' },
    });
  });

  test('When it is a name that every object has, Then there is nothing', async () => {
    expect(await send('constructor', { method: 'GET', headers: withKey })).toMatchObject({ status: 404 });
  });
});
