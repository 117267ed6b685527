import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAlarms } from '../../../emulator/alarms/definition/read-alarms.ts';
import { readingsOf } from '../../../emulator/alarms/readings.ts';
import { Topic } from '../../../emulator/messaging/topic.ts';
import { MetricStore, minuteMs } from '../../../emulator/metrics/metric-store.ts';
import { CellAlarms } from '../../../local/alarms/cell-alarms.ts';
import { runbookAt } from '../../../local/alarms/runbooks.ts';
import { resource, templateOf } from '../emulator/resources.ts';

const topicArn = 'arn:aws:sns:eu-west-1:000000000000:t';
const metric = { namespace: 'N', name: 'Errors', dimensions: {} };
const alarm = resource('AWS::CloudWatch::Alarm', 'a', {
  ...{ Namespace: 'N', MetricName: 'Errors', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
  ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, TreatMissingData: 'notBreaching' },
  ...{ AlarmActions: [topicArn], OKActions: [topicArn] },
});

let dataFolder: string;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'alarms-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true }));

/** The alarms of a cell that is opened over the data folder; its topic may fail. */
function open(at: number, told: (state: string) => void) {
  const clock = { ms: at * minuteMs, now: () => clock.ms };
  const alarms = readAlarms(templateOf([alarm]));
  const store = new MetricStore(clock, readingsOf(alarms));
  const topic = new Topic(
    { name: 't', arn: topicArn, fifo: false, contentBasedDeduplication: false, throughputScope: 'Topic' },
    { clock, newId: () => 'id' },
  );
  topic.listen({ arn: 'arn:s', matches: () => true, call: (event) => told(JSON.stringify(event)) });
  const cell = new CellAlarms({
    ...{ alarms, store, dataFolder, clock },
    engine: { queues: new Map(), topics: new Map([[topicArn, topic]]) },
    place: { accountId: '0', region: 'eu-west-1' },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    apiMetrics: async () => [],
  });
  return {
    state: () => cell.standings[0]?.[1].state,
    async minute(errors: number) {
      if (errors > 0) store.recorder(metric)(errors);
      clock.ms += minuteMs;
      await cell.evaluate();
    },
  };
}

describe('Given the alarms of a cell', () => {
  it('When the cell starts again, Then they stand as before, told to nobody', async () => {
    const told: string[] = [];
    const before = open(100, (event) => told.push(event));
    await before.minute(1);
    expect(before.state()).toBe('ALARM');
    expect(told).toHaveLength(1);

    const after = open(200, (event) => told.push(event));
    expect(after.state()).toBe('ALARM');
    await after.minute(1);
    expect(told).toHaveLength(1);
    await after.minute(0);
    await after.minute(0);
    await after.minute(0);
    expect(after.state()).toBe('OK');
    expect(told).toHaveLength(2);
  });

  it('When it dies while it tells, Then the next start tells again', async () => {
    const dying = open(100, () => {
      throw new Error('killed');
    });
    await expect(dying.minute(1)).rejects.toThrow('killed');
    const told: string[] = [];
    const next = open(101, (event) => told.push(event));
    await next.minute(1);
    expect(told).toHaveLength(1);
  });

  it.each(['{', '[]', '{"a":{"state":"LOUD","since":1,"reason":""}}'])(
    'When its file is %s, Then they begin anew',
    (text) => {
      writeFileSync(join(dataFolder, 'alarms.json'), text);
      expect(open(100, () => {}).state()).toBe('INSUFFICIENT_DATA');
    },
  );

  it('When one changes, Then its file is whole and has no figures', async () => {
    await open(100, () => {}).minute(1);
    expect(JSON.parse(readFileSync(join(dataFolder, 'alarms.json'), 'utf8'))).toMatchObject({
      a: { state: 'ALARM', since: 101 * minuteMs },
    });
  });
});

describe('Given the runbooks', () => {
  it('When a heading is asked for, Then it has all its parts', () => {
    const runbook = runbookAt('a-queue-is-filling-up');
    expect(runbook?.title).toBe('A queue is filling up');
    for (const part of [runbook?.description, runbook?.investigation, runbook?.resolution, runbook?.over])
      expect(part).not.toBe('');
    expect(runbookAt('no-such-heading')).toBeUndefined();
  });
});
