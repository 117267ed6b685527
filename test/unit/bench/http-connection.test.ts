import { createServer, type Server } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { HttpConnection, ReplyTimeout } from '../../../bench/http-connection.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A server that answers every request with these pieces of text, then closes when told to. */
async function answering(
  pieces: readonly string[],
  { close = false, timeoutMs = 0 } = {},
): Promise<HttpConnection> {
  server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', async () => {
      for (const piece of pieces) {
        socket.write(piece, 'latin1');
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (close) socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return HttpConnection.open(new URL(`http://127.0.0.1:${port}/`), timeoutMs);
}

const replies = [
  {
    text: 'HTTP/1.1 202 Accepted\r\nContent-Length: 14\r\nConnection: keep-alive\r\n\r\n{"accepted":1}',
    reply: { status: 202, body: '{"accepted":1}' },
  },
  {
    text: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n, everyone\r\n0\r\n\r\n',
    reply: { status: 200, body: 'hello, everyone' },
  },
  { text: 'HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n', reply: { status: 204, body: '' } },
];

describe('Given a server that keeps connections alive', () => {
  test('when a reply arrives in any pieces, then each request gets its own, whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...replies),
        fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 5 }),
        async ({ text, reply }, cuts) => {
          const edges = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
          const connection = await answering(edges.slice(1).map((edge, at) => text.slice(edges[at], edge)));
          expect(await connection.send('GET / HTTP/1.1\r\n\r\n')).toMatchObject(reply);
          expect(await connection.send('GET / HTTP/1.1\r\n\r\n')).toMatchObject(reply);
          connection.close();
          server?.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  test('when the server closes mid-reply, then the request fails and the connection ends', async () => {
    const connection = await answering(['HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\nhalf'], {
      close: true,
    });
    await expect(connection.send('GET / HTTP/1.1\r\n\r\n')).rejects.toThrow();
    expect(connection.usable).toBe(false);
    await expect(connection.send('GET / HTTP/1.1\r\n\r\n')).rejects.toThrow();
  });

  test('when no reply comes in time, then the request fails as timed out', async () => {
    const connection = await answering([], { timeoutMs: 20 });
    await expect(connection.send('GET / HTTP/1.1\r\n\r\n')).rejects.toBeInstanceOf(ReplyTimeout);
    expect(connection.usable).toBe(false);
  });
});
