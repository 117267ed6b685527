import { describe, expect, it } from 'vitest';
import type { AlarmState } from '../../../../emulator/alarms/alarm-state.ts';
import { type AlarmStanding, Alarms } from '../../../../emulator/alarms/alarms.ts';
import { readAlarms } from '../../../../emulator/alarms/definition/read-alarms.ts';
import { notificationOf, topicsToldOf } from '../../../../emulator/alarms/notification.ts';
import { readingsOf } from '../../../../emulator/alarms/readings.ts';
import { MetricStore, minuteMs } from '../../../../emulator/metrics/metric-store.ts';
import type { JsonObject } from '../../../../lib/json.ts';
import { resource, templateOf } from '../resources.ts';

const topic = 'arn:aws:sns:eu-west-1:000000000000:told';
const errors = { namespace: 'N', name: 'Errors', dimensions: { Function: 'f' } };

const alarmNamed = (name: string, changes: JsonObject = {}) =>
  resource(
    'AWS::CloudWatch::Alarm',
    name,
    {
      AlarmDescription: 'It fails.',
      Namespace: 'N',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'Function', Value: 'f' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      TreatMissingData: 'notBreaching',
      AlarmActions: [topic],
      OKActions: [topic],
      ...changes,
    },
    `arn:aws:cloudwatch:eu-west-1:000000000000:alarm:${name}`,
  );

const composite = (name: string, rule: string) =>
  resource('AWS::CloudWatch::CompositeAlarm', name, { AlarmRule: rule });

/** Alarms under a clock of the test's own. */
function world(
  resources: readonly ReturnType<typeof resource>[],
  known: readonly [string, AlarmState][] = [],
  startMs = 1_000 * minuteMs,
) {
  const clock = { ms: startMs, now: () => clock.ms };
  const read = readAlarms(templateOf(resources));
  const store = new MetricStore(clock, readingsOf(read));
  const standings = new Map(
    known.map(([name, state]): [string, AlarmStanding] => [name, { state, since: 0, reason: 'before' }]),
  );
  const alarms = new Alarms(read, store, standings, clock.ms);
  const record = store.recorder(errors);
  return {
    alarms,
    clock,
    /** Lets a minute pass in which these values came. */
    minute(...values: readonly number[]) {
      for (const value of values) record(value);
      clock.ms += minuteMs;
      return alarms.evaluate(clock.ms).map(({ alarm, to }) => `${alarm.name} ${to}`);
    },
  };
}

describe('Given an alarm that is first looked at in the middle of a minute', () => {
  const inTheMiddle = 1_000.5 * minuteMs;
  const onePoint = { EvaluationPeriods: 5, DatapointsToAlarm: 1 };

  it('When too much comes in the rest of that minute, Then it rings', () => {
    const { minute } = world([alarmNamed('too-much', onePoint)], [], inTheMiddle);
    expect(minute(1)).toEqual(['too-much ALARM']);
  });

  it('When little comes in the rest of that minute, Then that is no reason to ring', () => {
    const few = { ...onePoint, ComparisonOperator: 'LessThanThreshold', Threshold: 5 };
    const { minute } = world([alarmNamed('too-few', few)], [], inTheMiddle);
    expect(minute(1)).toEqual([]);
    expect(minute(1)).toEqual(['too-few ALARM']);
  });
});

