import type { Once, Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';

interface Claim {
  readonly done: boolean;
  readonly until: number;
}

const collection = 'once';

/**
 * `Once` on records, by a clock of the test's: Powertools goes by the machine's own.
 * @param leaseMs after which a key that was claimed and not settled may be claimed anew
 */
export function memoryOnce(records: Records, clock: Clock, leaseMs: number): Once {
  const claimed = async (key: string): Promise<'already' | 'busy' | number> => {
    const claim: Claim = { done: false, until: clock.now() + leaseMs };
    if (await records.create(collection, key, claim)) return 1;
    const stored = await records.read(collection, key);
    if (!stored) return 'busy';
    // Nothing else writes to the collection.
    const { done, until } = stored.value as Claim;
    if (done) return 'already';
    if (until >= clock.now()) return 'busy';
    return (await records.replace(collection, key, claim, stored.revision)) ? stored.revision + 1 : 'busy';
  };
  return async (key, act) => {
    const claim = await claimed(key);
    if (typeof claim === 'string') return claim;
    try {
      await act();
    } catch (error) {
      await records.remove(collection, key, claim);
      throw error;
    }
    if (!(await records.replace(collection, key, { done: true, until: 0 } satisfies Claim, claim)))
      throw new Error(`${key} was claimed by somebody else meanwhile`);
    return 'done';
  };
}
