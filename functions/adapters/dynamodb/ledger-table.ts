/**
 * The shape of the ledger table, shared by the construct that makes it and the adapter that uses
 * it. An item is a fact or, under `headKey`, the invoice's head; facts and head of an invoice are
 * one item collection.
 */
export const ledgerTable = {
  partitionKey: 'invoiceId',
  sortKey: 'factKey',
  /** Cannot be a fact's key: every fact key has a `#` before its digest. */
  headKey: 'head',
  /** The stored fact or head: JSON text, so what was POSTed is kept to the letter. */
  body: 'body',
  /** Of a head only: what its conditional save compares. */
  eventCount: 'eventCount',
  /**
   * Sparse index over the heads that have a deadline, by deadline. Its partition key is a shard of
   * the invoices: deadlines of one time would otherwise meet in one partition, which takes 1,000
   * writes a second. Of the head it holds the stage; an item is written only when deadline or stage
   * change.
   */
  deadlines: { index: 'deadlines', shard: 'deadlineShard', deadline: 'deadline', stage: 'stage' },
  /**
   * At 10,000 events/s fewer than half change the stage, and each of those is two writes to the
   * index.
   */
  deadlineShards: 16,
} as const;
