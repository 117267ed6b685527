import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { Run } from '../../../bench/invoices.ts';
import { type LoadOptions, startLoad } from '../../../bench/load.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A load at a rate on a server that answers in this way; and the requests' bodies, as they came. */
async function loaded(answer: (response: ServerResponse) => void, shape: Partial<LoadOptions>) {
  const bodies: string[] = [];
  let connected = 0;
  let connectedAtFirst: number | undefined;
  server = createServer(async (request, response) => {
    connectedAtFirst ??= connected;
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    answer(response);
  });
  server.on('connection', () => connected++);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
  const run = new Run('test', Date.now());
  const load = await startLoad({
    ...{ origin, apiKey: 'key', run, connections: 100, seconds: 0.4, rate: 200, batch: 1 },
    ...shape,
  });
  await load.done;
  return { tally: load.tally, bodies, connectedAtFirst };
}

const accept = (response: ServerResponse) => response.writeHead(202).end('{}');

describe('Given an open loop', () => {
  test('when the server is slow, then requests start when due all the same', async () => {
    let [underWay, peak] = [0, 0];
    const slow = (response: ServerResponse) => {
      underWay += 1;
      peak = Math.max(peak, underWay);
      setTimeout(() => {
        underWay -= 1;
        accept(response);
      }, 300);
    };
    const { tally, bodies } = await loaded(slow, {});
    expect(peak).toBeGreaterThan(20);
    expect(tally.unsent).toBe(0);
    expect(tally.acknowledged.count).toBe(bodies.length);
  });

  test('when it begins, then the connections of a second are open, within the limit', async () => {
    // The server may hear of the last few after the client does.
    const bySecond = await loaded(accept, { rate: 80 });
    expect(bySecond.connectedAtFirst).toBeGreaterThan(60);
    expect(bySecond.connectedAtFirst).toBeLessThanOrEqual(80);
    const byLimit = await loaded(accept, { connections: 40 });
    expect(byLimit.connectedAtFirst).toBeGreaterThan(25);
    expect(byLimit.connectedAtFirst).toBeLessThanOrEqual(40);
  });

  test('when no connection is free, then what is due counts as unsent and is never sent', async () => {
    const held: ServerResponse[] = [];
    const hold = (response: ServerResponse) => {
      if (held.push(response) === 3) setTimeout(() => held.map(accept), 1000);
    };
    const { tally, bodies } = await loaded(hold, { connections: 3, batch: 2 });
    expect(bodies).toHaveLength(3);
    expect(tally.acknowledged.count).toBe(6);
    expect(tally.unsent).toBeGreaterThan(6);
    expect(tally.unsent % 2).toBe(0);
  });

  test('when a request starts late, then its latency counts from when it was due', async () => {
    let blocked = false;
    const block = (response: ServerResponse) => {
      accept(response);
      if (blocked) return;
      blocked = true;
      // Generator and server share this thread: nothing is sent meanwhile, and nothing is answered.
      for (const end = performance.now() + 250; performance.now() < end; );
    };
    const { tally } = await loaded(block, {});
    expect(tally.post.latency.p50).toBeGreaterThan(20);
    expect(tally.post.latency.max).toBeGreaterThan(200);
  });

  test('when it refuses, then replies count by status, and 503s without Retry-After', async () => {
    let count = 0;
    const { tally, bodies } = await loaded((response) => {
      count += 1;
      if (count % 3 === 0) response.writeHead(429).end('{}');
      else response.writeHead(503, count % 3 === 1 ? { 'Retry-After': '1' } : {}).end('{}');
    }, {});
    const of = (remainder: number) => bodies.filter((_, at) => (at + 1) % 3 === remainder).length;
    expect(tally.refused).toEqual(
      new Map([
        ['503', of(1) + of(2)],
        ['429', of(0)],
      ]),
    );
    expect(tally.withoutRetryAfter).toBe(of(2));
    expect(tally.failed).toBe(bodies.length);
    expect(new Set(bodies).size).toBe(bodies.length);
  });

  test('when the server hangs up, then the cell may have the events: they are unanswered', async () => {
    const { tally, bodies } = await loaded((response) => response.destroy(), { batch: 5 });
    expect(tally.refused).toEqual(new Map([['connection', bodies.length * 5]]));
    expect(tally.unanswered).toBe(bodies.length * 5);
  });

  test('when events go in batches, then one request brings as many of different invoices', async () => {
    const { tally, bodies } = await loaded(accept, { batch: 10 });
    expect(tally.acknowledged.count).toBe(bodies.length * 10);
    for (const body of bodies) {
      const { events } = JSON.parse(body);
      expect(new Set(events.map((event: { invoiceId: string }) => event.invoiceId)).size).toBe(10);
    }
  });
});
