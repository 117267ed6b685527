import type { DuckDBConnection } from '@duckdb/node-api';
import { type KpiDimension, type Stock, stockOfAge, stocksOf } from '../../dashboards/kpis/kpi.ts';
import { kpis } from '../../dashboards/kpis/registry.ts';
import { decimalType } from './columns.ts';
import { expressionSql, type Scope } from './expression-sql.ts';
import { inTransaction } from './in-transaction.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import { flowsIn, spanIn, valueIn } from './stock-flows.ts';
import { digestOf, isLasting, paymentList } from './stored-columns.ts';

/** What the rollup tells invoices apart by. Of vendors there are too many: a row would be of few invoices. */
export const rolledUpDimensions = [
  'currency',
  'vendorCountry',
  'producer',
  'documentType',
] as const satisfies readonly KpiDimension[];

/**
 * What stocks gained and lost, by the hour and by the day: how many invoices, and how much of them.
 *
 * A stock at a time is the sum of all days before it and of the hours of its own day: that costs as
 * much as there are days, however many invoices there were. Whoever merges snapshots appends what
 * changes, signed; now and then that is added up. The view has both.
 */
export const stockRollup = 'stock_rollup';

/** The table of what is to be moved: `columnsOfStocks` of snapshots to come with the `sign` 1, and to go with -1. */
export const movedRows = 'moved';

const dimensionNames = rolledUpDimensions.map((name) => `"${name}"`);
const definitions = `grain VARCHAR NOT NULL, stock VARCHAR NOT NULL, since TIMESTAMP_MS NOT NULL,
  ${dimensionNames.map((name) => `${name} VARCHAR`).join(', ')},
  count BIGINT NOT NULL, sum ${decimalType} NOT NULL`;
const keys = ['grain', 'stock', 'since', ...dimensionNames].join(', ');
const added = `SELECT ${keys}, sum(count)::BIGINT AS count, sum(sum)::${decimalType} AS sum`;
const grouping = `GROUP BY ${keys} HAVING sum(count) <> 0 OR sum(sum) <> 0`;
const scope: Scope = { subject: 'invoices', today: '' };

const dimensionColumns = rolledUpDimensions.map(
  (field) => joined`${expressionSql({ field }, scope)} AS ${statement(`"${field}"`)}`,
);

/** The stocks of all figures, as far as they are the same one tomorrow. */
const stocks: ReadonlyMap<string, Stock> = new Map(
  kpis
    .flatMap((kpi) => Object.values<Stock>({ ...stocksOf(kpi) }))
    .flatMap((stock) => [stock, ...(stock.byAge ?? []).map(stockOfAge)])
    .filter(isLasting)
    .map((stock) => [nameOf(stock), stock]),
);

/** The same at each merge. */
const movedChanges = changesIn(movedRows);

/** What the rollup knows a stock by; undefined if it does not have it. */
export function rolledUpName(stock: Stock): string | undefined {
  const name = nameOf(stock);
  return stocks.has(name) ? name : undefined;
}

/** How it is told apart by age makes no other stock of it. */
function nameOf({ byAge: _, ...stock }: Stock): string {
  return digestOf(stock);
}

/** Makes the rollup of the snapshots that are there, unless the file has that of the same stocks. */
export async function openStockRollup(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS stock_progress (revision VARCHAR NOT NULL)');
  const revision = digestOf([definitions, changesIn('').sql]);
  const result = await connection.run('SELECT revision FROM stock_progress');
  const [known] = await result.getRows();
  if (known?.[0] === revision) return;
  await inTransaction(connection, async () => {
    await connection.run(`
      CREATE OR REPLACE TABLE stock_changes (${definitions});
      CREATE OR REPLACE TABLE stock_sums (${definitions});
      CREATE OR REPLACE VIEW ${stockRollup} AS FROM stock_changes UNION ALL FROM stock_sums;`);
    await fillStockRollup(connection);
    await connection.run(`CREATE OR REPLACE TABLE stock_progress AS SELECT '${revision}' AS revision`);
  });
}

