import { athenaFigure } from '../../dashboards/athena/figure-sql.ts';
import type { KpiQuery, KpiReader, KpiRow } from '../../dashboards/kpi-reader.ts';
import type { Kpi } from '../../dashboards/kpis/kpi.ts';
import { quotient } from '../../dashboards/quotient.ts';
import { createAthenaQueries, timeOfAnswer } from '../../functions/adapters/athena/queries.ts';
import { eventRollup, figureTables } from '../../functions/adapters/lake/figure-tables.ts';
import { lakeRollups } from '../../functions/adapters/lake/rollups.ts';
import { decimalText } from '../../local/time-series/columns.ts';
import type { startLake } from './lake.ts';

const everything = [{ from: Date.UTC(1900, 0, 1), to: Date.UTC(2300, 0, 1) }];

/**
 * Figures of a lake as Athena is asked for them, and its rollups.
 * @param mergedTo before the last run of the rollups began, ms since the epoch
 * @param now when figures are read, if they are to be read from the rollup too, ms since the epoch
 */
export function lakeReader(
  lake: Pick<Awaited<ReturnType<typeof startLake>>, 'athena'>,
  mergedTo: () => number,
  now: () => number | undefined = () => undefined,
) {
  const queries = createAthenaQueries({
    ...{ client: lake.athena, database: 'd', workgroup: 'w', patienceMs: 60_000, wait: async () => {} },
  });
  const read: KpiReader['read'] = async (query: KpiQuery) => {
    const at = now();
    const tables = {
      ...figureTables(everything, mergedTo()),
      ...(at !== undefined && { rollup: eventRollup(at) }),
    };
    const { sql, kpi, groups } = athenaFigure(query, tables, 10_000);
    const rows = (await queries.rows(sql)).map((row): KpiRow => {
      const [at, ...rest] = query.bucket ? row : [undefined, ...row];
      return {
        ...(at !== undefined && { at: new Date(timeOfAnswer(at)).toISOString() }),
        group: Object.fromEntries(groups.map((group, index) => [group, String(rest[index] ?? null)])),
        ...figureOf(rest.slice(groups.length), kpi),
      };
    });
    return { query, rows, truncated: false };
  };
  return { read, rollups: lakeRollups(queries, { keptDays: 3_650 }) };
}

function figureOf(
  [first, second]: readonly (string | undefined)[],
  { aggregate }: Kpi,
): Pick<KpiRow, 'value' | 'parts'> {
  const { kind } = aggregate;
  if (kind === 'percentile') return { value: first === undefined ? null : decimalText(first) };
  if (kind === 'count' || kind === 'sum') return { value: decimalText(first ?? '0') };
  const [of, to] = [decimalText(first ?? '0'), decimalText(second ?? '0')];
  const times = kind === 'ratio' ? aggregate.times : undefined;
  return { value: quotient(of, to, times), parts: { of, to } };
}
