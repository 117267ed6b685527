import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { addedColumns, hashOf } from '../../local/time-series/invoices.ts';
import { fillStockRollup } from '../../local/time-series/stock-rollup.ts';
import { stages } from '../../schemas/stages.ts';

/** Invoices whose events are written at once. */
const partOfInvoices = 500_000;

/** Events of each invoice. */
export const eventsPerInvoice = 7;

const text = (values: readonly string[], by: string) =>
  `([${values.map((value) => `'${value}'`).join(', ')}])[1 + (${by})::INTEGER]`;
const ms = (sql: string) => `epoch_ms((${sql})::BIGINT)::TIMESTAMP_MS`;

/** A history of 13 months. */
export interface FilledHistory {
  readonly invoices: number;
  /** ms since the epoch, where it ends. */
  readonly now: number;
  /** The share of the invoices, the latest ones, that are open in all stages; those of the last month unless given. */
  readonly openShare?: number;
}

/**
 * Fills a new time-series file with 13 months of invoices, straight through SQL: the latest are open, and one in
 * fifty of those before, overdue; the others are settled.
 */
export async function fillStore(path: string, history: FilledHistory): Promise<void> {
  await fill(path, async (connection) => {
    await fillInvoices(connection, history);
    await fillEvents(connection, history);
  });
}

/** The same without events, which take longest: of what reads nothing but invoices. */
export async function fillStoreOfInvoices(path: string, history: FilledHistory): Promise<void> {
  await fill(path, (connection) => fillInvoices(connection, history));
}

async function fill(path: string, fillIn: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
  await (await openDuckDbTimeSeries({ path })).close();
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await fillIn(connection);
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
}

/** When an invoice began, as SQL: ms since the epoch, of its number i. */
function beganAt({ invoices, now }: FilledHistory): string {
  const from = now - 395 * 86_400_000;
  return `${from} + i * ${(now - from) / invoices}`;
}

