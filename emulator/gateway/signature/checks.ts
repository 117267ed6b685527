import type { HttpRequest } from '../http-message.ts';
import type { Authorization } from './authorization-header.ts';

/** The name under which an API's methods are signed. */
export const service = 'execute-api';

/**
 * How far the time of a signature may be from now, in ms: a captured request can be replayed for so
 * long.
 */
const maxSkewMs = 5 * 60 * 1000;

/** When a request was signed: ms since the epoch, and the header `X-Amz-Date` as it came. */
export interface SignedTime {
  readonly ms: number;
  readonly text: string;
}

/** The time in a header such as `20260309T080507Z`; undefined when it is none. */
export function parseAmzDate(text: string): SignedTime | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const ms = Date.parse(iso);
  return !Number.isNaN(ms) && amzDate(ms) === text ? { ms, text } : undefined;
}

function amzDate(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

/** What is wrong with a signature before anything is computed, as AWS words it. */
export function findFault(
  authorization: Authorization,
  time: SignedTime,
  { headers }: HttpRequest,
  expected: { readonly region: string; readonly nowMs: number },
): string | undefined {
  return (
    scopeFault(authorization, time, expected.region) ??
    timeFault(time, expected.nowMs) ??
    coverageFault(authorization.signedHeaders, headers)
  );
}

function scopeFault(authorization: Authorization, { text }: SignedTime, region: string): string | undefined {
  if (authorization.region !== region)
    return `Credential should be scoped to a valid region, not '${authorization.region}'.`;
  if (authorization.service !== service)
    return `Credential should be scoped to correct service: '${service}'.`;
  if (!text.startsWith(authorization.date))
    return `Date in Credential scope does not match the date in X-Amz-Date: ${text}`;
  return undefined;
}

function timeFault({ ms, text }: SignedTime, nowMs: number): string | undefined {
  const now = amzDate(nowMs);
  if (ms < nowMs - maxSkewMs)
    return `Signature expired: ${text} is now earlier than ${amzDate(nowMs - maxSkewMs)} (${now} - 5 min.)`;
  if (ms > nowMs + maxSkewMs)
    return `Signature not yet current: ${text} is still later than ${amzDate(nowMs + maxSkewMs)} (${now} + 5 min.)`;
  return undefined;
}

/** A signature covers the host and every header that AWS itself goes by. */
function coverageFault(
  signedHeaders: readonly string[],
  headers: HttpRequest['headers'],
): string | undefined {
  const required = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = required.find((name) => !signedHeaders.includes(name));
  return unsigned && `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`;
}
