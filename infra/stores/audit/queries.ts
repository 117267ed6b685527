/** Queries that an auditor finds saved. `?` is asked for when the query is run. */
export const auditQueries = [
  {
    name: 'history-of-an-invoice',
    description:
      'Everything that was reported about an invoice, as it came in. Parameters: first and last day on which the bus took it, id of the invoice.',
    sql: `\
SELECT DISTINCT
  detail.receivedat AS received_at, stage, detail.event.status, detail.event.occurredat AS occurred_at,
  detail.event.amount, detail.event.currency, detail.event.vendor.id AS vendor, detail.event.source.actor,
  detail.producer, detail.event.eventid AS event_id, id
FROM events
WHERE day BETWEEN ? AND ? AND detail.event.invoiceid = ?
ORDER BY received_at, id`,
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
