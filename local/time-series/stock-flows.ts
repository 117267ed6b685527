import type { Stock } from '../../dashboards/kpis/kpi.ts';
import { conditionSql, expressionSql, presence, type Scope } from './expression-sql.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import { paymentList } from './stored-columns.ts';

/** The rows of invoices that flows are of. */
export interface FlowSource {
  /** A table or a query with a column `sign`: 1, or -1 for rows that are taken away. */
  readonly rows: Statement;
  /** What else has to hold of a row. */
  readonly where?: readonly Statement[];
  /** What a flow has besides `at`, `count` and `sum`: columns, and what they are called. */
  readonly columns: readonly Statement[];
  readonly names: readonly string[];
}

/**
 * When an invoice enters a stock, what it adds to it then; when it leaves it, what is left of that;
 * and between the two each payment. So a stock at a time is the sum of all flows before it. A payment
 * at the very moment at which an invoice enters is before it.
 */
export function stockFlows(
  { where, entered, left, sum, less }: Stock,
  { rows, where: further = [], columns, names }: FlowSource,
  scope: Scope,
): Statement {
  const [begin, end] = [entered, left].map((time) => expressionSql(time, scope));
  const isIn = [
    joined`${begin} IS NOT NULL`,
    joined`(${end} IS NULL OR ${end} > ${begin})`,
    ...(where ? [conditionSql(where, scope)] : []),
    ...(sum ? [presence(sum, scope)] : []),
    ...further,
  ];
  const needed = [
    ...[...columns, statement('sign'), joined`${begin} AS entered`, joined`${end} AS gone`],
    joined`${sum ? expressionSql(sum, scope) : statement('0')} AS unpaid`,
    statement(`${less ? paymentList : 'NULL'} AS payments`),
  ];
  const flow = (at: string, count: string, amount: string) =>
    `SELECT ${[`${at}::TIMESTAMP_MS AS "at"`, ...names, `${count} AS count`, `${amount} AS sum`].join(', ')}`;
  const unpaid = (since: string) =>
    less
      ? `(unpaid + coalesce(list_sum([payment.amount FOR payment IN payments IF payment.at ${since}]), 0))`
      : 'unpaid';
  const flows = [
    `${flow('entered', 'sign', `sign * ${unpaid('> entered')}`)} FROM members`,
    `${flow('gone', '-sign', `-sign * ${unpaid('>= gone')}`)} FROM members WHERE gone IS NOT NULL`,
    `${flow('payment.at', '0', '-sign * payment.amount')}
      FROM (SELECT *, unnest(payments) AS payment FROM members WHERE payments IS NOT NULL)
      WHERE payment.at > entered AND (gone IS NULL OR payment.at < gone)`,
  ];
  // Members are read once, and no column of them that is not needed.
  return joined`
    WITH members AS MATERIALIZED (
      SELECT ${listed(needed, ', ')} FROM ${rows} WHERE ${listed(isIn, ' AND ')})
    ${statement(flows.slice(0, less ? 3 : 2).join(' UNION ALL '))}`;
}
