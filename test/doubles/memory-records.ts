import type { Records, StoredRecord } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';

interface Kept {
  readonly revision: number;
  /** JSON text, so that nobody shares an object with the store. */
  readonly text: string;
  readonly expiresAt: number;
}

/** Operations' records in memory, for tests of what stands on them. */
export function memoryRecords(clock: Clock = { now: () => 0 }): Records {
  const collections = new Map<string, Map<string, Kept>>();

  const standing = (collection: string, key: string): Kept | undefined => {
    const kept = collections.get(collection)?.get(key);
    return kept && kept.expiresAt > clock.now() ? kept : undefined;
  };
  const recordOf = (key: string, { revision, text }: Kept): StoredRecord => ({
    key,
    revision,
    value: JSON.parse(text),
  });

  return {
    async create(collection, key, value, { expiresAt } = {}) {
      if (standing(collection, key)) return false;
      const records = collections.get(collection) ?? new Map<string, Kept>();
      collections.set(collection, records);
      const expiry = expiresAt === undefined ? Number.POSITIVE_INFINITY : Math.ceil(expiresAt / 1000) * 1000;
      records.set(key, { revision: 1, text: JSON.stringify(value), expiresAt: expiry });
      return true;
    },
    async read(collection, key) {
      const kept = standing(collection, key);
      return kept && recordOf(key, kept);
    },
    async replace(collection, key, value, revision) {
      const kept = standing(collection, key);
      if (kept?.revision !== revision) return false;
      const next = { ...kept, revision: revision + 1, text: JSON.stringify(value) };
      collections.get(collection)?.set(key, next);
      return true;
    },
    async remove(collection, key, revision) {
      if (standing(collection, key)?.revision !== revision) return false;
      return collections.get(collection)?.delete(key) ?? false;
    },
    async list(collection, { after, limit, descending = false }) {
      const direction = descending ? -1 : 1;
      const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)) * direction;
      return [...(collections.get(collection)?.keys() ?? [])]
        .sort(compare)
        .filter((key) => after === undefined || compare(key, after) > 0)
        .flatMap((key) => {
          const kept = standing(collection, key);
          return kept ? [recordOf(key, kept)] : [];
        })
        .slice(0, limit);
    },
  };
}
