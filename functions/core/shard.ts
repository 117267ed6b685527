import { hash } from 'node:crypto';

/**
 * One of 256 parts, as two hexadecimal digits: an item collection of DynamoDB takes 1,000 writes a
 * second, and there may be more keys.
 */
export function shardOf(key: string): string {
  return hash('sha256', key).slice(0, 2);
}
