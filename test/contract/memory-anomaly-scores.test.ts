import { describe } from 'vitest';
import { memoryScores } from '../doubles/memory-scores.ts';
import { anomalyScoreReaderSuite } from './anomaly-score-reader.suite.ts';
import { anomalyScoresSuite, shownScore } from './anomaly-scores.suite.ts';

describe('Given the double of scores', () => {
  const open = async () => {
    const scores = memoryScores();
    return {
      scores,
      rows: async () =>
        scores
          .all()
          .map(({ metric, bucket, at, stage, exceptions, day, observed, expected, score, isEpisode }) => ({
            ...{ metric, bucket, time: at, stage, exceptions, day, observed },
            ...{ expected: expected.toFixed(1), score: shownScore(score), episode: isEpisode },
          })),
      close: async () => {},
    };
  };
  anomalyScoresSuite(open);
  anomalyScoreReaderSuite(open);
});
