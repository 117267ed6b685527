import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type HeldEvent, heldEvent } from '../../functions/core/conservation/held-event.ts';
import { MinuteDigests, minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import type { Holdings } from '../../functions/core/conservation/ports.ts';
import { busDetailType, names } from '../../functions/core/names.ts';
import { create } from '../../functions/reconciler/create.ts';
import { cells } from '../../infra/cells/cells.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { factOf, memoryLog, memoryMetrics } from '../unit/functions/harness.ts';
import { bems, onlyTheseCredentials } from './bems-command.ts';
import { bodyOf, startHttpDouble } from './http-double.ts';

const [cell] = cells.filter(({ name }) => name !== 'local');
if (!cell) throw new Error('infra/cells has no cell to operate');

const end = minuteOf(Date.now()) - 20 * minuteMs;
const from = new Date(end - 10 * minuteMs).toISOString();

/**
 * An event that only the archive has, and its reconciler; every store is asked in memory.
 * @param snapshots ids of invoices whose snapshot is wrong, where the time series keeps any
 */
function cellWithALoss(snapshots?: readonly string[]) {
  const receivedAt = new Date(end - 7 * minuteMs).toISOString();
  const fact = factOf({ receivedAt, entryId: 'entry-1' });
  const lost = heldEvent(fact);
  const holding = (events: readonly HeldEvent[]): Holdings => ({
    async digests({ from: begin, to }) {
      const digests = new MinuteDigests();
      for (const event of events) if (event.receivedAt >= begin && event.receivedAt < to) digests.add(event);
      return digests.list();
    },
    events: async (minute) => events.filter((event) => minuteOf(event.receivedAt) === minute),
  });
  const resent: string[] = [];
  const records = memoryRecords();
  const reconcile = create({
    conservation: {
      archive: {
        ...holding([lost]),
        span: () => ({ from: 0, to: end }),
        texts: async () => [
          JSON.stringify({ id: 'entry-1', 'detail-type': busDetailType, detail: { stage: fact.stage } }),
        ],
      },
      ledger: { ...holding([]), receivedAt: async () => undefined },
      timeSeries: holding([]),
      ...(snapshots && { snapshots: { check: async () => snapshots } }),
      transit: { whereabouts: async () => new Map() },
      putBack: { resend: async (_, events) => void resent.push(...events) },
    },
    reconciler: {
      ...{ prefix: '', partitions: [{ name: 'ingestion', stage: 'ingestion' }] },
      pace: { intervalMs: 0, maxMinutes: 4, maxAgain: 1, budgetMs: minuteMs },
    },
    ...{ records, clock: { now: Date.now }, log: memoryLog(), metrics: memoryMetrics() },
  });
  return { reconcile, resent, records };
}

describe('Given a cell in an account, whose reconciler is asked', () => {
  const asked: string[] = [];
  let lambda: Awaited<ReturnType<typeof startHttpDouble>>;
  let deployed: ReturnType<typeof cellWithALoss>;
  let fails: 'not' | 'itself' | 'for lack of rights' = 'not';
  beforeAll(async () => {
    // STS, and Lambda's Invoke: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    lambda = await startHttpDouble(async (request, response) => {
      const body = (await bodyOf(request)).toString();
      if (!request.url?.startsWith('/2015-03-31/functions/')) {
        response.writeHead(200, { 'content-type': 'text/xml' });
        return void response.end(
          '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::1:assumed-role/on-call/ada</Arn><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
        );
      }
      if (fails === 'for lack of rights') {
        response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' });
        return void response.end('{"Message":"not you"}');
      }
      if (fails === 'itself') {
        response.writeHead(200, { 'x-amz-function-error': 'Unhandled' });
        return void response.end('{"errorType":"Error","errorMessage":"INV-1 is odd"}');
      }
      asked.push(request.url);
      response.writeHead(200);
      response.end(JSON.stringify(await deployed.reconcile(JSON.parse(body))));
    });
  });
  afterAll(() => lambda?.stop());
  beforeEach(() => {
    onlyTheseCredentials();
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    fails = 'not';
    asked.length = 0;
    deployed = cellWithALoss();
  });
  afterEach(() => vi.unstubAllEnvs());
  const reconcile = (...args: readonly string[]) =>
    bems('reconcile', '--cell', cell.name, '--endpoint', lambda.endpoint, '--from', from, ...args);

  test('When a dry run is asked for, Then the loss is named and left alone', async () => {
    const result = JSON.parse(await reconcile('--dry-run', '--json'));
    expect(result).toMatchObject({
      ...{ accepted: 1, visible: 0, putBack: 0, unlisted: 0 },
      differences: [{ invoiceId: 'INV-1', missingFrom: ['ledger', 'time series'], reached: 'archive' }],
    });
    expect(deployed.resent).toEqual([]);
    // The span, then ten minutes by four.
    const path = `/2015-03-31/functions/${names(cell.prefix).reconcilerFunction}/invocations`;
    expect(asked).toEqual([path, path, path, path]);
  });

  test('When it is reconciled, Then the loss is put back, and the rounds see to it', async () => {
    expect(await reconcile()).toContain(
      '1 of 1 accepted events are not where they have to be; 1 were put back',
    );
    expect(deployed.resent).toHaveLength(1);
    expect(await deployed.records.list('reconciliation', { limit: 9 })).toMatchObject([
      { value: { differences: 1, putBackAt: expect.any(Number) } },
    ]);
  });

  test('When snapshots are wrong, Then they are named once', async () => {
    deployed = cellWithALoss(['INV-8', 'INV-9']);
    expect(await reconcile()).toContain(
      'Snapshots of 2 invoices not what the ledger gives, replaced: INV-8, INV-9.',
    );
    deployed = cellWithALoss(['INV-8']);
    expect(await reconcile('--dry-run')).toMatch(/Snapshot of 1 invoice .*, and left alone: INV-8\.$/);
    expect(JSON.parse(await reconcile('--json'))).toMatchObject({ snapshots: ['INV-8'] });
  });

  test('When the window is still open, Then the command says until when it may ask', async () => {
    const to = new Date(end + minuteMs).toISOString();
    await expect(reconcile('--to', to)).rejects.toMatchObject({ code: 'WINDOW_OPEN' });
  });

  test.each([
    ['itself', 'RECONCILER_FAILED'],
    ['for lack of rights', 'NOT_PERMITTED'],
  ] as const)('When it fails %s, Then the command says so, and nothing of an event', async (how, code) => {
    fails = how;
    const failure = await reconcile().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(JSON.stringify(failure)).not.toContain('INV-1');
  });
});

describe('Given the reconciler', () => {
  test.each([
    { ask: 'everything' },
    { ask: 'reconcile', minutes: { from: '1', to: 2 }, putBack: true },
    { ask: 1 },
  ])('When it is asked %j, Then it refuses', async (request) => {
    const { reconcile } = cellWithALoss();
    await expect(reconcile(request)).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' });
  });

  test('When a window is too long, Then it answers why not', async () => {
    const minutes = { from: end - 5 * minuteMs, to: end };
    const { reconcile } = cellWithALoss();
    expect(await reconcile({ ask: 'reconcile', minutes, putBack: false })).toMatchObject({
      refused: { code: 'WINDOW_TOO_LONG', nextStep: expect.any(String) },
    });
  });
});
