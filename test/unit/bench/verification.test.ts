import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { CellClient } from '../../../bench/cell-client.ts';
import { Run } from '../../../bench/invoices.ts';
import { startLoad } from '../../../bench/load.ts';
import { verify } from '../../../bench/verification.ts';
import { watch } from '../../../bench/watch.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A cell of a few lines, which keeps each event as many times as it is told: once is right. */
async function pretendCell(copies: (count: number) => number) {
  const histories = new Map<string, string[]>();
  let accepted = 0;
  const status = () => ({
    accepted,
    visible: accepted,
    distinct: accepted,
    duplicates: 0,
    deadLettered: 0,
    freshness: { p50Ms: 1, p99Ms: 2, maxMs: 3 },
  });
  server = createServer(async (request, response) => {
    const answer = (code: number, body: unknown) =>
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url?.startsWith('/console/api/status')) return answer(200, status());
    if (request.method === 'GET') {
      const history = histories.get(request.url?.split('/').at(-1) ?? '');
      return history
        ? answer(200, { events: history.map((eventId) => ({ event: { eventId } })) })
        : answer(404, {});
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const { eventId, invoiceId } = JSON.parse(body);
    const history = histories.get(invoiceId) ?? [];
    history.push(...Array.from({ length: copies(accepted++) }, () => eventId));
    histories.set(invoiceId, history);
    return answer(202, { accepted: 1 });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const api = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
  return { pid: 0, api, apiKey: 'key', console: new URL('console/', api), stop: async () => {} };
}

/** Loads the cell for a moment and holds it against what it acknowledged. */
async function loadAndVerify(copies: (count: number) => number) {
  const cell = await pretendCell(copies);
  const run = new Run('test', Date.now());
  const load = startLoad({
    origin: cell.api,
    apiKey: cell.apiKey,
    run,
    connections: 3,
    seconds: 0.2,
    rate: undefined,
    batch: 1,
  });
  const client = await CellClient.open(cell);
  const usage = async () => ({ cpuSeconds: 0, residentMB: 0, peakMB: 0 });
  const {
    end: { status },
  } = await watch(client, load, { usage });
  client.close();
  const verdict = (changed = {}) => verify(cell, { ...status, ...changed }, load);
  const { count: accepted, invoices } = load.tally.acknowledged;
  return { accepted, invoices, verdict };
}

describe('Given a cell under load', () => {
  test('when it keeps every event once, then nothing is lost and nothing is there twice', async () => {
    const { accepted, invoices, verdict } = await loadAndVerify(() => 1);
    expect(accepted).toBeGreaterThan(0);
    expect(await verdict()).toEqual({ lost: 0, duplicated: 0, invoicesRead: invoices });
  });

  test('when it silently drops every tenth event, then just those are found lost', async () => {
    const { accepted, verdict } = await loadAndVerify((count) => (count % 10 === 0 ? 0 : 1));
    expect(await verdict()).toMatchObject({ lost: Math.ceil(accepted / 10), duplicated: 0 });
  });

  test('when it silently keeps every tenth event twice, then just those are found', async () => {
    const { accepted, verdict } = await loadAndVerify((count) => (count % 10 === 0 ? 2 : 1));
    expect(await verdict()).toMatchObject({ lost: 0, duplicated: Math.ceil(accepted / 10) });
  });

  test('when its histories are right but not its counts, then the counts are believed', async () => {
    const { accepted, verdict } = await loadAndVerify(() => 1);
    expect(await verdict({ visible: accepted - 3 })).toMatchObject({ lost: 3 });
    expect(await verdict({ distinct: accepted + 2 })).toMatchObject({ duplicated: 2 });
    expect(await verdict({ duplicates: 4 })).toMatchObject({ duplicated: 4 });
  });
});
