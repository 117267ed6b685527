import { BemsError } from '../../functions/core/errors.ts';
import type { KpiQuery } from '../kpi-reader.ts';
import { type Kpi, stocksOf } from '../kpis/kpi.ts';

const portion =
  'each row’s part is rounded to millionths, half to even: Athena rounds half up, DuckDB divides decimals as floating-point numbers';
const payments =
  'what was paid since is a list in the row, which Athena and DuckDB take apart with different words';
const steps =
  'a row for every step needs a series of times, which Athena and DuckDB make with different words';

/** Why a figure cannot be asked for in the words that Athena and DuckDB share; undefined if it can. */
export function unsaid(kpi: Kpi, query: Pick<KpiQuery, 'at' | 'bucket'> = {}): string | undefined {
  if (/"portion":/.test(JSON.stringify(kpi.aggregate))) return portion;
  if (query.bucket && kpi.clock === null) return steps;
  const { of, to } = stocksOf(kpi) ?? {};
  return query.at !== undefined && [of, to].some((stock) => stock?.less) ? payments : undefined;
}

/** @throws {BemsError} NOT_SAID_HERE when the figure cannot be asked for */
export function requireSaid(kpi: Kpi, query: Pick<KpiQuery, 'at' | 'bucket'>): void {
  const why = unsaid(kpi, query);
  if (why === undefined) return;
  throw new BemsError('NOT_SAID_HERE', `Athena is not asked for the KPI ${kpi.id} like this: ${why}.`, {
    nextStep: 'Ask for it as of now and without steps, or ask a local cell that holds the same events.',
    failureClass: 'permanent',
  });
}
