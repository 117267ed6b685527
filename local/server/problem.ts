import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** An RFC 9457 problem: a code for programs, a sentence and the next step for people. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly detail: string;
  /** The two parts of the detail apart, for programs that show errors of their own form. */
  readonly sentence?: string;
  readonly nextStep?: string;
}

export function problem(status: number, title: string, code: string, detail: string): Problem {
  return { status, title, code, detail };
}

/** A problem as it is sent. */
export function problemBody(problem: Problem) {
  return { type: 'about:blank', ...problem };
}

/** Headers on everything the console's routes send. */
export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Sends a whole body with its length. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | readonly string[]>>,
  body: string | Buffer,
): void {
  const isBodiless = status === 204 || status === 304;
  const length = isBodiless ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...headers, ...length } as OutgoingHttpHeaders);
  response.end(isBodiless || response.req.method === 'HEAD' ? undefined : body);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(
    response,
    status,
    { 'content-type': 'application/json', 'cache-control': 'no-store', ...securityHeaders },
    JSON.stringify(value),
  );
}

export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(
    response,
    problem.status,
    {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...securityHeaders,
      ...headers,
    },
    JSON.stringify(problemBody(problem)),
  );
}
