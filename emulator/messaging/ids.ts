import { randomBytes } from 'node:crypto';

/**
 * Makes ids in the form of a UUID (version 8, RFC 9562), each different from any other of this process
 * and, by 64 random bits, from those of every other. Several are made per event, and random ones cost
 * more than what they name.
 */
export function uniqueIds(): () => string {
  const random = randomBytes(8).toString('hex');
  const end = `-8${random.slice(0, 3)}-a${random.slice(3, 6)}-${random.slice(6, 16).padEnd(12, '0')}`;
  let count = 0;
  return () => {
    const hex = (count++).toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8)}${end}`;
  };
}
