import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { batchResource } from '../../dashboards/batch.ts';
import type { CashFlowForecast } from '../../dashboards/cash-flow-forecast.ts';
import type { FigureSettings } from '../../dashboards/figure-settings.ts';
import type { ConflictDecision } from '../../functions/core/invoice/conflicts.ts';
import { answerBatches, type Reply } from '../../local/server/answer-batch.ts';
import { auditTable } from '../../local/server/audit-table.ts';
import { conflictTable } from '../../local/server/conflict-table.ts';
import { contentSecurityPolicy } from '../../local/server/console-routes.ts';
import { deadLetterRoutes } from '../../local/server/dead-letter-routes.ts';
import { operatorRoutes } from '../../local/server/operator-routes.ts';
import { problem, sendJson, sendProblem } from '../../local/server/problem.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { type DeadLetterCell, deadLetterCell } from '../unit/operations/dead-letters/dead-letter-cell.ts';
import { alarmListing } from './fake-alarms.ts';
import { fakeAlerts } from './fake-alerts.ts';
import { type FakeAnomalies, fakeAnomalies } from './fake-anomalies.ts';
import {
  eventsUpTo,
  historyOf,
  type Story,
  statusOf,
  stuckUpTo,
  trafficOf,
  usualStory,
} from './fake-cell.ts';
import { fakeForecast } from './fake-forecast.ts';
import { fakeInvoices, fakeReading } from './fake-kpis.ts';
import { foundBy, namesOf, vendorOf } from './fake-vendors.ts';
import { fakeVolumes } from './fake-volumes.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** A server that answers as a cell does, saying what the test wants it to say. */
export interface FakeServer {
  /** Address of the console. */
  readonly url: string;
  /** Goes on with the story and tells every listener. */
  readonly tell: (change: Partial<Story>) => void;
  /** Its dead letters, and the queues they go back to. */
  readonly letters: DeadLetterCell;
  /** What it finds unusual. */
  readonly anomalies: FakeAnomalies;
  /** Number of events there are; the list shows the newest 50. */
  events: number;
  /** Whether it answers questions for figures. */
  figures: boolean;
  /** What it replies to questions for some KPIs, in the place of figures. */
  readonly replies: Map<string, (query: URLSearchParams) => Promise<Reply>>;
  /** What it says about its figures to pages that are loaded from then on. */
  figureSettings: FigureSettings;
  /** What it expects to be paid. */
  forecast: CashFlowForecast;
  /** The first day that it has figures of. */
  dataSince: string;
  /** Whether the stream of statuses is answered. */
  streaming: boolean;
  /** Says again what it said at first; who acted on what stays. */
  readonly forget: () => void;
  /** Ends every connection and refuses new ones, as a dead cell does. */
  readonly die: () => Promise<void>;
  /** Comes back at the same address. */
  readonly revive: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The key of its operator. */
export const operatorKey = 'key-of-the-operator';

/**
 * Starts the server on a free loopback port, with the built console in the given folder.
 * @param figureSettings what it says about its figures at first
 */
export async function startFakeServer(
  consoleFolder: string,
  figureSettings: FigureSettings = {},
): Promise<FakeServer> {
  let story = usualStory;
  const listeners = new Set<ServerResponse>();
  const say = (listener: ServerResponse) => listener.write(`data: ${JSON.stringify(statusOf(story))}\n\n`);
  const found = (value: unknown): Reply =>
    value === undefined
      ? { problem: problem(404, 'Not Found', 'UNKNOWN', 'There is no such thing.') }
      : { value };
  const replyTo = async (path: string, query: URLSearchParams): Promise<Reply> => {
    if (path === 'status') return found(statusOf(story));
    if (path === 'alarms') return found(alarmListing);
    if (path === 'alerts') return found({ alerts: await alerts.list() });
    if (path === 'anomalies') return found(await anomalies.list());
    if (path === 'anomaly') return found(await anomalies.find(query.get('id') ?? '').catch(() => undefined));
    if (path === 'events') return found(eventsUpTo(fake.events));
    if (path === 'stuck') return found(stuckUpTo(query.get('stage'), Number(query.get('limit'))));
    if (path === 'figure-settings') return found(fake.figureSettings);
    if (path === 'cash-flow-forecast') return found(fake.forecast);
    if (path === 'volume-forecast') return found(fakeVolumes);
    if (path === 'search') return found(foundBy(query.get('q') ?? ''));
    if (path === 'vendor-names') return found(namesOf(query.getAll('id')));
    if (path === 'vendor') return found(vendorOf(query.get('id') ?? ''));
    const [, kpi = '', listing] = /^kpis\/([^/]+)(\/invoices)?$/.exec(path) ?? [];
    const reply = fake.replies.get(kpi);
    if (reply) return reply(query);
    if (kpi === 'events' && !query.has('currency')) return found(trafficOf(story));
    if (kpi !== '' && !fake.figures)
      return { problem: problem(500, 'Internal Server Error', 'AWAY', 'The store is away.') };
    if (kpi !== '')
      return found(
        listing ? fakeInvoices(kpi, query, fake.dataSince) : fakeReading(kpi, query, fake.dataSince),
      );
    const invoiceId = path.startsWith('invoices/') ? decodeURIComponent(path.slice('invoices/'.length)) : '';
    return found(invoiceId.startsWith('INV-2026') ? historyOf(invoiceId, decisions) : undefined);
  };
  const answerBatch = answerBatches((question) => {
    const { pathname, searchParams } = new URL(question, 'http://localhost');
    return replyTo(pathname.slice(1), searchParams);
  });
  const answerApi = async (path: string, query: URLSearchParams, response: ServerResponse) => {
    if (path === 'stream' && fake.streaming) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      return say(response);
    }
    const reply = await replyTo(path, query);
    return 'value' in reply ? sendJson(response, 200, reply.value) : sendProblem(response, reply.problem);
  };

