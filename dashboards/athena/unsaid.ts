import { BemsError } from '../../functions/core/errors.ts';
import { bucketMs, type KpiQuery } from '../kpi-reader.ts';
import type { Kpi } from '../kpis/kpi.ts';

/** Steps of a stock are written into its query one by one, and Athena takes 262,144 bytes of text. */
const maxSteps = 1_000;

/** Why a figure cannot be asked for in the words that Athena and DuckDB share; undefined if it can. */
export function unsaid(
  kpi: Kpi,
  { bucket, period }: Partial<Pick<KpiQuery, 'bucket' | 'period'>> = {},
): string | undefined {
  if (kpi.clock !== null || !bucket || !period) return undefined;
  const steps = (Date.parse(period.to) - Date.parse(period.from)) / bucketMs[bucket];
  if (steps <= maxSteps) return undefined;
  return `its steps are written into the query, which holds ${maxSteps} of them at most`;
}

/** @throws {BemsError} NOT_SAID_HERE when the figure cannot be asked for */
export function requireSaid(kpi: Kpi, query: Pick<KpiQuery, 'bucket' | 'period'>): void {
  const why = unsaid(kpi, query);
  if (why === undefined) return;
  throw new BemsError('NOT_SAID_HERE', `Athena is not asked for the KPI ${kpi.id} like this: ${why}.`, {
    nextStep: 'Ask for a shorter period or longer steps.',
    failureClass: 'permanent',
  });
}
