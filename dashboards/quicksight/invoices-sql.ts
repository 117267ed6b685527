import { dimensionSql, expressionSql, type Scope, textLiteral } from '../athena/expression-sql.ts';
import { medianTables } from '../athena/selection-sql.ts';
import { type Clock, dimensionsOf, type Kpi } from '../kpis/kpi.ts';
import { kpis } from '../kpis/registry.ts';
import { dimensionColumn, type FigureDataSet, measureColumn, textColumn, timeColumn } from './data-set.ts';
import { measuresOf, merged, notInQuickSight } from './measures.ts';
import { rowsSql } from './rows-sql.ts';
import { stuckColumns } from './stuck-sql.ts';

// A row per invoice, so that sums, ratios, means and percentiles are right for whatever rows filters leave:
// QuickSight adds up what a row adds to both sides.

const ofInvoices = kpis.filter((kpi) => kpi.subject === 'invoices' && notInQuickSight(kpi) === undefined);

const describing = [
  textColumn('invoiceId', 'Invoice'),
  ...dimensionsOf.invoices.map(dimensionColumn),
  textColumn('vendorName', 'Vendor name'),
];

function describingSql(scope: Scope): readonly string[] {
  return [
    'invoiceid AS "invoiceId"',
    ...dimensionsOf.invoices.map(
      (name) => `${name === 'aging' ? 'age' : dimensionSql(name, scope)} AS "${name}"`,
    ),
    'vendorname AS "vendorName"',
  ];
}

/** The invoices with their age, which is a long text to say for every clock. */
function agedSql(table: string, scope: Scope): string {
  return `(SELECT t.*, ${dimensionSql('aging', scope)} AS age FROM ${table} t)`;
}

/** Which time of an invoice a row is by. */
const clockColumn = textColumn('clock', 'By the time of');

/** A clock of figures about periods, with these figures. */
interface ClockOf {
  readonly clock: Clock;
  readonly name: string;
  readonly kpis: readonly Kpi[];
}

const timed = ofInvoices.flatMap((kpi) => (kpi.clock === null ? [] : [{ kpi, clock: kpi.clock }]));

const clocks: readonly ClockOf[] = [
  ...Map.groupBy(timed, ({ clock }) => JSON.stringify(clock)).values(),
].flatMap((group) => {
  const [first] = group;
  if (!first) return [];
  const { clock, kpi } = first;
  return [{ clock, name: 'field' in clock ? clock.field : kpi.id, kpis: group.map((each) => each.kpi) }];
});

/** The `clock` of the rows that a figure about a period is worked out of; undefined of others. */
export function clockOf(kpi: Kpi): string | undefined {
  return clocks.find((clock) => clock.kpis.some(({ id }) => id === kpi.id))?.name;
}

/**
 * Figures about periods: a row per invoice and time that puts it into a period.
 * @param table SQL in parentheses, as `FigureTables.invoices`
 */
export function invoicesDataSet(table: string, scope: Scope): FigureDataSet {
  const measures = merged(clocks.flatMap((clock) => clock.kpis.flatMap(measuresOf)));
  const branches = clocks.map(({ clock, name, kpis: own }, index) => {
    const names = own.flatMap(measuresOf).map((measure) => measure.name);
    return rowsSql({
      ...(index > 0 && { areMore: true }),
      ...{ table: 'i', scope, measures, time: clock },
      own: measures.filter((measure) => names.includes(measure.name)),
      columns: [
        `CAST(${expressionSql(clock, scope)} AS timestamp) AS "time"`,
        `${textLiteral(name)} AS "clock"`,
        ...describingSql(scope),
      ],
    });
  });
  const tables = [`i AS ${agedSql(table, scope)}`, ...medianTables(ofInvoices, 'i', scope)];
  return {
    name: 'invoices',
    title: 'Invoices by what happened when',
    grain:
      'An invoice at one of the times that put it into a period: its receipt, its settlement, its due date …',
    subject: 'invoices',
    columns: [timeColumn, clockColumn, ...describing, ...measures.map(measureColumn)],
    sql: `WITH ${tables.join(', ')} ${branches.join(' UNION ALL ')}`,
  };
}

/**
 * Figures as of now: a row per invoice.
 * @param table as of `invoicesDataSet`
 * @param stuck SQL of `stuckColumns`
 */
export function openInvoicesDataSet(table: string, scope: Scope, stuck: readonly string[]): FigureDataSet {
  const measures = merged(ofInvoices.filter(({ clock }) => clock === null).flatMap(measuresOf));
  return {
    name: 'invoices-now',
    title: 'Invoices as of now',
    grain: 'An invoice as it is now, if it is open, returned, overpaid, or a purchase of late.',
    subject: 'invoices',
    columns: [...describing, ...stuckColumns, ...measures.map(measureColumn)],
    sql: rowsSql({
      table: agedSql(table, scope),
      scope,
      measures,
      own: measures,
      columns: [...describingSql(scope), ...stuck],
    }),
  };
}
