/**
 * The shape of the table of operations' records, shared by the construct that makes it and the
 * adapter that uses it. A collection is an item collection.
 */
export const recordsTable = {
  partitionKey: 'collection',
  sortKey: 'recordKey',
  /** How often the record has been written. */
  revision: 'revision',
  /** The value: JSON text. */
  value: 'value',
  /** Seconds since the epoch. DynamoDB deletes the item within days of it. */
  expiresAt: 'expiresAt',
} as const;
