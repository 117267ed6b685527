import { hash, randomUUID } from 'node:crypto';
import type { RestApi } from './rest-api.ts';

/**
 * Finds the id of the API key that a request brought; undefined when it is unknown, disabled or in
 * no usage plan of the stage. Keys are looked up by a salted SHA-256, so the time it takes says
 * nothing about a secret.
 * @param secrets key id → secret
 */
export function createKeyFinder(
  api: RestApi,
  secrets: ReadonlyMap<string, string>,
): (presented: string) => string | undefined {
  const salt = randomUUID();
  const digest = (secret: string) => hash('sha256', salt + secret, 'base64');
  const planned = new Set(api.usagePlans.flatMap((plan) => plan.keyIds));
  const ids = new Map(
    api.apiKeys
      .filter(({ id }) => planned.has(id))
      .flatMap(({ id }) => {
        const secret = secrets.get(id);
        return secret === undefined ? [] : [[digest(secret), id] as const];
      }),
  );
  // Secrets that proved right are known as they are: a hit tells its sender only what it sent, a
  // miss takes the way above.
  const proven = new Map<string, string>();
  return (presented) => {
    const known = proven.get(presented);
    if (known !== undefined) return known;
    const id = ids.get(digest(presented));
    if (id !== undefined) proven.set(presented, id);
    return id;
  };
}
