import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Gateway } from '../../../emulator/gateway/gateway.ts';
import type { HttpRequest, HttpResponse } from '../../../emulator/gateway/http-message.ts';
import { type HttpServer, startHttpServer } from '../../../local/server/http-server.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const maxBodyBytes = 1_000;

const accepted: HttpResponse = {
  status: 202,
  headers: { 'content-type': 'application/json' },
  body: '{"ok":"é"}',
};

async function start(handle: Gateway['handle']) {
  const server = await startHttpServer({ port: 0, gateway: { maxBodyBytes, handle } });
  servers.push(server);
  return server;
}

describe('Given a running server', () => {
  test('When a request comes, Then the gateway gets all of it and its response goes back', async () => {
    let seen: HttpRequest | undefined;
    const { origin } = await start(async (request) => {
      seen = request;
      return accepted;
    });
    const response = await fetch(`${origin}/a%20b?x=1&y=%C3%A9`, {
      method: 'POST',
      body: 'héllo',
      headers: { 'X-Api-Key': 'k' },
    });
    expect(response.status).toBe(202);
    expect(response.headers.get('content-length')).toBe('11');
    expect(await response.json()).toEqual({ ok: 'é' });
    expect(seen).toMatchObject({
      method: 'POST',
      path: '/a%20b',
      query: 'x=1&y=%C3%A9',
      sourceIp: '127.0.0.1',
      bodyTooLarge: false,
    });
    expect(seen?.headers['x-api-key']).toBe('k');
    expect(seen?.body.toString()).toBe('héllo');
  });

  test('When the body comes in pieces, Then the gateway gets it whole', async () => {
    const { origin } = await start(async ({ body }) => ({ ...accepted, body }));
    const request = httpRequest(origin, { method: 'POST' });
    for (const piece of ['one ', 'two ', 'three']) request.write(piece);
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(Buffer.concat(await response.toArray()).toString()).toBe('one two three');
  });

  test('When the body is too large, Then the gateway is told and the client answered', async () => {
    const { origin } = await start(async ({ body, bodyTooLarge }) => ({
      ...accepted,
      body: JSON.stringify({ kept: body.length, bodyTooLarge }),
    }));
    const response = await fetch(origin, { method: 'POST', body: Buffer.alloc(maxBodyBytes + 1) });
    expect(await response.json()).toEqual({ kept: 0, bodyTooLarge: true });
  });

  test('When a client goes away in the middle of its body, Then the server goes on', async () => {
    const { origin } = await start(async () => accepted);
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf');
    await once(socket, 'connect');
    socket.destroy();
    expect((await fetch(origin)).status).toBe(202);
  });

  test('When its port is taken, Then the error says so and what to do', async () => {
    const { origin } = await start(async () => accepted);
    const port = Number(new URL(origin).port);
    await expect(
      startHttpServer({ port, gateway: { maxBodyBytes, handle: async () => accepted } }),
    ).rejects.toThrow(`Port ${port} is in use. Choose another`);
  });
});

describe('Given a server that closes', () => {
  test('When it closes, Then a request is answered and an idle connection ends', async () => {
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const server = await startHttpServer({
      port: 0,
      gateway: {
        maxBodyBytes,
        handle: async ({ path }) => {
          if (path === '/slow') {
            arrived.resolve();
            await release.promise;
          }
          return accepted;
        },
      },
    });
    const agent = new Agent({ keepAlive: true });
    const get = async (path: string) => {
      const request = httpRequest(server.origin + path, { agent });
      request.end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      await response.toArray();
      return response;
    };
    const slow = get('/slow');
    await arrived.promise;
    await get('/idle');
    const closed = server.close();
    await expect(fetch(server.origin)).rejects.toThrow();
    release.resolve();
    expect((await slow).statusCode).toBe(202);
    await closed;
    agent.destroy();
  });
});
