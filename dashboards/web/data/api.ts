import type { AlarmListing, CellStatus, InvoiceHistory, LatestEvents } from '../../console-api.ts';
import type { KpiReading } from '../../kpi-reader.ts';
import type { ChartPanel } from '../../pages/panels.ts';

/** Why a request failed. `unreachable`: no cell answers; `not-found`: it knows no such thing. */
export type Trouble = 'unreachable' | 'not-found' | 'failed';

export class CellError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble, message: string) {
    super(message);
    this.name = 'CellError';
    this.trouble = trouble;
  }
}

const base = '/console/api/';

/** The sentence of a problem document (RFC 9457), or else the status line. */
async function reasonOf(response: Response): Promise<string> {
  const text = await response.text();
  if (response.headers.get('content-type')?.includes('json')) {
    try {
      const problem: unknown = JSON.parse(text);
      if (problem && typeof problem === 'object') {
        if ('detail' in problem && typeof problem.detail === 'string') return problem.detail;
        if ('title' in problem && typeof problem.title === 'string') return problem.title;
      }
    } catch {
      // Not the JSON it claims to be: fall back to the status line.
    }
  }
  return `The cell answered ${response.status} ${response.statusText}`.trim();
}

/**
 * Requests a resource of the cell's API, whose shapes `console-api.ts` and `kpi-reader.ts` define.
 * @throws {CellError} when no cell answers, it knows no such thing, or it failed
 */
async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(base + path, {
    headers: { accept: 'application/json' },
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new CellError('unreachable', 'The cell does not answer.');
  });
  if (response.ok) return (await response.json()) as T;
  throw new CellError(response.status === 404 ? 'not-found' : 'failed', await reasonOf(response));
}

export function fetchStatus(signal?: AbortSignal) {
  return ask<CellStatus>('status', signal);
}
export function fetchAlarms(signal?: AbortSignal) {
  return ask<AlarmListing>('alarms', signal);
}
export function fetchLatestEvents(signal?: AbortSignal) {
  return ask<LatestEvents>('events?limit=50', signal);
}

/** The KPI of a chart, by bucket and stage. */
export function fetchChart({ kpi, bucket, buckets }: ChartPanel, signal?: AbortSignal): Promise<KpiReading> {
  const query = new URLSearchParams({ last: `${buckets}${bucket.charAt(0)}`, bucket, groupBy: 'stage' });
  return ask<KpiReading>(`kpis/${kpi}?${query}`, signal);
}

export function fetchInvoice(invoiceId: string, signal?: AbortSignal) {
  return ask<InvoiceHistory>(`invoices/${encodeURIComponent(invoiceId)}`, signal);
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
