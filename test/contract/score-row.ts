import { DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import type { ScoreRow } from './anomaly-scores.suite.ts';

/** A row of `anomaly_scores` as it is stored, without when it was judged. */
export function scoreRowOf(row: Readonly<Record<string, DuckDBValue>>): ScoreRow {
  const { time } = row;
  if (!(time instanceof DuckDBTimestampValue)) throw new TypeError('The time of a score is no timestamp');
  return {
    ...{ metric: String(row.metric), bucket: String(row.bucket), time: Number(time.micros / 1_000n) },
    ...{ stage: String(row.stage), exceptions: row.exceptions === true, day: String(row.day) },
    ...{ observed: Number(row.observed), expected: String(row.expected), score: String(row.score) },
    episode: row.episode === true,
  };
}
