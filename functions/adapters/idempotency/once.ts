import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Once } from '../../core/ports.ts';

/** How long a key is remembered unless told: longer than any queue or retry brings the same thing back. */
const usualDays = 30;

/**
 * `Once` on a persistence layer of Powertools. The layer has to end a lease by itself, as
 * `DynamoPersistence` and `RecordsPersistence` do: whoever dies between claiming a key and settling it
 * would otherwise hold it for ever.
 * @param keyPrefix tells the keys of one use from those of another
 * @param rememberedDays after which a key may be done again
 */
export function powertoolsOnce(
  persistenceStore: BasePersistenceLayer,
  keyPrefix: string,
  rememberedDays = usualDays,
): Once {
  const expiresAfterSeconds = rememberedDays * 24 * 60 * 60;
  const config = new IdempotencyConfig({ expiresAfterSeconds, throwOnNoIdempotencyKey: true });
  return async (key, act) => {
    let acted = false;
    const idempotent = makeIdempotent(
      async (_key: string) => {
        await act();
        acted = true;
        return true;
      },
      { persistenceStore, config, keyPrefix },
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