describe('Given an alarm that rings at two bad minutes of three', () => {
  it('When they come and go, Then it rings once and clears once', () => {
    const { minute } = world([alarmNamed('a')]);
    const changes = [[], [], [], [1], [], [1], [1], [], [], [], []].map((values) => minute(...values));
    // Real values count before gaps do, so they still decide while the evaluation range has two.
    expect(changes).toEqual([[], [], ['a OK'], [], [], ['a ALARM'], [], [], [], [], ['a OK']]);
  });

  it('When it is bad right after the start, Then it rings at once', () => {
    const { minute } = world([alarmNamed('a')]);
    expect([minute(1), minute(1)]).toEqual([[], ['a ALARM']]);
  });

  it('When it rang before a restart, Then it clears only after minutes that were seen', () => {
    const { minute, alarms } = world([alarmNamed('a')], [['a', 'ALARM']]);
    expect([minute(), minute(), minute()]).toEqual([[], [], ['a OK']]);
    expect(alarms.standings[0]?.[1].since).toBe(1_003 * minuteMs);
  });

  it('When the machine slept, Then nothing follows from the silence meanwhile', () => {
    const silent = alarmNamed('silent', {
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
    });
    const { minute, clock } = world([silent]);
    expect([minute(2), minute(2), minute(2)]).toEqual([[], [], ['silent OK']]);
    clock.ms += 60 * minuteMs;
    expect([minute(2), minute(), minute(), minute(), minute()]).toEqual([[], [], ['silent ALARM'], [], []]);
  });

  it('When it changes, Then its topics are told as CloudWatch tells them', () => {
    const { minute, alarms, clock } = world([alarmNamed('a')]);
    minute(1);
    clock.ms += minuteMs;
    alarms.evaluate(clock.ms);
    const { standings } = alarms;
    expect(standings[0]?.[1].state).toBe('INSUFFICIENT_DATA');
    const [alarm] = readAlarms(templateOf([alarmNamed('a')]));
    if (!alarm) throw new Error('there is no alarm');
    const change = { alarm, from: 'OK', to: 'ALARM', reason: 'Threshold Crossed', at: 0 } as const;
    expect(topicsToldOf(change)).toEqual([topic]);
    const { subject, message } = notificationOf(change, { accountId: '000000000000', region: 'eu-west-1' });
    expect(subject).toBe('ALARM: "a" in eu-west-1');
    expect(JSON.parse(message)).toEqual({
      AlarmName: 'a',
      AlarmDescription: 'It fails.',
      AWSAccountId: '000000000000',
      NewStateValue: 'ALARM',
      NewStateReason: 'Threshold Crossed',
      StateChangeTime: '1970-01-01T00:00:00.000+0000',
      Region: 'eu-west-1',
      AlarmArn: 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a',
      OldStateValue: 'OK',
      OKActions: [topic],
      AlarmActions: [topic],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'Errors',
        Namespace: 'N',
        StatisticType: 'Statistic',
        Statistic: 'SUM',
        Unit: null,
        Dimensions: [{ name: 'Function', value: 'f' }],
        Period: 60,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        TreatMissingData: 'notBreaching',
        EvaluateLowSampleCountPercentile: '',
      },
    });
  });
});

describe('Given composite alarms', () => {
  it('When one below rings, Then those above do in the same minute', () => {
    const top = composite('top', 'ALARM("any") AND NOT (OK(a) OR FALSE)');
    const { minute } = world([
      top,
      composite('any', 'ALARM("a") OR ALARM("b")'),
      alarmNamed('a'),
      alarmNamed('b', { Threshold: 5 }),
    ]);
    minute();
    minute();
    minute();
    expect(minute(1)).toEqual([]);
    expect(minute(1)).toEqual(['a ALARM', 'any ALARM', 'top ALARM']);
  });
});

describe('Given alarms that the emulator cannot evaluate', () => {
  it.each<[string, JsonObject, string]>([
    ['an unknown property', { EvaluateLowSampleCountPercentile: 'ignore' }, 'does not know the property'],
    ['another statistic', { Statistic: 'tm99' }, 'is tm99, which the emulator does not compute'],
    ['a period below a minute', { Period: 10 }, 'must be whole minutes'],
    [
      'an action other than a topic',
      { AlarmActions: ['arn:aws:lambda:eu-west-1:0:function:f'] },
      'only topics',
    ],
    ['another function', { Metrics: [{ Id: 'e', Expression: 'RATE(m1)' }] }, 'RATE is not supported'],
    ['an unknown id', { Metrics: [{ Id: 'e', Expression: 'm1 + 1' }] }, 'refers to m1, which is not there'],
    ['itself', { Metrics: [{ Id: 'e', Expression: 'e + 1' }] }, 'a metric is expected|refers to e'],
    ['another query', { Metrics: [{ Id: 'e', Expression: 'SELECT AVG(x) FROM "N"' }] }, 'does not support'],
  ])('When one has %s, Then it is refused by name', (_, changes, problem) => {
    const read = () => readAlarms(templateOf([alarmNamed('a', changes)]));
    expect(read).toThrow(/^test\/a \(AWS::CloudWatch::Alarm\)/);
    expect(read).toThrow(new RegExp(problem));
  });

  it.each(['ALARM(nobody)', 'ALARM(top)'])('When a rule says %s, Then it is refused', (rule) => {
    expect(() => readAlarms(templateOf([composite('top', rule)]))).toThrow('refers to an alarm');
  });

  it.each(['ALARM(a', 'a', 'ALARM(a) XOR ALARM(a)', ''])(
    'When a rule is “%s”, Then it is refused',
    (rule) => {
      expect(() => readAlarms(templateOf([alarmNamed('a'), composite('top', rule)]))).toThrow('AlarmRule');
    },
  );
});
