/**
 * The shape of the ledger table, shared by the construct that makes it and the adapter that uses
 * it. An item is a fact or, under `headKey`, the invoice's head; facts and head of an invoice are
 * one item collection.
 */
export const ledgerTable = {
  partitionKey: 'invoiceId',
  sortKey: 'factKey',
  /** No fact has this key: every fact's key has a `#` before its digest. */
  headKey: 'head',
  /** Nor this: the mark of a copy in the archive. */
  markKey: 'cold',
  /** The stored fact, head or mark: JSON text, so what was POSTed is kept to the letter. */
  body: 'body',
  /**
   * Of a head only: its version, the number of its facts unless something was decided. Its
   * conditional save compares this.
   */
  version: 'eventCount',
  /**
   * Sparse index of the heads that have a deadline, by deadline. Its partition key is a shard of
   * the invoices: deadlines of one time would otherwise share a partition, which takes 1,000 writes
   * a second. It also holds the head's stage; an item is written only when deadline or stage
   * change.
   */
  deadlines: { index: 'deadlines', shard: 'deadlineShard', deadline: 'deadline', stage: 'stage' },
  /**
   * At 10,000 events/s fewer than half change the stage, and each change is two writes to the
   * index.
   */
  deadlineShards: 16,
  /**
   * Heads that await nothing lie in the same index, in shards of their own beyond those, by the time of
   * their last event; only where the ledger lets go of them.
   */
  settledShards: 16,
} as const;
