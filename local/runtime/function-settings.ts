import { envNames } from '../../functions/adapters/lambda/env.ts';
import {
  type AnomalySettings,
  readAnomalySettings,
} from '../../functions/core/analytics/anomaly/settings.ts';
import {
  parseDeadlines,
  type StageDeadlines,
  usualStageDeadlines,
} from '../../functions/core/invoice/stage-deadlines.ts';
import type { CellFunction } from './cell-functions.ts';

/**
 * The deadlines that the template gives the functions, the same to each; the usual ones when none
 * takes any.
 * @throws {Error} when they cannot be used
 */
export function stageDeadlinesOf(functions: readonly CellFunction[]): StageDeadlines {
  const [text] = functions.flatMap(({ environment }) => environment[envNames.stageDeadlines] ?? []);
  return text === undefined ? usualStageDeadlines : parseDeadlines(text);
}

/**
 * The least time between two looks for unusual counts, ms: at every run, a minute after the one before or a little less,
 * since their store usually answers in milliseconds here.
 */
const localPaceMs = 50_000;

/** How the template has unusual counts told. @throws {BemsError} ANOMALY_SETTINGS_INVALID */
export function anomalySettingsOf(functions: readonly CellFunction[]): AnomalySettings {
  const [text] = functions.flatMap(({ environment }) => environment[envNames.anomalies] ?? []);
  return { ...readAnomalySettings(text ?? 'UTC 5'), paceMs: localPaceMs };
}

/** For how many days the ledger keeps a settled invoice hot; undefined when it keeps them for good. */
export function hotDaysOf(functions: readonly CellFunction[]): number | undefined {
  const [text] = functions.flatMap(({ environment }) => environment[envNames.hotDays] ?? []);
  return text === undefined ? undefined : Number(text);
}
