import { mergeScoresSql } from '../../functions/adapters/lake/scores-sql.ts';
import { type StoredType, scoresTable } from '../../functions/adapters/lake/tables.ts';
import type { AnomalyScoreReader, AnomalyScores } from '../../functions/core/analytics/anomaly/scores.ts';
import type { Query } from './queries.ts';

const types = {
  string: 'VARCHAR',
  long: 'BIGINT',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
} as const satisfies Record<StoredType, string>;

/** The table of scores, with the columns that it has in a lake: what asks one may ask the other. */
export const anomalyScoresTable = `CREATE TABLE IF NOT EXISTS ${scoresTable.name} (${scoresTable.columns
  .map(({ name, type }) => `${name} ${types[type]} NOT NULL`)
  .join(', ')})`;

/**
 * Scores in the file of the records.
 * @param queryCounts of a connection that no page waits for
 * @param query of the one that pages read on
 */
export function duckDbScores(queryCounts: Query, query: Query): AnomalyScores & AnomalyScoreReader {
  return {
    async replace(spans, judgedAt) {
      if (spans.length > 0) await queryCounts(mergeScoresSql(spans, judgedAt));
    },
    async between(metric, bucket, from, until) {
      const rows = await query(
        `SELECT epoch_ms("time") AS at, CAST(day AS VARCHAR) AS day, observed, expected, score, episode
         FROM ${scoresTable.name}
         WHERE metric = ? AND bucket = ? AND "time" >= epoch_ms(?::BIGINT) AND "time" < epoch_ms(?::BIGINT)
         ORDER BY "time"`,
        [metric, bucket, BigInt(from), BigInt(until)],
      );
      return rows.map((row) => ({
        ...{ at: Number(row.at), day: String(row.day), bucket, observed: Number(row.observed) },
        ...{ expected: Number(row.expected), score: Number(row.score), isEpisode: row.episode === true },
      }));
    },
  };
}
