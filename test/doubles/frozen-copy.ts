/**
 * A copy that nobody can change: a store in memory hands it out as it is, any number of times, and
 * whoever changes what a store gave is found out.
 */
export function frozenCopy<T>(value: T): T {
  return freeze(structuredClone(value));
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
