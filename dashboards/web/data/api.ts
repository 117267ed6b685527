import { parseJson } from '../../../lib/json.ts';
import type { Stage } from '../../../schemas/stages.ts';
import type { CashFlowForecast } from '../../cash-flow-forecast.ts';
import type {
  AlarmListing,
  AlertListing,
  CellStatus,
  InvoiceHistory,
  LatestEvents,
  StuckListing,
} from '../../console-api.ts';
import type { KpiReading } from '../../kpi-reader.ts';
import type { ChartPanel } from '../../pages/panels.ts';
import type { VolumeForecast } from '../../volume-forecast.ts';
import { currentOperator, keepOperator } from './operator.ts';

/**
 * Why a request failed. `unreachable`: no cell answers; `not-found`: it knows no such thing; `refused`: it
 * takes no such key.
 */
export type Trouble = 'unreachable' | 'not-found' | 'refused' | 'failed';

export class CellError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble, message: string) {
    super(message);
    this.name = 'CellError';
    this.trouble = trouble;
  }
}

const base = '/console/api/';

/** A problem of a cell that is gone. */
export function unreachable(): CellError {
  return new CellError('unreachable', 'The cell does not answer.');
}

const troubles: Readonly<Record<number, Trouble>> = { 403: 'refused', 404: 'not-found' };

/**
 * Why a request failed that was answered.
 * @param problem the sentence of a problem document (RFC 9457) is the message
 * @param otherwise the message of whatever else was answered
 */
export function errorOf(
  status: number,
  problem: unknown,
  otherwise = `The cell answered ${status}`,
): CellError {
  return new CellError(troubles[status] ?? 'failed', sentenceOf(problem) ?? otherwise);
}

function sentenceOf(problem: unknown): string | undefined {
  if (!problem || typeof problem !== 'object') return undefined;
  if ('detail' in problem && typeof problem.detail === 'string') return problem.detail;
  return 'title' in problem && typeof problem.title === 'string' ? problem.title : undefined;
}

/**
 * Requests a resource of the cell's API.
 * @throws {CellError} when no cell answers, it knows no such thing, refuses the operator, or failed
 */
export async function respond(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(base + path, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw unreachable();
  });
  if (response.ok) return response;
  const { status, statusText, headers } = response;
  const text = await response.text();
  const problem = headers.get('content-type')?.includes('json') ? parseJson(text) : undefined;
  throw errorOf(status, problem, `The cell answered ${status} ${statusText}`.trim());
}

/**
 * The same, for what it says; `console-api.ts`, `kpi-reader.ts` and the operations define the shapes.
 * @throws {CellError} likewise
 */
async function ask<T>(path: string, init: RequestInit): Promise<T> {
  return (await (await respond(path, init)).json()) as T;
}

function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, { headers: { accept: 'application/json' }, signal: signal ?? null });
}

/** Whatever the cell has at a path: figures, or the invoices behind one. */
export function read<T>(path: string, signal: AbortSignal): Promise<T> {
  return get<T>(path, signal);
}
export function fetchStatus(signal?: AbortSignal) {
  return get<CellStatus>('status', signal);
}
export function fetchAlarms(signal?: AbortSignal) {
  return get<AlarmListing>('alarms', signal);
}
/** What is expected to be paid; it takes seconds when it is asked for the first time in a while. */
export function fetchCashFlowForecast(signal?: AbortSignal) {
  return get<CashFlowForecast>('cash-flow-forecast', signal);
}
/** How many events are expected to come. */
export function fetchVolumeForecast(signal?: AbortSignal) {
  return get<VolumeForecast>('volume-forecast', signal);
}
/** Every alert of the cell, those that are over too. */
export function fetchAlerts(signal?: AbortSignal) {
  return get<AlertListing>('alerts?all=true', signal);
}
/** The alerts that are not over. */
export function fetchStandingAlerts(signal?: AbortSignal) {
  return get<AlertListing>('alerts', signal);
}
export function fetchLatestEvents(signal?: AbortSignal) {
  return get<LatestEvents>('events?limit=50', signal);
}

/** The KPI of a chart, by bucket and stage. */
export function fetchChart({ kpi, bucket, buckets }: ChartPanel, signal?: AbortSignal): Promise<KpiReading> {
  const query = new URLSearchParams({ last: `${buckets}${bucket.charAt(0)}`, bucket, groupBy: 'stage' });
  return get<KpiReading>(`kpis/${kpi}?${query}`, signal);
}

/** The stuck invoices, the longest overdue first; of every stage unless one is given. */
export function fetchStuck(stage: Stage | undefined, limit: number, signal?: AbortSignal) {
  const query = new URLSearchParams({ limit: `${limit}`, ...(stage && { stage }) });
  return get<StuckListing>(`stuck?${query}`, signal);
}

export function fetchInvoice(invoiceId: string, signal?: AbortSignal) {
  return get<InvoiceHistory>(`invoices/${encodeURIComponent(invoiceId)}`, signal);
}

/** Whether the cell takes the key as its operator's. */
export async function isOperatorKey(key: string): Promise<boolean> {
  try {
    await ask('operator', { headers: { 'x-operator-key': key } });
    return true;
  } catch (error) {
    if (error instanceof CellError && error.trouble === 'refused') return false;
    throw error;
  }
}

/** Requests what only an operator may. A key that is refused is forgotten. */
async function asOperator<T>(path: string, init: RequestInit): Promise<T> {
  const headers = { ...init.headers, 'x-operator-key': currentOperator()?.key ?? '' };
  try {
    return await ask<T>(path, { ...init, headers });
  } catch (error) {
    if (error instanceof CellError && error.trouble === 'refused') keepOperator(undefined);
    throw error;
  }
}

/** Reads what only an operator may. */
export function readAsOperator<T>(
  path: string,
  query: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<T> {
  return asOperator<T>(`${path}?${new URLSearchParams(query)}`, { signal: signal ?? null });
}

/** Does what only an operator may. */
export function actAsOperator<T>(path: string, body: object): Promise<T> {
  return asOperator<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/**
 * Listens to the cell's status, about once a second.
 * @returns a function that stops listening
 */
export function openStatusStream(onStatus: (status: CellStatus) => void, onEnd: () => void): () => void {
  const stream = new EventSource(`${base}stream`);
  stream.onmessage = (message: MessageEvent<string>) => {
    try {
      onStatus(JSON.parse(message.data) as CellStatus);
    } catch {
      onEnd();
    }
  };
  stream.onerror = onEnd;
  return () => stream.close();
}
