import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context } from 'aws-lambda';
import type { Once } from '../../core/ports.ts';

/** How long a key is remembered unless told: longer than any queue or retry brings the same thing back. */
const usualDays = 30;

type Store = BasePersistenceLayer & { readonly leaseMs: number };

/**
 * `Once` on a persistence layer of Powertools.
 * @param makeStore makes one for each call: it knows whether a claim is its own. Its lease is how long a
 * key may be claimed and not settled
 * @param keyPrefix tells the keys of one use from those of another
 * @param rememberedDays after which a key may be done again
 */
export function powertoolsOnce(makeStore: () => Store, keyPrefix: string, rememberedDays = usualDays): Once {
  const lambdaContext = invocationThatLasts(makeStore().leaseMs);
  const expiresAfterSeconds = rememberedDays * 24 * 60 * 60;
  const config = new IdempotencyConfig({ expiresAfterSeconds, throwOnNoIdempotencyKey: true, lambdaContext });
  return async (key, act) => {
    let acted = false;
    const idempotent = makeIdempotent(
      async (_key: string) => {
        await act();
        acted = true;
        return true;
      },
      { persistenceStore: makeStore(), config, keyPrefix },
    );
    try {
      await idempotent(key);
      return acted ? 'done' : 'already';
    } catch (error) {
      if (error instanceof IdempotencyAlreadyInProgressError) return 'busy';
      throw error;
    }
  };
}

/**
 * Powertools lets a claim end with the invocation that made it, and keeps it for ever where it knows of
 * none: whoever died between claiming a key and settling it would hold it. So each claim is made by an
 * invocation that has the whole lease left.
 */
function invocationThatLasts(leaseMs: number): Context {
  const unused = '';
  const nothing = () => {};
  return {
    getRemainingTimeInMillis: () => leaseMs,
    ...{ callbackWaitsForEmptyEventLoop: false, functionName: unused, functionVersion: unused },
    ...{ invokedFunctionArn: unused, memoryLimitInMB: unused, awsRequestId: unused },
    ...{ logGroupName: unused, logStreamName: unused, done: nothing, fail: nothing, succeed: nothing },
  };
}
