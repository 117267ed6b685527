import { newestEventsSql } from '../../../functions/adapters/lake/sql.ts';
import { eventsTable } from '../../../functions/adapters/lake/tables.ts';

/** All of the calendar: who runs a query narrows it down. */
const ever = [{ from: Date.UTC(2020, 0, 1), to: Date.UTC(2200, 0, 1) }];

/** Queries that whoever looks into the lake finds saved. `?` is asked for when the query is run. */
export const lakeQueries = [
  {
    name: 'records-of-an-invoice',
    description: 'The record of each event of an invoice, as figures take it. Parameter: its id.',
    sql: `SELECT * FROM ${newestEventsSql(ever)} e WHERE invoiceid = ? ORDER BY time, eventkey`,
  },
  {
    name: 'versions-of-an-invoice',
    description: 'Every version of its records that was ever written. Parameter: the id of the invoice.',
    sql: `SELECT * FROM ${eventsTable.name} WHERE invoiceid = ? ORDER BY eventkey, version, writtenat`,
  },
  {
    name: 'contradicting-versions',
    description:
      'Records that were written in one version with different amounts: the one that was written last counts. Parameters: from when and until when they were received.',
    sql: `SELECT invoiceid, eventkey, version, count(DISTINCT amount) AS amounts FROM ${eventsTable.name} WHERE receivedat >= CAST(? AS timestamp) AND receivedat < CAST(? AS timestamp) GROUP BY invoiceid, eventkey, version HAVING count(DISTINCT amount) > 1`,
  },
] as const;
