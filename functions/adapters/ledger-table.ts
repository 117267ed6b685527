/**
 * The shape of the ledger table, shared by the construct that makes it and the adapter that uses it. An item is a
 * fact or, under `headKey`, the invoice's head; facts and head of an invoice are one item collection.
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
} as const;
