import type { Clock } from '../../../lib/clock.ts';
import { parseJson } from '../../../lib/json.ts';
import { secretHeaders } from '../../core/downstream/request.ts';
import { BemsError } from '../../core/errors.ts';
import type { SecretHeaders } from '../../core/ports.ts';

/** How long what was read is used: so long a rotated secret may go on being sent, if it is still taken. */
const rememberedMs = 5 * 60_000;

/**
 * The headers that secrets hold, read when they are needed and remembered for a while.
 * @param read the text of a secret: a JSON object from header names to values
 */
export function rememberedSecretHeaders(
  read: (secret: string) => Promise<string>,
  clock: Clock,
): SecretHeaders {
  const known = new Map<
    string,
    { readonly until: number; readonly headers: ReturnType<SecretHeaders['of']> }
  >();
  return {
    of(secret) {
      const remembered = known.get(secret);
      if (remembered && clock.now() < remembered.until) return remembered.headers;
      const headers = read(secret).then(
        (text) => headersIn(text, secret),
        (error: unknown) => {
          throw unusable(secret, error instanceof Error ? error.name : 'it could not be read');
        },
      );
      known.set(secret, { until: clock.now() + rememberedMs, headers });
      headers.catch(() => known.delete(secret));
      return headers;
    },
    forget(secret) {
      known.delete(secret);
    },
  };
}

function headersIn(text: string, secret: string): Readonly<Record<string, string>> {
  try {
    return secretHeaders(parseJson(text));
  } catch (error) {
    throw unusable(secret, error instanceof Error ? error.message : '');
  }
}

/** Transient: whoever keeps the secret corrects it, and the calls go on. */
function unusable(secret: string, why: string): BemsError {
  return new BemsError('SECRET_UNUSABLE', `The secret ${secret} gives no headers: ${why}.`, {
    nextStep:
      'Make it a JSON object from header names to values, such as {"authorization":"Bearer …"}, that InvoiceDownstreamCaller may read.',
    failureClass: 'transient',
  });
}
