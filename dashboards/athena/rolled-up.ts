import type { KpiQuery } from '../kpi-reader.ts';
import { bucketMs } from '../kpi-reader.ts';
import type { Condition, Kpi, KpiDimension } from '../kpis/kpi.ts';

/** From one instant up to, not including, another; ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Sums of events by hour of receipt, and how far they can be relied on. */
export interface EventRollup {
  /** SQL: columns `receivedhour`, `stage`, `status`, `kind`, `currency` and `n`. */
  readonly table: string;
  /** The hour up to which it is complete, ms since the epoch. */
  readonly before: number;
  /** The newest version of each record that was received in these spans: SQL in parentheses, as `FigureTables.events`. */
  readonly recordsOf: (spans: readonly Span[]) => string;
}

/** What the rollup tells events apart by. */
const rolledDimensions: readonly string[] = [
  'stage',
  'status',
  'kind',
  'currency',
] satisfies readonly KpiDimension[];

/** Why a figure is read from the rows themselves and not from the rollup; undefined if the rollup says it. */
export function notRolledUp(
  { subject, aggregate, clock, where, groupBy = [] }: Kpi,
  query: Pick<KpiQuery, 'filters' | 'groupBy' | 'bucket'> = {},
): string | undefined {
  if (subject === 'invoices')
    return 'it is about invoices: a later event may move what an invoice added before, so a row per invoice is read, of the newest snapshots';
  if (aggregate.kind !== 'count' || aggregate.of === 'invoices')
    return 'what is distinct in two hours does not add up: an invoice may be in both';
  if (clock === null || !('field' in clock) || clock.field !== 'receivedAt')
    return 'the rollup is by the hour of receipt, and it counts by another time';
  const names = [
    ...fieldsIn(where),
    ...groupBy,
    ...(query.groupBy ?? []),
    ...Object.keys(query.filters ?? {}),
  ];
  const other = names.find((name) => !rolledDimensions.includes(name));
  if (other !== undefined) return `the rollup does not tell events apart by ${other}`;
  return query.bucket && bucketMs[query.bucket] < bucketMs.hour
    ? 'its steps are shorter than an hour'
    : undefined;
}

/** The fields that a condition looks at; one that compares is taken to look at something else. */
function fieldsIn(condition: Condition | undefined): readonly string[] {
  if (condition === undefined) return [];
  if ('in' in condition) return [condition.field];
  if ('known' in condition) return [condition.known];
  if ('unknown' in condition) return [condition.unknown];
  if ('compare' in condition) return ['what is compared'];
  return ('all' in condition ? condition.all : condition.any).flatMap(fieldsIn);
}

/** A period in whole hours that the rollup has, and what is before and after them. */
export interface Portions {
  readonly rolled: Span;
  readonly edges: readonly Span[];
}

/** Undefined if not one hour of the period is whole and complete in the rollup. */
export function portionsOf({ from, to }: Span, before: number): Portions | undefined {
  const wholeHours = (ms: number) => ms - (((ms % bucketMs.hour) + bucketMs.hour) % bucketMs.hour);
  const first = wholeHours(from + bucketMs.hour - 1);
  const end = wholeHours(Math.min(to, before));
  if (end <= first) return undefined;
  const edges = [
    { from, to: first },
    { from: end, to },
  ];
  return { rolled: { from: first, to: end }, edges: edges.filter((edge) => edge.to > edge.from) };
}
