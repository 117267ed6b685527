import type { Stock } from '../../dashboards/kpis/kpi.ts';
import { decimalType } from './columns.ts';
import { conditionSql, expressionSql, presence, type Scope } from './expression-sql.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import { paymentList } from './stored-columns.ts';

/**
 * What comes and goes with an invoice, as SQL of a list: when it enters a stock, what it adds to it then;
 * when it leaves it, what is left of that; and between the two each payment. So a stock at a time is the
 * sum of all flows before it. A payment at the very moment at which an invoice enters is before it.
 *
 * A flow has `stock`, which is the name, `at`, `count` and `sum`. One without `at` never happens.
 */
export function stockFlows(
  name: string,
  { where, entered, left, sum, less }: Stock,
  scope: Scope,
): Statement {
  const [begin, end] = [entered, left].map((time) => expressionSql(time, scope));
  const value = sum ? expressionSql(sum, scope) : statement('0');
  const isIn = [
    joined`${begin} IS NOT NULL`,
    joined`(${end} IS NULL OR ${end} > ${begin})`,
    ...(where ? [conditionSql(where, scope)] : []),
    ...(sum ? [presence(sum, scope)] : []),
  ];
  const flow = (at: Statement | undefined, count: number, amount: Statement) =>
    joined`{'stock': ${statement(`'${name}'`)}, 'at': ${at}::TIMESTAMP_MS,
      'count': ${statement(`${count}`)}, 'sum': (${amount})::${statement(String(decimalType))}}`;
  const payments = statement(paymentList);
  const later = (since: Statement) =>
    joined`coalesce(list_sum([payment.amount FOR payment IN ${payments} IF payment.at ${since}]), 0)`;
  const unpaid = (since: Statement) => (less ? joined`${value} + ${later(since)}` : value);
  const both = joined`[${flow(begin, 1, unpaid(joined`> ${begin}`))},
    ${flow(end, -1, joined`-(${unpaid(joined`>= ${end}`)})`)}]`;
  const paid = flow(statement('payment.at'), 0, statement('-payment.amount'));
  const between = joined`payment.at > ${begin} AND (${end} IS NULL OR payment.at < ${end})`;
  const flows = less
    ? joined`${both} || coalesce([${paid} FOR payment IN ${payments} IF ${between}], [])`
    : both;
  return joined`CASE WHEN ${listed(isIn, ' AND ')} THEN ${flows} ELSE [] END`;
}
