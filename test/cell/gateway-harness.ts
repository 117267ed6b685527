import { join } from 'node:path';
import { readRestApi } from '../../emulator/gateway/definition/read-rest-api.ts';
import { createGateway, type Gateway, type GatewaySettings } from '../../emulator/gateway/gateway.ts';
import type { HttpResponse } from '../../emulator/gateway/http-message.ts';
import type { Integrations } from '../../emulator/gateway/integration.ts';
import type { RestApi } from '../../emulator/gateway/rest-api.ts';
import type { PutEventsEntry, PutEventsResult } from '../../emulator/messaging/bus.ts';
import type { CellTemplate } from '../../emulator/template/cell-template.ts';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import type { Envelope } from '../../functions/core/invoice/fact.ts';
import { projectRoot } from '../../local/project-root.ts';
import { synthesizeCell } from '../../local/synthesize-cell.ts';
import ingestion from '../../schemas/examples/ingestion.json' with { type: 'json' };

export const validEvent = ingestion;

/** A bus that remembers what it was given. */
class RecordingBus {
  entries: PutEventsEntry[] = [];
  answer: (entries: readonly PutEventsEntry[]) => Promise<PutEventsResult> = async (entries) => ({
    FailedEntryCount: 0,
    Entries: entries.map((_, index) => ({ EventId: `entry-${index}` })),
  });
  readonly #usual = this.answer;
  forget(): void {
    this.entries = [];
    this.answer = this.#usual;
  }
  readonly putEvents = (entries: readonly PutEventsEntry[]) => {
    this.entries.push(...entries);
    return this.answer(entries);
  };
}

export interface Harness {
  readonly gateway: Gateway;
  readonly bus: RecordingBus;
  readonly clock: { time: number; now(): number };
  readonly faults: unknown[];
  /** What the history function answers. */
  history: (event: unknown) => Promise<unknown>;
  send(options: {
    readonly body?: unknown;
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string | undefined>>;
    readonly bodyTooLarge?: boolean;
  }): Promise<HttpResponse>;
}

function asBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The templates of the cell `local`, as its infrastructure definition makes them. */
export async function templateOfCell(): Promise<CellTemplate> {
  return loadTemplates(
    await synthesizeCell('local', { cacheDir: join(projectRoot, '.bems', 'cache', 'cdk') }),
  );
}

let definition: Promise<RestApi> | undefined;

/**
 * The gateway of the cell `local`, as its infrastructure definition makes it (or a change of that),
 * on a recording bus.
 */
export async function openGateway(
  change = (api: RestApi): RestApi => api,
  { isThrottled, ...settings }: Pick<GatewaySettings, 'accessKeys'> & Pick<Integrations, 'isThrottled'> = {},
): Promise<Harness> {
  definition ??= templateOfCell().then(readRestApi);
  const api = change(await definition);
  const bus = new RecordingBus();
  const clock = { time: Date.UTC(2026, 2, 9, 8, 5, 7, 42), now: () => clock.time };
  const faults: unknown[] = [];
  const harness: Harness = {
    bus,
    clock,
    faults,
    history: async () => ({ statusCode: 200, body: '{}' }),
    gateway: createGateway({
      ...settings,
      api,
      apiKeys: new Map(api.apiKeys.map(({ id, name }) => [id, `secret of ${name}`])),
      integrations: {
        putEvents: bus.putEvents,
        invokeFunction: (_, event) => harness.history(event),
        ...(isThrottled && { isThrottled }),
      },
      clock,
      onFault: ({ cause }) => faults.push(cause),
    }),
    send: ({
      body = validEvent,
      method = 'POST',
      path = '/invoices/ingestion',
      headers = {},
      bodyTooLarge = false,
    }) =>
      harness.gateway.handle({
        method,
        path,
        query: '',
        headers: { 'x-api-key': 'secret of demo', 'content-type': 'application/json', ...headers },
        body: asBytes(body),
        bodyTooLarge,
        sourceIp: '127.0.0.1',
      }),
  };
  return harness;
}

/** The JSON of a reply. */
export function bodyOf(reply: HttpResponse): Record<string, unknown> {
  return JSON.parse(String(reply.body));
}

export function envelopeOf(entry: PutEventsEntry | undefined): Envelope {
  return JSON.parse(entry?.Detail ?? 'null');
}