/** Works the rollup out anew, as part of the caller's transaction. */
export async function fillStockRollup(connection: DuckDBConnection): Promise<void> {
  await connection.run('DELETE FROM stock_changes');
  await connection.run('DELETE FROM stock_sums');
  const { sql, values } = changesIn('(SELECT *, 1 AS sign FROM invoices)');
  await connection.run(`INSERT INTO stock_sums FROM (${sql}) ORDER BY grain, stock, since`, [...values]);
}

/** Has the rollup made anew at the next start, as part of the caller's transaction. */
export async function forgetStocks(connection: DuckDBConnection): Promise<void> {
  await connection.run('DROP TABLE IF EXISTS stock_progress');
}

/** Those of these columns of snapshots that stocks rest on. */
export function columnsOfStocks(names: readonly string[]): readonly string[] {
  return names.filter((name) => new RegExp(`\\b${name}\\b`).test(movedChanges.sql));
}

/**
 * Appends what the rows of `movedRows` change, as part of the caller's transaction.
 * @returns how many rows that takes
 */
export async function moveStocks(connection: DuckDBConnection): Promise<number> {
  const result = await connection.run(`INSERT INTO stock_changes ${movedChanges.sql}`, [
    ...movedChanges.values,
  ]);
  return result.rowsChanged;
}

/** Adds the changes up, with what there is of their hours and days; in a transaction of its own. */
export function compactStocks(connection: DuckDBConnection): Promise<void> {
  return inTransaction(connection, async () => {
    await connection.run(
      'CREATE OR REPLACE TEMP TABLE changed AS SELECT DISTINCT grain, stock, since FROM stock_changes',
    );
    const changed = 'FROM stock_sums WHERE (grain, stock, since) IN (FROM changed)';
    await connection.run(`INSERT INTO stock_changes ${changed}`);
    await connection.run(`DELETE ${changed}`);
    await connection.run(
      `INSERT INTO stock_sums ${added} FROM stock_changes ${grouping} ORDER BY grain, stock, since`,
    );
    await connection.run('DELETE FROM stock_changes');
  });
}

/** What rows of snapshots, each with a `sign`, add to the rollup or take from it. */
function changesIn(rows: string): Statement {
  // Stocks of the same value share an expression: to plan one for each takes longer than to run it.
  const alike = Map.groupBy(stocks, ([, { sum, less }]) => JSON.stringify([sum, less]));
  const flows = [...alike.values()].map((several) => flowsOf(several, rows));
  const hours = `'hour' AS grain, stock, date_trunc('hour', flow."at")::TIMESTAMP_MS AS since,
    ${dimensionNames.join(', ')}, sign * flow.count AS count, sign * flow.sum AS sum`;
  const days = `SELECT * REPLACE ('day' AS grain, date_trunc('day', since)::TIMESTAMP_MS AS since) FROM hours`;
  return joined`WITH hours AS MATERIALIZED (${statement(added)} FROM (
      SELECT ${statement(hours)} FROM (${listed(flows, ' UNION ALL ')})
      WHERE flow."at" IS NOT NULL) ${statement(grouping)})
    FROM hours UNION ALL (${statement(`${added} FROM (${days}) ${grouping}`)})`;
}

/** The flows of rows in stocks of the same value: the columns `sign`, the dimensions, `stock` and `flow`. */
function flowsOf(several: readonly (readonly [name: string, stock: Stock])[], rows: string): Statement {
  const { sum, less } = several[0]?.[1] ?? {};
  const spans = several.map(([name, stock]) => {
    const { holds, begin, end } = spanIn(stock, scope);
    return joined`CASE WHEN ${holds} THEN {'stock': ${statement(`'${name}'`)},
      'begin': ${begin}::TIMESTAMP_MS, 'end': ${end}::TIMESTAMP_MS} END`;
  });
  const span = { begin: statement('span."begin"'), end: statement('span."end"') };
  return joined`SELECT sign, ${statement(dimensionNames.join(', '))}, span.stock AS stock,
      unnest(${flowsIn(statement('value'), span, less)}) AS flow
    FROM (SELECT sign, ${listed(dimensionColumns, ', ')}, ${valueIn({ sum }, scope)} AS value,
        ${statement(paymentList)}, unnest([${listed(spans, ', ')}]) AS span
      FROM ${statement(rows)})
    WHERE span IS NOT NULL`;
}
