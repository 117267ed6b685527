import { describe, expect, test } from 'vitest';
import { athenaFigure } from '../../../dashboards/athena/figure-sql.ts';
import type { KpiQuery } from '../../../dashboards/kpi-reader.ts';

const tables = { events: 'E', invoices: 'I' };
const asked = {
  period: { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' },
  today: '2026-01-31',
};

function sqlOf(query: Omit<KpiQuery, keyof typeof asked>): string {
  return athenaFigure({ ...asked, ...query }, tables, 100).sql;
}

describe('Given figures in the words that Athena and DuckDB share', () => {
  test('When events are counted in steps, Then this is asked', () => {
    expect(sqlOf({ kpi: 'exceptions', bucket: 'day', groupBy: ['stage'] })).toMatchInlineSnapshot(
      `"SELECT step, group_0, CAST(count(*) AS varchar) AS value FROM (SELECT CAST(date_trunc('day', receivedat) AS timestamp) AS step, stage AS group_0, 1 AS x FROM E f WHERE coalesce(disregarded, false) = false AND receivedat >= TIMESTAMP '2026-01-01 00:00:00.000' AND receivedat < TIMESTAMP '2026-02-01 00:00:00.000' AND coalesce(status IN ('rejected', 'mismatched', 'denied', 'failed'), false)) r GROUP BY step, group_0 ORDER BY step, group_0 LIMIT 100"`,
    );
  });

  test('When amounts are summed, Then this is asked', () => {
    expect(
      sqlOf({ kpi: 'paid-amount', filters: { vendorId: ["O'Neill; --", 'V-9'] } }),
    ).toMatchInlineSnapshot(
      `"SELECT group_0, CAST(sum(x) AS varchar) AS value FROM (SELECT currency AS group_0, amount AS x FROM I f WHERE 1 = 1 AND settledat >= TIMESTAMP '2026-01-01 00:00:00.000' AND settledat < TIMESTAMP '2026-02-01 00:00:00.000' AND coalesce(state IN ('settled'), false) AND vendorid IN ('O''Neill; --', 'V-9') AND amount IS NOT NULL) r GROUP BY group_0 ORDER BY group_0 LIMIT 100"`,
    );
  });

  test('When a share is asked for, Then this is asked', () => {
    expect(sqlOf({ kpi: 'on-time-rate' })).toMatchInlineSnapshot(
      `"SELECT CAST(sum(a) AS varchar) AS "of", CAST(sum(b) AS varchar) AS "to" FROM (SELECT CAST(1 AS decimal(38, 12)) AS a, CAST(NULL AS decimal(38, 12)) AS b FROM I f WHERE 1 = 1 AND duedate >= DATE '2026-01-01' AND duedate < DATE '2026-02-01' AND (coalesce(documenttype IN ('invoice'), false) AND (coalesce(duedate < DATE '2026-01-31', false) AND coalesce(state IN ('open', 'settled'), false))) AND coalesce(settledon <= duedate, false) UNION ALL SELECT CAST(NULL AS decimal(38, 12)) AS a, CAST(1 AS decimal(38, 12)) AS b FROM I f WHERE 1 = 1 AND duedate >= DATE '2026-01-01' AND duedate < DATE '2026-02-01' AND (coalesce(documenttype IN ('invoice'), false) AND (coalesce(duedate < DATE '2026-01-31', false) AND coalesce(state IN ('open', 'settled'), false)))) r LIMIT 100"`,
    );
  });

  test('When a percentile is asked for, Then the nearest rank is', () => {
    expect(sqlOf({ kpi: 'receipt-to-paid-p90', groupBy: ['currency'] })).toMatchInlineSnapshot(
      `"SELECT group_0, CAST(min(x) AS varchar) AS value FROM (SELECT * FROM (SELECT q.*, row_number() OVER (PARTITION BY group_0 ORDER BY x) AS place, count(*) OVER (PARTITION BY group_0) AS places FROM (SELECT currency AS group_0, date_diff('millisecond', beganat, settledat) AS x FROM I f WHERE 1 = 1 AND settledat >= TIMESTAMP '2026-01-01 00:00:00.000' AND settledat < TIMESTAMP '2026-02-01 00:00:00.000' AND (coalesce(documenttype IN ('invoice'), false) AND coalesce(state IN ('settled'), false)) AND date_diff('millisecond', beganat, settledat) IS NOT NULL) q) p WHERE place * 100 >= places * 90) r GROUP BY group_0 ORDER BY group_0 LIMIT 100"`,
    );
  });

  test('When a figure rests on medians, Then they are tables of their own', () => {
    expect(sqlOf({ kpi: 'cash-flow-expected' })).toMatchInlineSnapshot(
      `"WITH usual_2cbbf71a AS (SELECT per, min(x) AS usual FROM (SELECT * FROM (SELECT q.*, row_number() OVER (PARTITION BY per ORDER BY x) AS place, count(*) OVER (PARTITION BY per) AS places FROM (SELECT vendorid AS per, date_diff('day', duedate, settledon) AS x FROM I f WHERE (coalesce(documenttype IN ('invoice'), false) AND coalesce(state IN ('settled'), false) AND coalesce(date_diff('day', settledon, DATE '2026-01-31') >= CAST(0 AS bigint), false) AND coalesce(date_diff('day', settledon, DATE '2026-01-31') < CAST(180 AS bigint), false)) AND date_diff('day', duedate, settledon) IS NOT NULL) q) p WHERE place * 100 >= places * 50) m WHERE places >= 5 GROUP BY per), usual_6e81dcfa AS (SELECT per, min(x) AS usual FROM (SELECT * FROM (SELECT q.*, row_number() OVER (PARTITION BY per ORDER BY x) AS place, count(*) OVER (PARTITION BY per) AS places FROM (SELECT currency AS per, date_diff('day', duedate, settledon) AS x FROM I f WHERE (coalesce(documenttype IN ('invoice'), false) AND coalesce(state IN ('settled'), false) AND coalesce(date_diff('day', settledon, DATE '2026-01-31') >= CAST(0 AS bigint), false) AND coalesce(date_diff('day', settledon, DATE '2026-01-31') < CAST(180 AS bigint), false)) AND date_diff('day', duedate, settledon) IS NOT NULL) q) p WHERE place * 100 >= places * 50) m WHERE places >= 5 GROUP BY per) SELECT group_0, CAST(sum(x) AS varchar) AS value FROM (SELECT currency AS group_0, openamount AS x FROM I f LEFT JOIN usual_2cbbf71a ON usual_2cbbf71a.per = vendorid LEFT JOIN usual_6e81dcfa ON usual_6e81dcfa.per = currency WHERE 1 = 1 AND CASE WHEN coalesce(CAST(duedate + coalesce(usual_2cbbf71a.usual, usual_6e81dcfa.usual, CAST(0 AS bigint)) * INTERVAL '1' DAY AS date) < DATE '2026-01-31', false) THEN DATE '2026-01-31' ELSE CAST(duedate + coalesce(usual_2cbbf71a.usual, usual_6e81dcfa.usual, CAST(0 AS bigint)) * INTERVAL '1' DAY AS date) END >= DATE '2026-01-01' AND CASE WHEN coalesce(CAST(duedate + coalesce(usual_2cbbf71a.usual, usual_6e81dcfa.usual, CAST(0 AS bigint)) * INTERVAL '1' DAY AS date) < DATE '2026-01-31', false) THEN DATE '2026-01-31' ELSE CAST(duedate + coalesce(usual_2cbbf71a.usual, usual_6e81dcfa.usual, CAST(0 AS bigint)) * INTERVAL '1' DAY AS date) END < DATE '2026-02-01' AND coalesce(state IN ('open'), false) AND openamount IS NOT NULL) r GROUP BY group_0 ORDER BY group_0 LIMIT 100"`,
    );
  });

  test('When a stock of the past is asked for, Then those that had entered and not left', () => {
    expect(sqlOf({ kpi: 'open-invoices', at: '2026-01-15T12:00:00.500Z' })).toMatchInlineSnapshot(
      `"SELECT CAST(sum(a) AS varchar) AS value FROM (SELECT a, b FROM (SELECT CAST(beganat AS timestamp) AS come, CAST(CASE WHEN coalesce(state IN ('returned'), false) THEN statussince ELSE settledat END AS timestamp) AS gone, CAST(1 AS decimal(38, 12)) AS a, CAST(NULL AS decimal(38, 12)) AS b, 1 AS present FROM I f WHERE beganat < TIMESTAMP '2026-01-15 12:00:00.500' AND (CASE WHEN coalesce(state IN ('returned'), false) THEN statussince ELSE settledat END IS NULL OR CASE WHEN coalesce(state IN ('returned'), false) THEN statussince ELSE settledat END >= TIMESTAMP '2026-01-15 12:00:00.500') AND coalesce(documenttype IN ('invoice'), false)) s WHERE gone IS NULL OR gone >= TIMESTAMP '2026-01-15 12:00:00.500') r LIMIT 100"`,
    );
  });

  test('When what payments changed is asked for in steps, Then each of them is a span', () => {
    expect(sqlOf({ kpi: 'open-amount', bucket: 'week' })).toMatchInlineSnapshot(
      `"SELECT step, group_0, CAST(sum(a) AS varchar) AS value FROM (VALUES (TIMESTAMP '2025-12-29 00:00:00.000'), (TIMESTAMP '2026-01-05 00:00:00.000'), (TIMESTAMP '2026-01-12 00:00:00.000'), (TIMESTAMP '2026-01-19 00:00:00.000'), (TIMESTAMP '2026-01-26 00:00:00.000')) AS t (step) JOIN (SELECT since, group_0, sum(a) AS a, sum(b) AS b, sum(present) AS present FROM (SELECT greatest(CAST(date_trunc('week', moved) AS timestamp), TIMESTAMP '2025-12-29 00:00:00.000') AS since, group_0, a * way AS a, b * way AS b, present * way AS present FROM (SELECT s.*, way, CASE WHEN way = 1 THEN come ELSE gone END AS moved FROM (SELECT currency AS group_0, CAST(beganat AS timestamp) AS come, CAST(CASE WHEN coalesce(state IN ('returned'), false) THEN statussince ELSE settledat END AS timestamp) AS gone, CAST(CASE WHEN paidamount IS NOT NULL THEN (amount - paidamount) ELSE amount END AS decimal(38, 12)) AS a, CAST(NULL AS decimal(38, 12)) AS b, 1 AS present FROM I f WHERE beganat < TIMESTAMP '2026-02-01 00:00:00.000' AND (CASE WHEN coalesce(state IN ('returned'), false) THEN statussince ELSE settledat END IS NULL OR CASE WHEN coalesce(state IN ('returned'), false) THEN statussince ELSE settledat END >= TIMESTAMP '2025-12-29 00:00:00.000') AND CASE WHEN paidamount IS NOT NULL THEN (amount - paidamount) ELSE amount END IS NOT NULL UNION ALL SELECT currency AS group_0, CAST(beganat AS timestamp) AS come, CASE WHEN CAST(CASE WHEN coalesce(state IN ('returned'), false) THEN statussince ELSE settledat END AS timestamp) < CAST((TIMESTAMP '1970-01-01 00:00:00.000' + CAST(floor(CAST(regexp_extract(payment, '"at":(-?[0-9]+)', 1) AS bigint) / 1000.0) AS bigint) * INTERVAL '1' SECOND + (CAST(regexp_extract(payment, '"at":(-?[0-9]+)', 1) AS bigint) - CAST(floor(CAST(regexp_extract(payment, '"at":(-?[0-9]+)', 1) AS bigint) / 1000.0) AS bigint) * 1000) * INTERVAL '0.001' SECOND) AS timestamp) THEN CAST(CASE WHEN coalesce(state IN ('returned'), false) THEN statussince ELSE settledat END AS timestamp) ELSE CAST((TIMESTAMP '1970-01-01 00:00:00.000' + CAST(floor(CAST(regexp_extract(payment, '"at":(-?[0-9]+)', 1) AS bigint) / 1000.0) AS bigint) * INTERVAL '1' SECOND + (CAST(regexp_extract(payment, '"at":(-?[0-9]+)', 1) AS bigint) - CAST(floor(CAST(regexp_extract(payment, '"at":(-?[0-9]+)', 1) AS bigint) / 1000.0) AS bigint) * 1000) * INTERVAL '0.001' SECOND) AS timestamp) END AS gone, CAST(regexp_extract(payment, '"amount":"([^"]*)"', 1) AS decimal(38, 12)) AS a, CAST(NULL AS decimal(38, 12)) AS b, 0 AS present FROM I f CROSS JOIN UNNEST(split(payments, '},{')) AS p (payment) WHERE beganat < TIMESTAMP '2026-02-01 00:00:00.000' AND (CASE WHEN coalesce(state IN ('returned'), false) THEN statussince ELSE settledat END IS NULL OR CASE WHEN coalesce(state IN ('returned'), false) THEN statussince ELSE settledat END >= TIMESTAMP '2025-12-29 00:00:00.000') AND CASE WHEN paidamount IS NOT NULL THEN (amount - paidamount) ELSE amount END IS NOT NULL) s CROSS JOIN (VALUES (1), (-1)) AS w (way) WHERE gone IS NULL OR gone > come) m WHERE moved < TIMESTAMP '2026-02-01 00:00:00.000') c GROUP BY since, group_0) r ON since <= step GROUP BY step, group_0 HAVING sum(present) > 0 ORDER BY step, group_0 LIMIT 100"`,
    );
  });

  test('When a filter lets nothing through, Then nothing is in it', () => {
    expect(sqlOf({ kpi: 'events', filters: { stage: [] } })).toContain('AND 1 = 0)');
  });
});
