/** Queries that an auditor finds saved. `?` is asked for when the query is run. */
export const auditQueries = [
  {
    name: 'history-of-an-invoice',
    description:
      'Everything that was reported about an invoice. Parameters: first day and last day it was reported on, id of the invoice.',
    sql: `\
SELECT DISTINCT
  id, "time", stage, detail.event.status, detail.event.eventid, detail.event.occurredat, detail.receivedat,
  detail.event.amount, detail.event.currency, detail.event.vendor.id AS vendor, detail.producer,
  detail.event.source.actor
FROM events
WHERE day BETWEEN ? AND ? AND detail.event.invoiceid = ?
ORDER BY detail.event.occurredat, detail.event.eventid`,
  },
  {
    name: 'events-by-day-and-stage',
    description:
      'How many events came, and how often the archive got one twice. Parameters: first and last day.',
    sql: `\
SELECT day, stage, count(DISTINCT id) AS events, count(*) - count(DISTINCT id) AS repetitions
FROM events
WHERE day BETWEEN ? AND ?
GROUP BY day, stage
ORDER BY day, stage`,
  },
] as const;
