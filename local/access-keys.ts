import { randomBytes } from 'node:crypto';
import type { RestApi } from '../emulator/gateway/rest-api.ts';
import { loadSecrets } from './data-folder.ts';

interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * An access key for each producer of a cell whose requests are signed: made at random for one that
 * has none yet, kept under the producer's name in `access-keys.json` in the data folder, readable
 * by its owner only. A cell whose requests are not signed has none.
 * @returns access key id → secret access key
 */
export function loadAccessKeys(
  folder: string,
  { methods, apiKeys }: Pick<RestApi, 'methods' | 'apiKeys'>,
): ReadonlyMap<string, string> {
  if (!methods.some(({ authorizationType }) => authorizationType === 'AWS_IAM')) return new Map();
  const producers = apiKeys.map(({ name }) => name);
  const keys = loadSecrets(folder, 'access-keys.json', producers, newAccessKey);
  return new Map(
    [...keys.values()].map(({ accessKeyId, secretAccessKey }) => [accessKeyId, secretAccessKey]),
  );
}

/** Not in the form of AWS's own, which scanners would take for leaked ones. */
function newAccessKey(): AccessKey {
  return {
    accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
}
