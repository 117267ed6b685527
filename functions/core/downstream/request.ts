import type { Fact } from '../invoice/fact.ts';

/** A call as it goes out. */
export interface DownstreamRequest {
  readonly url: string;
  readonly timeoutMs: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a downstream answered, as far as anybody looks at it. */
export interface DownstreamAnswer {
  readonly status: number;
  /** The header of this name, as it came. */
  readonly retryAfter?: string | undefined;
}

/** Headers that the call itself sets, or that belong to the connection: a secret cannot set them. */
const reserved: ReadonlySet<string> = new Set([
  ...['content-type', 'content-length', 'idempotency-key', 'user-agent', 'host'],
  ...['connection', 'transfer-encoding', 'keep-alive', 'upgrade', 'te', 'trailer', 'expect'],
]);

/**
 * The headers that a secret holds: a JSON object of texts.
 * @throws {Error} naming what is wrong, never a value
 */
export function secretHeaders(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('it is not a JSON object from header names to values');
  const headers = Object.entries(value).map(([name, text]): [string, string] => {
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/i.test(name)) throw new Error('a name in it is not that of a header');
    if (reserved.has(name.toLowerCase())) throw new Error(`the header ${name} is not for a secret to set`);
    if (typeof text !== 'string' || !/^[\t\x20-\x7e]+$/.test(text))
      throw new Error(`the header ${name} is not a text of printable ASCII characters`);
    return [name.toLowerCase(), text];
  });
  return Object.fromEntries(headers);
}

/**
 * The headers and the body of the call about a fact. The same for every attempt, to the byte: who
 * remembers an idempotency key may refuse it with another content
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). Hence nothing in it
 * that changes with time, such as the state of the invoice.
 *
 * The key is the fact's digest: it covers the event's own id, and unlike that it is always fit for a header.
 */
export function callOf(fact: Fact): Pick<DownstreamRequest, 'headers' | 'body'> {
  const { schemaVersion, cell, stage, receivedAt, digest, event } = fact;
  return {
    headers: {
      'content-type': 'application/json',
      'idempotency-key': digest,
      'user-agent': 'bems-downstream-caller',
    },
    body: JSON.stringify({ schemaVersion, cell, stage, receivedAt, digest, event }),
  };
}
