import {
  type Aggregate,
  type Condition,
  type Expression,
  type Kpi,
  kpiDimensions,
  type Part,
} from '../kpis/kpi.ts';
import { typeOf } from '../sql/types.ts';

/** What a row of a data set adds to a figure. */
export interface Measure {
  /** Names its column: the id of its KPI, with the side of what is divided. */
  readonly name: string;
  readonly title: string;
  /** The KPIs that are worked out of it. */
  readonly kpis: readonly string[];
  /** What it adds, if it is not counted. */
  readonly value?: Expression;
  /** All of them have to hold of a row, or it adds nothing. */
  readonly where: readonly Condition[];
  /**
   * `decimal`: exact; `count`: a whole number; `share`: a whole number that is divided, as a floating-point
   * number, because Athena cuts the quotient of whole numbers.
   */
  readonly type: 'decimal' | 'count' | 'share';
}

/** Why a figure is in no data set; undefined if it is. */
export function notInQuickSight({ aggregate }: Kpi): string | undefined {
  return aggregate.kind === 'count' && aggregate.of === 'invoices'
    ? 'distinct invoices of two hours do not add up, and events are counted by hour'
    : undefined;
}

/** What the rows of a data set need to add to a figure. */
export function measuresOf(kpi: Kpi): readonly Measure[] {
  const { aggregate, id, title } = kpi;
  const whole = (name: string, part: Part): Measure => ({
    ...{ name, title, kpis: [id], where: wheresOf(kpi, part), type: typeOfPart(kpi, part, 'count') },
    ...(part.sum && { value: part.sum }),
  });
  switch (aggregate.kind) {
    case 'count':
      return [whole(columnOf(kpi), {})];
    case 'sum':
    case 'mean':
      return [whole(columnOf(kpi), { sum: aggregate.of })];
    case 'percentile':
      // One column for the percentiles of one value.
      return [{ ...whole(valueName(kpi), { sum: aggregate.of }), title: title.replace(/ \(p\d+\)$/, '') }];
    case 'ratio':
      return [sideOf(kpi, aggregate, 'of'), sideOf(kpi, aggregate, 'to')];
  }
}

type Ratio = Extract<Aggregate, { kind: 'ratio' }>;

function sideOf(kpi: Kpi, ratio: Ratio, side: 'of' | 'to'): Measure {
  const part = ratio[side];
  return {
    name: `${kpi.id}-${side}`,
    title: `${kpi.title}: ${side === 'of' ? 'what is divided' : 'by what it is divided'}`,
    kpis: [kpi.id],
    where: wheresOf(kpi, part),
    type: typeOfPart(kpi, part, 'share'),
    ...(part.sum && { value: part.sum }),
  };
}

function wheresOf(kpi: Kpi, part: Part): readonly Condition[] {
  return [kpi.where, part.where].filter((where) => where !== undefined);
}

function typeOfPart(kpi: Kpi, { sum }: Part, otherwise: 'count' | 'share'): Measure['type'] {
  if (sum && typeOf(sum, kpi) === 'decimal') return 'decimal';
  // Durations are shown in days or hours.
  return kpi.unit === 'duration' ? 'share' : otherwise;
}

/** The column that a percentile is taken of: its id without the percent. */
function valueName({ id }: Kpi): string {
  return id.replace(/-p\d+$/, '');
}

/** The column of a figure that is not divided: its id, unless a dimension is called so. */
function columnOf({ id }: Kpi): string {
  return kpiDimensions.some((name) => name === id) ? `${id}-amount` : id;
}

/**
 * The figure in the words of QuickSight's calculated fields, of the columns of its data set: right for
 * whatever rows its filters leave.
 */
export function figureFormula(kpi: Kpi): string {
  const { aggregate, id } = kpi;
  switch (aggregate.kind) {
    case 'count':
    case 'sum':
      return `sum({${columnOf(kpi)}})`;
    case 'mean':
      return `avg({${columnOf(kpi)}})`;
    case 'percentile':
      return `percentileDisc({${valueName(kpi)}}, ${aggregate.percent})`;
    case 'ratio': {
      const [of, to] = [`sum({${id}-of})`, `sum({${id}-to})`];
      const times = aggregate.times === undefined ? '' : ` * ${aggregate.times}`;
      return `ifelse(${to} > 0, ${of}${times} / ${to}, NULL)`;
    }
  }
}

/**
 * A formula of the figure, and nothing where amounts of two currencies would meet: who asks for an amount
 * without a currency is shown none rather than a sum that means nothing.
 */
export function inOneCurrency({ groupBy }: Kpi, formula: string): string {
  return groupBy?.includes('currency') ? `ifelse(distinct_count({currency}) = 1, ${formula}, NULL)` : formula;
}

/** Measures of one name are one column, which several figures may rest on. */
export function merged(measures: readonly Measure[]): readonly Measure[] {
  return [...Map.groupBy(measures, ({ name }) => name).values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, kpis: [first, ...others].flatMap(({ kpis }) => kpis) }] : [],
  );
}
