import type { AnomalyScores, ScoredSpan } from '../../core/analytics/anomaly/scores.ts';
import type { AthenaQueries } from '../athena/queries.ts';
import { mergeScoresSql } from './scores-sql.ts';

/**
 * Rows that one statement takes at most, a week of 17 metrics: with eighty bytes each its text is well below the
 * 262,144 that Athena takes (https://docs.aws.amazon.com/athena/latest/ug/service-limits.html).
 */
const rowsPerStatement = 2_856;

/** Scores as rows of the lake, by statements of Athena: a stream would only append. */
export function lakeScores(queries: Pick<AthenaQueries, 'run'>): AnomalyScores {
  return {
    async replace(spans, judgedAt) {
      for (const portion of portionsOf(spans)) await queries.run(mergeScoresSql(portion, judgedAt));
    },
  };
}

/** Whole spans, together as long as they fit: each statement reads for ten megabytes at least. */
function portionsOf(spans: readonly ScoredSpan[]): readonly (readonly ScoredSpan[])[] {
  const portions: ScoredSpan[][] = [];
  let rows = 0;
  for (const span of spans) {
    const last = portions.at(-1);
    rows += span.scores.length;
    if (last && rows <= rowsPerStatement) last.push(span);
    else {
      portions.push([span]);
      rows = span.scores.length;
    }
  }
  return portions;
}
