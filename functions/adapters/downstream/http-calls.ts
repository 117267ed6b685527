import { BemsError } from '../../core/errors.ts';
import type { DownstreamCalls } from '../../core/ports.ts';

/** So much of an answer's body is read, and thrown away, so that the connection can be used again. */
const drainedBytes = 64 * 1024;

/** Calls over HTTP with `fetch`. */
export const httpCalls: DownstreamCalls = {
  async post({ url, headers, body, timeoutMs }) {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      // The status is the answer: a body that never ends, or breaks off, changes nothing about it.
      await drain(response).catch(() => {});
      return { status: response.status, retryAfter: response.headers.get('retry-after') ?? undefined };
    } catch (error) {
      throw noAnswer(error);
    }
  },
};

/** Reads a body to its end, or as far as anybody may make us read. */
async function drain({ body }: Response): Promise<void> {
  if (!body) return;
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body, which closes the connection.
    if (bytes > drainedBytes) return;
  }
}

/** The message names the kind of failure alone: those of `fetch` may quote a header. */
function noAnswer(error: unknown): BemsError {
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  return isLate
    ? new BemsError('DOWNSTREAM_TIMEOUT', 'The downstream did not answer in time.', {
        nextStep: 'Find out with those who run it why it is slow. Its timeoutMs is in the data of the cell.',
        failureClass: 'transient',
      })
    : new BemsError('DOWNSTREAM_UNREACHABLE', `The downstream could not be reached${codeOf(error)}.`, {
        nextStep: 'Bring it back, or correct its URL in the data of the cell.',
        failureClass: 'transient',
      });
}

/** The system's code, such as ECONNREFUSED or ENOTFOUND. */
function codeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return '';
  return typeof cause.code === 'string' && /^[A-Z_]{1,40}$/.test(cause.code) ? `: ${cause.code}` : '';
}
