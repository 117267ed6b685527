import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startConsole, status } from './console-harness.ts';

let served: Awaited<ReturnType<typeof startConsole>>;
beforeAll(async () => {
  served = await startConsole();
});
afterAll(() => served.close());

/** A request line no client library would send. */
function rawGet(path: string, host = 'localhost') {
  return new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(served.origin).port), '127.0.0.1');
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
    const response = await served.get('/console/');
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
    const response = await served.get('/console');
    expect([response.status, response.headers.get('location')]).toEqual([308, '/console/']);
  });

  test.each(['/console/invoices/INV-1', '/console/live'])(
    'answers its own address %s with the page',
    async (path) => {
      expect(await (await served.get(path)).text()).toContain('<title>console</title>');
    },
  );

  test('lets hashed assets be kept for good, and answers what is known with 304', async () => {
    const response = await served.get('/console/assets/main-1a2b.js');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('immutable');
    const headers = { 'if-none-match': response.headers.get('etag') ?? '' };
    expect((await served.get('/console/assets/main-1a2b.js', { headers })).status).toBe(304);
  });

  test('sends no body to HEAD', async () => {
    const response = await served.get('/console/', { method: 'HEAD' });
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
    const response = await served.get('/console/api/status', { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('leaves every other address to the gateway', async () => {
    for (const path of ['/', '/consoles', '/invoices/x', '/openapi.json/'])
      expect((await served.get(path)).status).toBe(299);
  });
});

describe('The stream of statuses', () => {
  const listen = () =>
    new Promise<{ status: number | undefined; first: Promise<string>; end: () => void }>(
      (resolve, reject) => {
        const request = httpRequest(`${served.origin}/console/api/stream`, (response) => {
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