  const alerts = await fakeAlerts();
  const anomalies = fakeAnomalies();
  const letters = deadLetterCell();
  const records = memoryRecords();
  const { acts, reads } = deadLetterRoutes({
    ...{ deadLetters: letters.deadLetters, records },
    clock: { now: () => letters.clock.ms },
    exportFile: join(tmpdir(), `bems-discarded-${process.pid}.jsonl`),
  });
  const decisions: ConflictDecision[] = [];
  const conflicts = conflictTable({
    async settleConflict(request) {
      const decision = {
        ...request,
        digests: ['a17f', 'b17f'].map((digits) => digits.repeat(16)),
        at: '2026-04-02T10:00:00.000Z',
      };
      const { head: before } = historyOf(request.invoiceId, decisions);
      decisions.push(decision);
      const { head: after } = historyOf(request.invoiceId, decisions);
      return { decision, wasSettled: false, before, after, copies: 1 };
    },
  });
  const operator = operatorRoutes({
    key: operatorKey,
    acts: { ...acts, ...conflicts.acts, ...alerts.acts, ...anomalies.acts },
    reads: { operator: async () => ({ cell: 'local' }), ...reads, ...auditTable(records).reads },
  });

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const resource = pathname.startsWith('/console/api/') && pathname.slice('/console/api/'.length);
    if (resource && operator.owns(resource))
      return operator.handle(request, response, resource, searchParams.toString());
    if (resource === batchResource) return answerBatch(request, response);
    if (resource) return answerApi(resource, searchParams, response);
    const name = normalize(pathname.replace(/^\/console\//, '')).replace(/^[./]+/, '') || 'index.html';
    const file = await readFile(join(consoleFolder, name)).catch(() => undefined);
    if (!file) return response.writeHead(404).end();
    response
      .writeHead(200, {
        'content-type': types[extname(name)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
      })
      .end(file);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const die = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  await listen(0);
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  const atFirst = {
    ...{ events: 120, figures: true, figureSettings, forecast: fakeForecast },
    ...{ dataSince: '', streaming: true },
  };
  const tellAll = (next: Story) => {
    story = next;
    for (const listener of listeners) say(listener);
  };
  const fake: FakeServer = {
    ...{ letters, anomalies },
    url: `http://127.0.0.1:${port}/console/`,
    ...atFirst,
    replies: new Map(),
    tell: (change) => tellAll({ ...story, ...change }),
    forget: () => {
      Object.assign(fake, atFirst);
      fake.replies.clear();
      if (story !== usualStory) tellAll(usualStory);
    },
    die,
    revive: () => listen(port),
    close: async () => {
      if (server.listening) await die();
    },
  };
  return fake;
}
