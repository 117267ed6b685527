import { createHash } from 'node:crypto';
import { type Expression, type Kpi, stocksOf } from '../../dashboards/kpis/kpi.ts';
import { kpis } from '../../dashboards/kpis/registry.ts';

/** A time that puts invoices into periods and is no field of theirs. */
export interface StoredClock {
  /** Of its column: named after what it says, so that it never means another. */
  readonly name: string;
  readonly expression: Expression;
}

/**
 * The times by which figures put invoices into periods, as far as they have to be worked out and never
 * change with the day. They are stored with each snapshot: the store skips the rows outside a period by
 * what it knows of a column, never by what it knows of an expression.
 */
export const storedClocks: readonly StoredClock[] = [
  ...new Map(
    kpis
      .filter(({ subject }) => subject === 'invoices')
      .flatMap(clocksOf)
      .filter((expression) => !('field' in expression) && isLasting(expression))
      .map((expression) => [keyOf(expression), { name: nameOf(expression), expression }]),
  ).values(),
];

const byKey = new Map(storedClocks.map(({ name, expression }) => [keyOf(expression), name]));

/** The column that has an expression of invoices; undefined if it has to be worked out. */
export function storedColumn(expression: Expression): string | undefined {
  return 'field' in expression ? undefined : byKey.get(keyOf(expression));
}

function clocksOf(kpi: Kpi): readonly Expression[] {
  const { of, to } = stocksOf(kpi) ?? {};
  return [kpi.clock, of?.entered, of?.left, to?.entered, to?.left].filter((clock) => clock != null);
}

/** What is asked of other rows, or of the day, is another thing tomorrow. */
function isLasting(expression: Expression): boolean {
  return !/"(today|median)":/.test(JSON.stringify(expression));
}

function keyOf(expression: Expression): string {
  return JSON.stringify(expression);
}

function nameOf(expression: Expression): string {
  return `clock_${digestOf(expression)}`;
}

/** Eight hexadecimal digits that tell an expression from others. */
export function digestOf(expression: Expression): string {
  return createHash('md5').update(keyOf(expression)).digest('hex').slice(0, 8);
}
