import { DuckDBTimestampMillisecondsValue, type DuckDBValue } from '@duckdb/node-api';
import type { ListedInvoice } from '../../dashboards/kpi-reader.ts';
import { decimalText } from './columns.ts';
import { type QueryRow, stageOf, textOrNull } from './queries.ts';

/** No column more: all rows are sorted, and some columns are long. */
const listedFields = [
  ...['invoiceId', 'vendorId', 'vendorName', 'state', 'stage', 'status', 'statusSince'],
  ...['currency', 'amount', 'openAmount', 'beganAt', 'discountDate', 'dueDate', 'settledOn'],
] as const;
/** The columns of `invoices` that a list needs. */
export const listedColumns = listedFields.map((name) => `invoices."${name}"`).join(', ');

/** An invoice of a list, from `listedColumns` and `value`. */
export function listedInvoice(row: QueryRow): ListedInvoice {
  const currency = String(row.currency);
  const amount = (value: DuckDBValue | undefined) => amountText(value, currency);
  return {
    ...{ invoiceId: String(row.invoiceId), vendorId: String(row.vendorId) },
    vendorName: textOrNull(row.vendorName),
    ...{
      state: String(row.state),
      stage: stageOf(row.stage),
      status: String(row.status),
      statusSince: utcOf(row.statusSince),
    },
    ...{ currency, amount: amount(row.amount), openAmount: amount(row.openAmount) },
    ...{
      beganAt: utcOf(row.beganAt),
      discountDate: textOrNull(row.discountDate),
      dueDate: textOrNull(row.dueDate),
      settledOn: textOrNull(row.settledOn),
    },
    value: row.value == null ? null : decimalText(row.value),
  };
}

/** A moment of a row, RFC 3339 UTC. */
export function utcOf(value: DuckDBValue | undefined): string {
  return value instanceof DuckDBTimestampMillisecondsValue ? utcMs(value.millis) : '';
}

/** Milliseconds since the epoch as RFC 3339 UTC. */
export function utcMs(ms: DuckDBValue | undefined): string {
  return new Date(Number(ms)).toISOString();
}

/** By currency: making a format takes longer than anything else about a row of a list. */
const knownUnits = new Map<string, number>();

/** Digits that an amount of the currency is written with. */
export function minorUnits(currency: string): number {
  const known = knownUnits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const units = format.resolvedOptions().maximumFractionDigits ?? 2;
  knownUnits.set(currency, units);
  return units;
}

/** The exact amount with at least the currency's digits: 1250.5 EUR is "1250.50", 1250 JPY "1250". */
export function amountText(amount: DuckDBValue | undefined, currency: string): string {
  const [whole, fraction = ''] = decimalText(amount ?? '0').split('.');
  const digits = fraction.padEnd(minorUnits(currency), '0');
  return digits === '' ? `${whole}` : `${whole}.${digits}`;
}
