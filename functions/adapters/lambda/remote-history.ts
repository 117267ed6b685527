import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { isObject, parseJsonObject } from '../../../lib/json.ts';
import { BemsError } from '../../core/errors.ts';
import type { Fact } from '../../core/invoice/fact.ts';
import type { InvoiceHistory } from '../../core/invoice/history.ts';
import type { Ledger } from '../../core/ports.ts';

/**
 * A ledger whose invoices that were let go are asked for at the function that answers histories: it reads
 * the archive with rights of its own, so that whoever calls needs none there.
 * @param ledger without an archive to read from
 */
export function withRemoteHistory(ledger: Ledger, client: LambdaClient, functionName: string): Ledger {
  return {
    ...ledger,
    async facts(invoiceId) {
      try {
        return await ledger.facts(invoiceId);
      } catch (error) {
        if (error instanceof BemsError && error.code === 'COLD_STORE_UNKNOWN')
          return factsBy(client, functionName, invoiceId);
        throw error;
      }
    },
  };
}

/** @throws {BemsError} HISTORY_FAILED */
async function factsBy(
  client: LambdaClient,
  functionName: string,
  invoiceId: string,
): Promise<readonly Fact[]> {
  const request = {
    pathParameters: { invoiceId: encodeURIComponent(invoiceId) },
    requestContext: { requestId: 'operator' },
  };
  const { Payload } = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
  );
  const reply = parseJsonObject(Payload?.transformToString() ?? '');
  if (!isObject(reply) || reply.statusCode !== 200 || typeof reply.body !== 'string')
    throw new BemsError(
      'HISTORY_FAILED',
      `${functionName} did not answer for an invoice that left the ledger.`,
      {
        nextStep: 'Its log says why. Then ask again.',
        failureClass: 'transient',
      },
    );
  const history: InvoiceHistory = JSON.parse(reply.body);
  return history.events;
}
