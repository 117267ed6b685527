import type { Breaker } from '../core/messaging/breaker.ts';
import type { Once } from '../core/ports.ts';

/**
 * `Once` whose own failures tell the breaker that what remembers is away. What the act throws is not
 * among them.
 */
export function watchedOnce(once: Once, breaker: Breaker): Once {
  return async (key, act) => {
    let ofTheAct: unknown;
    try {
      const outcome = await once(key, () =>
        act().catch((error: unknown) => {
          ofTheAct = error;
          throw error;
        }),
      );
      breaker.succeeded();
      return outcome;
    } catch (error) {
      if (error === ofTheAct) breaker.succeeded();
      else breaker.failed();
      throw error;
    }
  };
}
