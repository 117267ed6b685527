import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const adapter = join(import.meta.dirname, '../../../functions/adapters/lambda/powertools.ts');

/** What the metrics port writes to a function's output, line by line. */
const linesOf = (reports: string): unknown[] => {
  const script = `import { powertoolsMetrics as metrics } from ${JSON.stringify(adapter)}; ${reports}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: { ...process.env, POWERTOOLS_SERVICE_NAME: 'us-1-Processor', POWERTOOLS_METRICS_DISABLED: 'false' },
  });
  expect(stderr).not.toContain('Error');
  return stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
};

describe('The metrics port on Powertools', () => {
  describe('Given durations', () => {
    test('When reported, Then one line has them with service and stage, in milliseconds', () => {
      expect(linesOf("metrics.durations('Latency', [3800, 120, 0], { stage: 'posting' })")).toMatchObject([
        {
          _aws: {
            CloudWatchMetrics: [
              {
                Namespace: 'BEMS',
                Dimensions: [['service', 'stage']],
                Metrics: [{ Name: 'Latency', Unit: 'Milliseconds' }],
              },
            ],
          },
          service: 'us-1-Processor',
          stage: 'posting',
          Latency: [3800, 120, 0],
        },
      ]);
    });
  });

  describe('Given more durations than a metric holds', () => {
    test('When reported, Then further lines have the rest', () => {
      const lines = linesOf(
        "metrics.durations('Latency', Array.from({ length: 200 }, (_, i) => i).concat(7), { stage: 'posting' })",
      );
      const values = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
      expect(lines).toMatchObject([
        { stage: 'posting', Latency: values(0, 100) },
        { stage: 'posting', Latency: values(100, 200) },
        { stage: 'posting', Latency: 7 },
      ]);
    });
  });

  describe.each(['count', 'gauge'])('Given a %s with a dimension', (kind) => {
    test('When reported, Then its line has service and that dimension', () => {
      expect(linesOf(`metrics.${kind}('Stuck', 0, { stage: 'ingestion' })`)).toMatchObject([
        {
          _aws: {
            CloudWatchMetrics: [
              { Dimensions: [['service', 'stage']], Metrics: [{ Name: 'Stuck', Unit: 'Count' }] },
            ],
          },
          Stuck: 0,
        },
      ]);
    });
  });
});
