import { mergeScoresSql } from '../../functions/adapters/lake/scores-sql.ts';
import { type StoredType, scoresTable } from '../../functions/adapters/lake/tables.ts';
import type { AnomalyScores } from '../../functions/core/analytics/anomaly/scores.ts';
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

/** Scores in the file of the records. @param query of a connection that no page waits for */
export function duckDbScores(query: Query): AnomalyScores {
  return {
    async replace(spans, judgedAt) {
      if (spans.length > 0) await query(mergeScoresSql(spans, judgedAt));
    },
  };
}
