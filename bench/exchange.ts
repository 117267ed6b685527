import type { ConnectionPool } from './connection-pool.ts';
import type { InvoicePool } from './invoice-pool.ts';
import type { Requests } from './requests.ts';
import type { Tally } from './tally.ts';

/** What the requests of a load share. */
export interface Traffic {
  readonly invoices: InvoicePool;
  readonly connections: ConnectionPool;
  readonly requests: Requests;
  readonly tally: Tally;
}

/**
 * Sends the next batch, unless all connections are taken, and counts what comes of it. Never rejects.
 * @param dueAt `performance.now()` from when its latency counts
 * @returns whether it was acknowledged
 */
export async function exchange(traffic: Traffic, dueAt: number): Promise<boolean> {
  const { invoices, connections, requests, tally } = traffic;
  if (!connections.available) {
    tally.unsent += invoices.batch;
    return false;
  }
  const batch = invoices.take();
  let connection = connections.take();
  try {
    connection ??= await connections.open();
    return tally.replied(batch, await connection.send(requests.post(batch)), dueAt);
  } catch (error) {
    tally.unreplied(batch, error);
    return false;
  } finally {
    if (connection) connections.giveBack(connection);
    invoices.giveBack(batch);
  }
}
