import type { Stock } from '../../dashboards/kpis/kpi.ts';
import { decimalType } from './columns.ts';
import { conditionSql, expressionSql, presence, type Scope } from './expression-sql.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import { paymentList } from './stored-columns.ts';

/** SQL of when an invoice is in a stock: whether at all, since when, and until when, if it has left. */
export interface Span {
  readonly holds: Statement;
  readonly begin: Statement;
  readonly end: Statement;
}

export function spanIn({ where, entered, left, sum }: Stock, scope: Scope): Span {
  const [begin, end] = [expressionSql(entered, scope), expressionSql(left, scope)];
  const holds = [
    joined`${begin} IS NOT NULL`,
    joined`(${end} IS NULL OR ${end} > ${begin})`,
    ...(where ? [conditionSql(where, scope)] : []),
    ...(sum ? [presence(sum, scope)] : []),
  ];
  return { holds: listed(holds, ' AND '), begin, end };
}

/** SQL of what an invoice adds to a stock, as far as everything that happened until today goes. */
export function valueIn({ sum }: Pick<Stock, 'sum'>, scope: Scope): Statement {
  return sum ? expressionSql(sum, scope) : statement('0');
}

/**
 * What comes and goes with an invoice, as SQL of a list: when it enters a stock, what it adds to it then;
 * when it leaves it, what is left of that; and between the two each payment. So a stock at a time is the
 * sum of all flows before it. A payment at the very moment at which an invoice enters is before it.
 *
 * A flow has `at`, `count` and `sum`. One without `at` never happens.
 */
export function flowsIn(
  value: Statement,
  { begin, end }: Pick<Span, 'begin' | 'end'>,
  less: Stock['less'],
): Statement {
  const flow = (at: Statement, count: number, amount: Statement) =>
    joined`{'at': ${at}::TIMESTAMP_MS,
      'count': ${statement(`${count}`)}, 'sum': (${amount})::${statement(String(decimalType))}}`;
  const payments = statement(paymentList);
  const later = (since: Statement) =>
    joined`coalesce(list_sum([payment.amount FOR payment IN ${payments} IF payment.at ${since}]), 0)`;
  const unpaid = (since: Statement) => (less ? joined`${value} + ${later(since)}` : value);
  const both = joined`[${flow(begin, 1, unpaid(joined`> ${begin}`))},
    ${flow(end, -1, joined`-(${unpaid(joined`>= ${end}`)})`)}]`;
  if (!less) return both;
  const paid = flow(statement('payment.at'), 0, statement('-payment.amount'));
  const between = joined`payment.at > ${begin} AND (${end} IS NULL OR payment.at < ${end})`;
  return joined`${both} || coalesce([${paid} FOR payment IN ${payments} IF ${between}], [])`;
}
