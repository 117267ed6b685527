import { dimensionOf, type KpiQuery } from '../../dashboards/kpi-reader.ts';
import type { Condition, Kpi, KpiDimension } from '../../dashboards/kpis/kpi.ts';
import { type Source, statement } from './statement.ts';

/** The rollup of events, in parts that may cancel each other out; it has their received minutes only. */
export const rollupSource: Source = { table: 'rollup_parts', columns: [statement('count')], clock: 'minute' };

const dimensions: readonly KpiDimension[] = ['stage', 'status', 'currency'];
const minuteMs = 60_000;

/** Whether the figure is a count of events in whole minutes by what the rollup knows. */
export function rollupAnswers(
  { subject, aggregate, clock, where }: Kpi,
  { period, filters }: Pick<KpiQuery, 'period' | 'filters'>,
  groups: readonly KpiDimension[],
): boolean {
  const named = [...Object.keys(filters ?? {}).map(dimensionOf), ...groups];
  return (
    subject === 'events' &&
    aggregate.kind === 'count' &&
    aggregate.of === 'rows' &&
    clock !== null &&
    'field' in clock &&
    clock.field === 'receivedAt' &&
    [period.from, period.to].every((instant) => Date.parse(instant) % minuteMs === 0) &&
    named.every((dimension) => dimensions.includes(dimension)) &&
    (where === undefined || isKnown(where))
  );
}

function isKnown(where: Condition): boolean {
  return 'in' in where && dimensions.some((dimension) => dimension === where.field);
}
