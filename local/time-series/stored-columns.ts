import { createHash } from 'node:crypto';
import { type Expression, type Kpi, stocksOf } from '../../dashboards/kpis/kpi.ts';
import { kpis } from '../../dashboards/kpis/registry.ts';

/** What is worked out of a snapshot once, when it is put in its place. */
export interface StoredColumn {
  /** Named after what it says, so that it never means another thing. */
  readonly name: string;
  readonly expression: Expression;
  /** Whether it has the floating-point number that is nearest to a decimal. */
  readonly isNear: boolean;
}

/** The column that has an invoice's payments as a list. */
export const paymentList = 'payment_list';

type Portion = Extract<Expression, { portion: Expression }>;

const ofInvoices = kpis.filter(({ subject }) => subject === 'invoices');

/**
 * The times by which figures put invoices into periods, as far as they have to be worked out and never
 * change with the day: the store skips the rows outside a period by what it knows of a column, never by
 * what it knows of an expression. And near numbers of the decimals that are divided: to make one takes
 * longer than the division.
 */
export const storedColumns: readonly StoredColumn[] = [
  ...distinct(
    ofInvoices.flatMap(clocksOf).filter((clock) => !('field' in clock) && isLasting(clock)),
    false,
  ),
  ...distinct(portionsIn(ofInvoices).map(decimalOf).filter(isLasting), true),
];

const names = new Map(storedColumns.map(({ expression, isNear, name }) => [keyOf(expression, isNear), name]));

/** The column that has an expression of invoices; undefined if it has to be worked out. */
export function storedColumn(expression: Expression): string | undefined {
  return 'field' in expression ? undefined : names.get(keyOf(expression, false));
}

/** The column that has the near number of a decimal of invoices; undefined if it has to be worked out. */
export function nearColumn(decimal: Expression): string | undefined {
  return names.get(keyOf(decimal, true));
}

/** Eight hexadecimal digits that tell what is defined, such as an expression, from others. */
export function digestOf(definition: unknown): string {
  return createHash('md5').update(JSON.stringify(definition)).digest('hex').slice(0, 8);
}

function distinct(expressions: readonly Expression[], isNear: boolean): readonly StoredColumn[] {
  const columns = expressions.map((expression): StoredColumn => {
    return { name: `${isNear ? 'near' : 'clock'}_${digestOf(expression)}`, expression, isNear };
  });
  return [...new Map(columns.map((column) => [column.name, column])).values()];
}

function clocksOf(kpi: Kpi): readonly Expression[] {
  const { of, to } = stocksOf(kpi) ?? {};
  return [kpi.clock, of?.entered, of?.left, to?.entered, to?.left].filter((clock) => clock != null);
}

function portionsIn(within: unknown): readonly Portion[] {
  if (typeof within !== 'object' || within === null) return [];
  return [...(isPortion(within) ? [within] : []), ...Object.values(within).flatMap(portionsIn)];
}

function isPortion(within: object): within is Portion {
  return 'portion' in within;
}

function decimalOf({ portion }: Portion): Expression {
  return 'product' in portion ? portion.product[0] : portion;
}

/** What is asked of other rows, or of the day, is another thing tomorrow. */
export function isLasting(definition: unknown): boolean {
  return !/"(today|median)":/.test(JSON.stringify(definition));
}

function keyOf(expression: Expression, isNear: boolean): string {
  return `${isNear} ${JSON.stringify(expression)}`;
}
