import type { IncomingMessage, RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { httpCalls } from '../../functions/adapters/downstream/http-calls.ts';
import { bodyOf, startHttpDouble } from './http-double.ts';

let stop = async () => {};
afterEach(() => stop());

async function receiver(answer: RequestListener): Promise<string> {
  const double = await startHttpDouble(answer);
  stop = double.stop;
  return double.endpoint;
}

const headers = {
  authorization: 'Bearer s3cret',
  'idempotency-key': 'k',
  'content-type': 'application/json',
};
const call = (url: string, timeoutMs = 5_000) => httpCalls.post({ url, timeoutMs, headers, body: '{"a":1}' });

/** The error of a call, as text with all its fields. */
const failureOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => 'it succeeded',
    (reason: unknown) => reason,
  );
  return JSON.stringify(error, Object.getOwnPropertyNames(Object(error)));
};

describe('Given a receiver over HTTP', () => {
  test('When it is called, Then it gets body and headers, and its answer comes back', async () => {
    const got: { request: IncomingMessage; body: string }[] = [];
    const url = await receiver(async (request, response) => {
      got.push({ request, body: String(await bodyOf(request)) });
      response.writeHead(429, { 'retry-after': '7' }).end('{"later":true}');
    });
    expect(await call(`${url}/events?v=1`)).toEqual({ status: 429, retryAfter: '7' });
    expect(got).toHaveLength(1);
    expect(got[0]?.body).toBe('{"a":1}');
    expect(got[0]?.request).toMatchObject({ method: 'POST', url: '/events?v=1' });
    expect(got[0]?.request.headers).toMatchObject(headers);
  });

  test('When it redirects, Then nobody follows', async () => {
    const paths: (string | undefined)[] = [];
    const url = await receiver((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await call(`${url}/events`)).toMatchObject({ status: 307 });
    expect(paths).toEqual(['/events']);
  });

  test('When its body has no end, Then it is cut off and the status counts', async () => {
    const gone = Promise.withResolvers<void>();
    const url = await receiver((_, response) => {
      response.writeHead(200);
      const more = () => {
        if (response.destroyed) return;
        response.write('x'.repeat(16 * 1024), () => setImmediate(more));
      };
      response.on('close', () => gone.resolve());
      more();
    });
    expect(await call(url)).toMatchObject({ status: 200 });
    await gone.promise;
  });

  test('When it breaks off in its body, Then the status counts', async () => {
    const url = await receiver((_, response) => {
      response.writeHead(201, { 'content-length': '100' });
      response.write('x', () => response.destroy());
    });
    expect(await call(url)).toMatchObject({ status: 201 });
  });

  test('When it never answers, Then the call ends in time, and tells no secret', async () => {
    const url = await receiver(() => {});
    const failure = await failureOf(call(url, 100));
    expect(failure).toContain('DOWNSTREAM_TIMEOUT');
    expect(failure).not.toContain('s3cret');
  });

  test('When nobody listens, Then that is said, and tells no secret', async () => {
    const url = await receiver(() => {});
    await stop();
    stop = async () => {};
    const failure = await failureOf(call(url));
    expect(failure).toContain('DOWNSTREAM_UNREACHABLE');
    expect(failure).toContain('ECONNREFUSED');
    expect(failure).not.toContain('s3cret');
  });
});
