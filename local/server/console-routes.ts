import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { batchResource } from '../../dashboards/batch.ts';
import { proxyResponse } from '../../emulator/gateway/lambda-proxy.ts';
import { BemsError } from '../../functions/core/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { answerBatches } from './answer-batch.ts';
import { type ConsoleQueries, consoleAnswers } from './console-answers.ts';
import { maxStreams, problems, refusal } from './console-problems.ts';
import type { Routes } from './http-server.ts';
import { type OperatorSettings, operatorRoutes } from './operator-routes.ts';
import { type Problem, securityHeaders, send, sendJson, sendProblem } from './problem.ts';
import { readStaticFiles, type StaticFile } from './static-files.ts';
import { createStatusStream } from './status-stream.ts';

export interface ConsoleSettings {
  /** Folder of the built web console. */
  readonly folder: string;
  /** The OpenAPI document of the API at an origin. */
  readonly openApi: (serverUrl: string) => unknown;
  readonly queries: ConsoleQueries;
  /** What only an operator may do and read. */
  readonly operator: OperatorSettings;
  readonly clock: Clock;
  /** ms between two statuses of the stream; 1,000 unless given. */
  readonly streamIntervalMs?: number;
  readonly onFault?: (cause: unknown) => void;
}

const base = '/console/';
const api = '/console/api/';

/**
 * Allows scripts and styles from the console's own files only, and style attributes because charts
 * position their tooltips with them.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A page elsewhere can have a browser call a name that resolves to this machine (DNS rebinding);
 * only the Host header gives that away.
 */
function isLocalHost(host: string | undefined): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host ?? '');
}

function sendFile(request: IncomingMessage, response: ServerResponse, name: string, file: StaticFile) {
  const isPage = file.type.startsWith('text/html');
  const headers = {
    'content-type': file.type,
    etag: file.etag,
    // Names under assets/ carry a hash of their content.
    'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': contentSecurityPolicy,
    ...securityHeaders,
  };
  const isKnown = !isPage && request.headers['if-none-match'] === file.etag;
  send(response, isKnown ? 304 : 200, headers, file.bytes);
}

/** Answers as the history function does to the event the API would send; a page needs no key. */
async function sendInvoice(response: ServerResponse, id: string, invoke: ConsoleQueries['invoice']) {
  const requestId = randomUUID();
  const result = await invoke({
    resource: '/invoices/{invoiceId}',
    path: `/invoices/${id}`,
    httpMethod: 'GET',
    headers: {},
    queryStringParameters: null,
    pathParameters: { invoiceId: id },
    requestContext: { requestId },
    body: null,
    isBase64Encoded: false,
  });
  const reply = proxyResponse(result, requestId);
  if (!reply) throw new Error('the history function answered no response');
  send(response, reply.status, { ...reply.headers, ...securityHeaders }, reply.body);
}

/**
 * The web console under `/console/`, its JSON under `/console/api/`, and the API's description at
 * `/openapi.json`.
 */
export function consoleRoutes(settings: ConsoleSettings): Routes {
  const { queries, openApi, onFault } = settings;
  const answer = consoleAnswers(queries, settings.clock);
  const problemOf = (cause: unknown): Problem => {
    if (cause instanceof BemsError) return refusal(cause);
    onFault?.(cause);
    return problems.failed;
  };
  const answerBatch = answerBatches(async (question) => {
    const [, resource = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(question) ?? [];
    try {
      const value = await answer(resource, new URLSearchParams(query));
      return value === undefined ? { problem: problems.unknown } : { value };
    } catch (cause) {
      return { problem: problemOf(cause) };
    }
  });
  const operator = operatorRoutes(settings.operator);
  const files = readStaticFiles(settings.folder);
  // The first page awaits them; until then a failure must not end the process.
  files.catch(() => {});
  const stream = createStatusStream({
    status: () => queries.status(),
    intervalMs: settings.streamIntervalMs ?? 1000,
    maxClients: maxStreams,
  });

  const sendPage = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    const name = path.slice(base.length);
    const all = await files;
    const file = all.get(name);
    if (file) return sendFile(request, response, name, file);
    // The page routes by itself: an address that does not look like a file is one of its own.
    const index = extname(name) === '' ? all.get('index.html') : undefined;
    return index ? sendFile(request, response, 'index.html', index) : sendProblem(response, problems.unknown);
  };

  const sendApi = async (response: ServerResponse, resource: string, query: string): Promise<void> => {
    if (resource === 'stream' && response.req.method === 'GET') {
      if (!stream.add(response)) sendProblem(response, problems.tooManyStreams);
      return;
    }
    const invoiceId = /^invoices\/([^/]+)$/.exec(resource)?.[1];
    if (invoiceId !== undefined) return sendInvoice(response, invoiceId, (event) => queries.invoice(event));
    const value = await answer(resource, new URLSearchParams(query));
    return value === undefined ? sendProblem(response, problems.unknown) : sendJson(response, 200, value);
  };

  return {
    owns: (path) => path === '/openapi.json' || path === '/console' || path.startsWith(base),
    handle: async (request, response, path, query, origin) => {
      if (!isLocalHost(request.headers.host)) return sendProblem(response, problems.foreignHost);
      const resource = path.startsWith(api) ? path.slice(api.length) : undefined;
      try {
        if (resource !== undefined && operator.owns(resource))
          return await operator.handle(request, response, resource, query);
        if (resource === batchResource) return await answerBatch(request, response);
        if (request.method !== 'GET' && request.method !== 'HEAD')
          return sendProblem(response, problems.wrongMethod, { allow: 'GET, HEAD' });
        if (path === '/console') return send(response, 308, { location: base, ...securityHeaders }, '');
        if (path === '/openapi.json') return sendJson(response, 200, openApi(origin));
        if (resource !== undefined) return await sendApi(response, resource, query);
        return await sendPage(request, response, path);
      } catch (cause) {
        if (response.destroyed) return;
        return sendProblem(response, problemOf(cause));
      }
    },
    close: () => stream.close(),
  };
}
