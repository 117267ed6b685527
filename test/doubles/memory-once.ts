import type { Once, Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';

interface Claim {
  readonly done: boolean;
  readonly until: number;
  readonly by: number;
}

const collection = 'once';
let claimants = 0;

/**
 * `Once` on records, by a clock of the test's: Powertools goes by the machine's own.
 * @param leaseMs after which a key that was claimed and not settled may be claimed anew
 */
export function memoryOnce(records: Records, clock: Clock, leaseMs: number): Once {
  const claimed = async (key: string, by: number): Promise<'already' | 'busy' | 'mine'> => {
    const claim: Claim = { done: false, until: clock.now() + leaseMs, by };
    if (await records.create(collection, key, claim)) return 'mine';
    const stored = await records.read(collection, key);
    if (!stored) return 'busy';
    // Nothing else writes to the collection.
    const { done, until } = stored.value as Claim;
    if (done) return 'already';
    if (until >= clock.now()) return 'busy';
    return (await records.replace(collection, key, claim, stored.revision)) ? 'mine' : 'busy';
  };
  /** The revision of the claim, while it is still this one's. */
  const held = async (key: string, by: number): Promise<number | undefined> => {
    const stored = await records.read(collection, key);
    return stored && (stored.value as Claim).by === by ? stored.revision : undefined;
  };
  return async (key, act) => {
    claimants += 1;
    const by = claimants;
    const claim = await claimed(key, by);
    if (claim !== 'mine') return claim;
    try {
      await act();
    } catch (error) {
      const revision = await held(key, by);
      // Kept, so that its revisions do not begin anew: somebody may hold an old one.
      const givenUp: Claim = { done: false, until: 0, by };
      if (revision !== undefined) await records.replace(collection, key, givenUp, revision);
      throw error;
    }
    const revision = await held(key, by);
    const done: Claim = { done: true, until: 0, by };
    if (revision === undefined || !(await records.replace(collection, key, done, revision)))
      throw new Error(`${key} was claimed by somebody else meanwhile`);
    return 'done';
  };
}
