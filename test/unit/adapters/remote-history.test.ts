import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';
import { withRemoteHistory } from '../../../functions/adapters/lambda/remote-history.ts';
import { BemsError } from '../../../functions/core/errors.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { factOf } from '../functions/harness.ts';

const left = new BemsError('COLD_STORE_UNKNOWN', 'It left.', { nextStep: '', failureClass: 'transient' });

/** A client whose function gives this reply, and notes what it is asked. */
function answering(reply: object) {
  const asked: unknown[] = [];
  const client = new LambdaClient({ region: 'eu-west-1' });
  client.middlewareStack.add(
    () => async (call) => {
      asked.push(JSON.parse(String(Reflect.get(call.input, 'Payload'))));
      const Payload = { transformToString: () => JSON.stringify(reply) };
      return { response: {}, output: { $metadata: {}, Payload } } as never;
    },
    { step: 'initialize' },
  );
  return { asked, client };
}

describe('Given a caller who may not read the archive', () => {
  const fact = factOf({ event: { invoiceId: 'INV/1' } });

  test('When an invoice has left, Then the function that may is asked', async () => {
    const { asked, client } = answering({ statusCode: 200, body: JSON.stringify({ events: [fact] }) });
    const ledger = { ...memoryLedger(), facts: () => Promise.reject(left) };
    expect(await withRemoteHistory(ledger, client, 'history').facts('INV/1')).toEqual([fact]);
    expect(asked).toMatchObject([{ pathParameters: { invoiceId: 'INV%2F1' } }]);
  });

  test('When it is hot, or the function fails, Then nobody is asked, or it says so', async () => {
    const { asked, client } = answering({ errorMessage: 'timed out' });
    const hot = memoryLedger();
    await hot.append(fact);
    expect(await withRemoteHistory(hot, client, 'history').facts('INV/1')).toEqual([fact]);
    expect(asked).toEqual([]);
    const gone = withRemoteHistory({ ...hot, facts: () => Promise.reject(left) }, client, 'history');
    await expect(gone.facts('INV/1')).rejects.toMatchObject({ code: 'HISTORY_FAILED' });
    const broken = { ...hot, facts: () => Promise.reject(new Error('throttled')) };
    await expect(withRemoteHistory(broken, client, 'history').facts('INV/1')).rejects.toThrow('throttled');
  });
});