async function fillInvoices(connection: DuckDBConnection, history: FilledHistory): Promise<void> {
  const { invoices, openShare = 0.08 } = history;
  const began = beganAt(history);
  const day = (sql: string) => `(${ms(sql)})::DATE`;
  const isSettled = `i % 50 <> 49 AND i < ${invoices} * ${1 - openShare}`;
  const dwell = '3600000 * (1 + hash(i) % 200)';
  const columns: readonly (readonly [name: string, sql: string])[] = [
    ['invoiceId', `'INV-' || i`],
    ['version', '1000007'],
    ['currency', text(['EUR', 'EUR', 'EUR', 'USD', 'GBP'], 'hash(i, 1) % 5')],
    ['vendorId', `'V-' || (10000 + hash(i, 2) % 2000)`],
    ['vendorName', `'Company ' || (10000 + hash(i, 2) % 2000) || ' Trading'`],
    ['vendorCountry', text(['DE', 'FR', 'NL', 'US', 'GB'], 'hash(i, 2) % 5')],
    ['producer', text(['erp', 'portal'], 'hash(i, 3) % 2')],
    ['documentType', `CASE WHEN i % 50 = 0 THEN 'credit-note' ELSE 'invoice' END`],
    ['stage', `CASE WHEN ${isSettled} THEN 'posting' ELSE ${text(stages, 'hash(i, 4) % 4')} END`],
    ['status', `'paid'`],
    ['state', `CASE WHEN ${isSettled} THEN 'settled' ELSE 'open' END`],
    ['amount', '(hash(i, 5) % 10000000)::DECIMAL(10, 0) * 0.01'],
    ['openAmount', `CASE WHEN ${isSettled} THEN 0 ELSE (hash(i, 5) % 10000000)::DECIMAL(10, 0) * 0.01 END`],
    // Every third of the settled ones says what was paid; in others the payment says nothing.
    [
      'payments',
      `CASE WHEN i % 3 = 0 AND ${isSettled} THEN
        '[{"at":' || (${began} + 4 * ${dwell})::BIGINT || ',"amount":"' || (hash(i, 5) % 10000000)::DECIMAL(10, 0) * 0.01 || '"}]' END`,
    ],
    [
      'paidAmount',
      `CASE WHEN i % 3 = 0 AND ${isSettled} THEN (hash(i, 5) % 10000000)::DECIMAL(10, 0) * 0.01 END`,
    ],
    ['discountAvailable', `CASE WHEN i % 3 = 0 THEN (hash(i, 5) % 100000)::DECIMAL(10, 0) * 0.01 END`],
    [
      'discountTaken',
      `CASE WHEN i % 6 = 0 AND ${isSettled} THEN (hash(i, 5) % 100000)::DECIMAL(10, 0) * 0.01 END`,
    ],
    ['beganAt', ms(began)],
    ['beganOn', day(began)],
    ['statusSince', ms(began)],
    ['firstReceivedAt', ms(began)],
    ['lastReceivedAt', ms(`${began} + ${eventsPerInvoice - 1} * 3600000`)],
    ['approvedAt', `CASE WHEN i % 20 <> 0 THEN ${ms(`${began} + ${dwell}`)} END`],
    ['settledAt', `CASE WHEN ${isSettled} THEN ${ms(`${began} + 4 * ${dwell}`)} END`],
    ['settledOn', `CASE WHEN ${isSettled} THEN ${day(`${began} + 4 * ${dwell}`)} END`],
    ['invoiceDate', day(began)],
    ['dueDate', day(`${began} + 2592000000`)],
    ['discountDate', `CASE WHEN i % 3 = 0 THEN ${day(`${began} + 864000000`)} END`],
    ['exceptions', 'CASE WHEN hash(i, 6) % 10 = 0 THEN 1 ELSE 0 END'],
    ['firstMatch', text(['matched', 'matched', 'mismatched'], 'hash(i, 7) % 3')],
    ['touched', 'hash(i, 8) % 2 = 0'],
    ['touchedOtherwise', 'hash(i, 8) % 4 = 0'],
    ...stages.flatMap((stage, index): [string, string][] => [
      [`${stage}At`, ms(`${began} + ${index} * ${dwell}`)],
      [`${stage}Ms`, `CASE WHEN ${isSettled} THEN ${dwell} END`],
    ]),
  ];
  const selected = columns.map(([name, sql]) => `${sql} AS "${name}"`).join(', ');
  for (const [table, where] of [
    ['settled_invoices', isSettled],
    ['unsettled_invoices', `NOT (${isSettled})`],
  ])
    await connection.run(
      `INSERT INTO ${table} BY NAME SELECT *, ${addedColumns.sql} FROM (
        SELECT ${selected}, ${hashOf(`'INV-' || i`)} AS hash
        FROM range(${invoices}) AS numbers(i) WHERE ${where})`,
      [...addedColumns.values],
    );
}

async function fillEvents(connection: DuckDBConnection, history: FilledHistory): Promise<void> {
  const { invoices } = history;
  const began = beganAt(history);
  // In parts: sorting all of it would take more memory than a machine has.
  for (let first = 0; first < invoices; first += partOfInvoices)
    await connection.run(`INSERT INTO events BY NAME
    SELECT (${ms(`${began} + e * 3600000`)})::TIMESTAMP_NS AS "time", 1000007 AS version, 'INV-' || i AS "invoiceId",
      'e-' || e || '#' || hash(i, e) AS "eventKey", ${text(stages, 'least(e // 2, 3)')} AS stage,
      CASE WHEN hash(i, e) % 20 = 0 THEN 'mismatched' ELSE 'matched' END AS status, 'succeeded' AS kind, 'EUR' AS currency,
      'V-' || (10000 + hash(i, 2) % 2000) AS "vendorId", 'erp' AS producer, 'local' AS cell, 'local' AS region,
      (hash(i, 5) % 10000000)::DECIMAL(10, 0) * 0.01 AS amount, ${ms(`${began} + e * 3600000`)} AS "receivedAt"
    FROM range(${first}, ${Math.min(first + partOfInvoices, invoices)}) AS numbers(i), range(${eventsPerInvoice}) AS steps(e) ORDER BY "receivedAt"`);
  await connection.run(`INSERT INTO rollup_sums
    SELECT date_trunc('minute', "receivedAt"), stage, status, currency, count(*), sum(amount) FROM events
    GROUP BY 1, 2, 3, 4 ORDER BY 1`);
  await fillStockRollup(connection);
}
