import { describe } from 'vitest';
import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { anomalyScoreReaderSuite } from './anomaly-score-reader.suite.ts';
import { anomalyScoresSuite } from './anomaly-scores.suite.ts';
import { scoreRowOf } from './score-row.ts';

describe('Given the scores of a local cell', () => {
  const open = async () => {
    const timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
    return {
      scores: timeSeries.anomalyScores,
      rows: async () => (await timeSeries.query('SELECT * FROM anomaly_scores')).map(scoreRowOf),
      close: () => timeSeries.close(),
    };
  };
  anomalyScoresSuite(open);
  anomalyScoreReaderSuite(open);
});
