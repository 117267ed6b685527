import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CellStatus } from '../../../dashboards/console-api.ts';
import { noVolumeForecast } from '../../../dashboards/volume-forecast.ts';
import { BemsError } from '../../../functions/core/errors.ts';
import { byDeadLetterKind } from '../../../functions/core/names.ts';
import type { ConsoleQueries } from '../../../local/server/console-answers.ts';
import { consoleRoutes } from '../../../local/server/console-routes.ts';
import { startHttpServer } from '../../../local/server/http-server.ts';
import { operatorAct } from '../../../local/server/operator-act.ts';
import type { OperatorSettings } from '../../../local/server/operator-routes.ts';
import { noSuchAnomaly } from '../../../operations/anomalies/act.ts';
import { byStage } from '../../../schemas/stages.ts';

const stage = { onBus: 0, relaying: 0, queued: 0, processing: 0, processed: 0, visible: 0, deadLettered: 0 };
/** What the cell answers about itself. */
export const status: CellStatus = {
  cell: 'local',
  region: 'eu-west-1',
  startedAt: '2026-03-09T08:00:00.000Z',
  now: '2026-03-09T08:00:01.000Z',
  accepted: 1,
  visible: 1,
  distinct: 1,
  duplicates: 0,
  inFlight: 0,
  deadLettered: 0,
  deadLetters: byDeadLetterKind(() => 0),
  discarded: 0,
  callsWaiting: null,
  freshness: { newestReceivedAt: null, ageMs: null, p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null },
  stuckInvoices: null,
  openConflicts: { conflicts: [], capped: false },
  ringing: { critical: 0, warning: 0 },
  stages: byStage(() => stage),
};

/** What the cell says about its figures. */
export const figureSettings = { targets: { events: null } };

/** What the cell expects to be paid. */
export const cashFlowForecast = { asOf: '2026-03-08', currencies: [], leftOut: [] };

/** How many events the cell expects. */
export const volumeForecast = noVolumeForecast('2026-03-09', 'nothing has happened yet');

/** A cell that notes in `asked` what it is asked for; the vendor V-13 makes it fail. */
function notingQueries(asked: unknown[]): ConsoleQueries {
  return {
    status: async (since) => {
      asked.push(since === undefined ? {} : { since });
      return status;
    },
    openConflicts: async (limit) => {
      asked.push({ limit });
      return { conflicts: [], capped: false };
    },
    anomalies: async (all) => {
      asked.push({ all });
      return { lookedAt: null, judgedUntil: null, metrics: [], anomalies: [] };
    },
    anomaly: async (id) => {
      asked.push({ anomaly: id });
      throw noSuchAnomaly(id);
    },
    kpis: {
      read: async (query) => {
        asked.push(query);
        if (query.filters?.vendorId?.includes('V-13')) throw new Error('the store is gone');
        return { query, rows: [], truncated: false };
      },
      events: async (query) => {
        asked.push(query);
        return [];
      },
      invoices: async (query) => {
        asked.push(query);
        return { invoices: [], total: 0 };
      },
    },
    figureSettings,
    cashFlowForecast: async () => cashFlowForecast,
    volumeForecast: async () => volumeForecast,
    finder: {
      find: async (query) => {
        asked.push(query);
        return { vendors: [], invoices: [], more: [] };
      },
      vendorNames: async (vendorIds) => {
        asked.push({ vendorIds });
        return { names: [] };
      },
      vendor: async (vendorId) => {
        asked.push({ vendorId });
        const known = {
          name: null,
          country: null,
          invoices: 1,
          otherNames: [],
          terms: [],
          invoicesWithTerms: 0,
        };
        return vendorId === 'none' ? undefined : { vendorId, ...known };
      },
    },
    alarms: async () => ({ asOf: '2026-11-26T12:00:00.000Z', alarms: [] }),
    stuck: async (selection) => {
      asked.push(selection);
      return { asOf: status.now, counts: byStage(() => 0), capped: false, invoices: [] };
    },
    alerts: async (all) => {
      asked.push({ all });
      return [];
    },
    invoice: async (event) => {
      asked.push(event);
      return {
        statusCode: 404,
        headers: { 'Content-Type': 'application/problem+json' },
        body: '{"code":"UNKNOWN_INVOICE"}',
      };
    },
  };
}

/** The operator's key of the cell. */
export const operatorKey = 'key-of-the-operator';

const noteSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['text'],
  properties: { text: { type: 'string', minLength: 1 } },
} as const;

/** Acts and reads of an operator that note in `asked` what they get; some fail. */
function notingOperations(asked: unknown[]): Pick<OperatorSettings, 'acts' | 'reads'> {
  return {
    acts: {
      notes: operatorAct<{ readonly text: string }>(noteSchema, async (body) => {
        asked.push(body);
        return { noted: body.text };
      }),
      busy: async () => {
        throw new BemsError('STORE_AWAY', 'The store is away.', {
          nextStep: 'Wait.',
          failureClass: 'transient',
        });
      },
    },
    reads: {
      notes: async (parameters) => {
        asked.push(Object.fromEntries(parameters));
        return { notes: [] };
      },
    },
  };
}

/**
 * The console's routes on a server of their own, with a page of two files.
 * @param operations of its operator; some that only note what they get unless given
 */
export async function startConsole(operations?: Pick<OperatorSettings, 'acts' | 'reads'>) {
  const parent = await mkdtemp(join(tmpdir(), 'bems-console-'));
  const folder = join(parent, 'console');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(parent, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>console</title>');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'export {}');
  const asked: unknown[] = [];
  const server = await startHttpServer({
    port: 0,
    gateway: { maxBodyBytes: 1_000, handle: async () => ({ status: 299, headers: {}, body: 'gateway' }) },
    routes: consoleRoutes({
      folder,
      queries: notingQueries(asked),
      operator: { key: operatorKey, ...(operations ?? notingOperations(asked)) },
      clock: { now: () => Date.parse('2026-03-09T08:00:30.000Z') },
      openApi: (url) => ({ openapi: '3.0.3', servers: [{ url }] }),
      streamIntervalMs: 5,
    }),
  });
  return {
    origin: server.origin,
    /** Every query so far, in order. */
    asked,
    get: (path: string, init: RequestInit = {}) =>
      fetch(server.origin + path, { redirect: 'manual', ...init }),
    async close() {
      await server.close();
      await rm(parent, { recursive: true });
    },
  };
}
