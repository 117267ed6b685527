import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { readAlarmDescription } from '../../functions/core/alerts/alarm-description.ts';
import { metricNames } from '../../functions/core/metric-names.ts';
import { names } from '../../functions/core/names.ts';
import { visibilitySlaSeconds } from '../../functions/core/service-levels.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import { waves } from '../../infra/cells/waves.ts';
import { awsMetrics, functionMetricDimensions } from '../../infra/metrics/aws-metrics.ts';
import { alarmKinds } from '../../infra/monitoring/alarm-kinds.ts';
import { slowestAlarmMinutes } from '../../infra/monitoring/slowest-alarm.ts';
import { timeSeriesStoreOf } from '../../infra/stores/time-series.ts';
import { stages } from '../../schemas/stages.ts';
import { kindsWith } from './kinds-of-store.ts';
import {
  alarmsIn,
  compositesIn,
  dashboardsIn,
  type MetricUse,
  metricsOf,
  resourcesOf,
} from './monitoring-template.ts';
import { cellNamed, overviewStage, testApp } from './synthesis.ts';

const cell = cellNamed('us-1');
const name = names(cell.prefix);
const stage = new CellStage(testApp(), cell);
const { monitoring: monitoringStack } = stage;
if (!monitoringStack) throw new Error('The cell us-1 has no monitoring');
const monitoring = Template.fromStack(monitoringStack);
const stateful = Template.fromStack(stage.stateful);
const stateless = Template.fromStack(stage.stateless);
const alarms = alarmsIn(monitoring);

/** What an alarm watches, as `Dimension=value`. */
const watched = new Set(
  alarms.flatMap((alarm) =>
    metricsOf(alarm).flatMap(({ dimensions }) =>
      Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`),
    ),
  ),
);

describe('Given everything a cell is made of', () => {
  test.each([
    ['AWS::SQS::Queue', 'QueueName', 'QueueName'],
    ['AWS::SNS::Topic', 'TopicName', 'TopicName'],
    ['AWS::Lambda::Function', 'FunctionName', 'FunctionName'],
    ['AWS::DynamoDB::Table', 'TableName', 'TableName'],
    ['AWS::Events::Rule', 'Name', 'RuleName'],
    ['AWS::Events::EventBus', 'Name', 'EventBusName'],
    ['AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName', 'DeliveryStreamName'],
    ['AWS::ApiGateway::RestApi', 'Name', 'ApiName'],
  ])('When it has an %s, Then an alarm watches it', (type, property, dimension) => {
    const all = [stateful, stateless, monitoring].flatMap((template) => resourcesOf(template, type));
    expect(all.length).toBeGreaterThan(0);
    const unwatched = all
      .map(({ properties }) => String(properties[property]))
      .filter((resource) => !watched.has(`${dimension}=${resource}`));
    expect(unwatched, `no alarm watches these: ${unwatched.join(', ')}`).toEqual([]);
  });

  test('When a queue is consumed, Then age and depth ring; otherwise any message does', () => {
    const queues = [stateless, monitoring].flatMap((template) => resourcesOf(template, 'AWS::SQS::Queue'));
    const kindsOn = (queue: string) =>
      alarms
        .filter((alarm) => metricsOf(alarm).some(({ dimensions }) => dimensions.QueueName === queue))
        .map(({ properties }) => ({
          metric: metricsOf({ properties })[0]?.metricName,
          threshold: properties.Threshold,
        }));
    for (const { properties } of queues) {
      const queue = String(properties.QueueName);
      const rings = kindsOn(queue);
      if (properties.RedrivePolicy)
        expect(
          rings.map(({ metric }) => metric),
          queue,
        ).toEqual(
          expect.arrayContaining(['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible']),
        );
      else
        expect(rings, queue).toContainEqual({ metric: 'ApproximateNumberOfMessagesVisible', threshold: 0 });
    }
  });

  test('When a kind of alarm is defined, Then the cell has one, complete', () => {
    for (const [kindName, kind] of kindsWith(cell.timeSeries.store)) {
      if (kind.optional) continue;
      const ofKind = alarms.filter(({ properties }) =>
        String(properties.AlarmName).startsWith(name.alarm(kindName)),
      );
      expect(ofKind, kindName).not.toEqual([]);
      for (const { properties } of ofKind) {
        const description = String(properties.AlarmDescription);
        expect(description.length).toBeLessThanOrEqual(1_024);
        expect(description).toMatch(/\. Runbook: docs\/runbooks\.md#[a-z-]+$/);
        expect(properties.TreatMissingData).toBe(kind.missing);
        expect(properties.EvaluationPeriods).toBe(kind.evaluationPeriods);
        expect(properties.DatapointsToAlarm).toBe(kind.datapointsToAlarm);
        // The router reads who is to be told, and how soon.
        expect(readAlarmDescription(description)).toMatchObject({
          group: kind.group,
          severity: kind.severity,
          audiences: kind.audiences,
        });
        const topics = kind.direct ? 2 : 1;
        expect(properties.AlarmActions).toHaveLength(topics);
        expect(properties.OKActions).toHaveLength(topics);
        for (const { seconds } of metricsOf({ properties })) expect(seconds).toBe(kind.periodSeconds);
      }
    }
  });

  test('When a gap in the data is filled, Then the last period alone cannot decide', () => {
    const filling = alarms.filter(({ properties }) => JSON.stringify(properties).includes('FILL('));
    expect(filling).not.toEqual([]);
    for (const { properties } of filling)
      expect(properties.DatapointsToAlarm, String(properties.AlarmName)).toBeLessThan(
        Number(properties.EvaluationPeriods),
      );
  });

  test.each(stages)('When stage %s is late, stuck or unusually busy, Then that rings', (of) => {
    for (const kind of ['latency', 'stuck-invoices', 'conflicts']) {
      const alarm = alarms.find(({ properties }) => properties.AlarmName === name.alarm(`${kind}-${of}`));
      expect(readAlarmDescription(alarm?.properties.AlarmDescription)?.audiences).toContain('finance');
    }
    monitoring.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: name.alarm(`traffic-${of}`),
      ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
    });
    monitoring.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: name.alarm(`latency-${of}`),
      MetricName: metricNames.visibilityLatency,
      ExtendedStatistic: 'p99',
      Threshold: 1_000 * visibilitySlaSeconds,
    });
    monitoring.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: name.alarm(`detector-silent-${of}`),
      MetricName: metricNames.stuckInvoices,
      TreatMissingData: 'breaching',
    });
  });
});

describe('Given the health of a cell', () => {
  const composites = compositesIn(monitoring);
  const health = composites.get(name.alarm('health'));

  test('When any alarm rings, Then so does it', () => {
    const below = (alarm: string): readonly string[] =>
      composites.get(alarm)?.flatMap((child) => [child, ...below(child)]) ?? [];
    expect(health).toEqual([name.alarm('health-critical'), name.alarm('health-warning')]);
    const reached = new Set(below(name.alarm('health')));
    expect(
      alarms.map(({ properties }) => String(properties.AlarmName)).filter((alarm) => !reached.has(alarm)),
    ).toEqual([]);
  });

  test('When a wave bakes, Then longer than the slowest alarm needs', () => {
    expect(slowestAlarmMinutes).toBe(45);
    for (const { bakeMinutes } of waves) expect(bakeMinutes).toBeGreaterThan(slowestAlarmMinutes);
  });
});

describe('Given the metrics that alarms and dashboards read', () => {
  const used: readonly MetricUse[] = [
    ...alarms.flatMap(metricsOf),
    ...dashboardsIn(monitoring),
    ...dashboardsIn(Template.fromJSON(overviewTemplate())),
  ];

  test('When they are of AWS, Then name and dimensions are in the closed list', () => {
    const known = new Set(
      [awsMetrics, timeSeriesStoreOf(cell).metrics]
        .flatMap((published) => Object.entries(published))
        .flatMap(([namespace, metrics]) =>
          Object.entries<readonly (readonly string[])[]>(metrics).flatMap(([metric, sets]) =>
            sets.map((dimensions) => key(namespace, metric, dimensions)),
          ),
        ),
    );
    expect(
      strange(
        used.filter(({ namespace }) => namespace.startsWith('AWS/')),
        known,
      ),
    ).toEqual([]);
  });

  test('When they are of the functions, Then the functions report them', () => {
    const known = new Set(
      Object.entries(functionMetricDimensions).map(([metric, dimensions]) =>
        key('BEMS', Object.entries(metricNames).find(([one]) => one === metric)?.[1] ?? '', [
          'service',
          ...dimensions,
        ]),
      ),
    );
    const ours = used.filter(({ namespace }) => namespace === 'BEMS');
    expect(strange(ours, known)).toEqual([]);
    const functions = new Set(
      resourcesOf(stateless, 'AWS::Lambda::Function').map(({ properties }) =>
        String(properties.FunctionName),
      ),
    );
    const ofCell = alarms.flatMap(metricsOf).filter(({ namespace }) => namespace === 'BEMS');
    expect(ofCell.filter(({ dimensions }) => !functions.has(String(dimensions.service)))).toEqual([]);
  });

  test('When they are counted from the access log, Then a filter counts them', () => {
    const counted = new Set(
      resourcesOf(monitoring, 'AWS::Logs::MetricFilter').map(({ properties }) => {
        const [metric] = properties.MetricTransformations;
        return key(metric.MetricNamespace, metric.MetricName, []);
      }),
    );
    const rest = used.filter(({ namespace }) => namespace !== 'BEMS' && !namespace.startsWith('AWS/'));
    expect(rest).not.toEqual([]);
    expect(strange(rest, counted)).toEqual([]);
  });
});

describe('Given the stack of the monitoring', () => {
  test('When it is synthesized, Then nothing warns', () => {
    const warnings = Annotations.fromStack(monitoringStack).findWarning('*', Match.anyValue());
    expect(warnings.map(({ id, entry }) => [id, entry.data])).toEqual([]);
  });
});

describe('Given the topics of alarms and alerts', () => {
  const topics = resourcesOf(monitoring, 'AWS::SNS::Topic');
  const ofAlarms = [name.alarmTopic, name.directAlarmTopic];
  const nameOf = (reference: unknown) =>
    topics.find(({ logicalId }) => JSON.stringify(reference).includes(`"${logicalId}"`))?.properties
      .TopicName;

  test('When an alarm is announced, Then by CloudWatch alone, encrypted and over TLS', () => {
    expect(topics.map(({ properties }) => properties.TopicName).toSorted()).toEqual(
      [...ofAlarms, ...Object.keys(cell.alerts.contacts).map(name.alertTopic)].toSorted(),
    );
    for (const { properties } of topics) expect(properties.KmsMasterKeyId).toBeDefined();
    for (const { properties } of resourcesOf(monitoring, 'AWS::SNS::TopicPolicy')) {
      const [tls, publish, ...others] = properties.PolicyDocument.Statement;
      expect(others).toEqual([]);
      expect(tls).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
      // The router publishes to the contacts' topics by its own role.
      if (!ofAlarms.includes(nameOf(properties.Topics))) expect(publish).toBeUndefined();
      else
        expect(publish).toMatchObject({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        });
    }
    const key = resourcesOf(stateful, 'AWS::KMS::Key').find(({ properties }) =>
      String(properties.Description).includes('messages'),
    );
    const policy = JSON.stringify(key?.properties.KeyPolicy);
    expect(policy).toContain('cloudwatch.amazonaws.com');
    expect(policy).toContain(name.alertTopic('*'));
  });

  test('When the cell names addresses, Then they are told, or the message is kept', () => {
    const { contacts } = cell.alerts;
    const subscriptions = resourcesOf(monitoring, 'AWS::SNS::Subscription');
    const mails = subscriptions.filter(({ properties }) => properties.Protocol === 'email');
    expect(mails.map(({ properties }) => String(properties.Endpoint)).toSorted()).toEqual(
      // What goes past the router goes to the first who is told of a critical alert.
      [...Object.values(contacts).flat(), ...(contacts.operations ?? [])].toSorted(),
    );
    for (const { properties } of subscriptions)
      expect(properties.RedrivePolicy.deadLetterTargetArn).toBeDefined();
  });

  test('When an alarm is announced, Then AlertRouter is called, and SNS may call it', () => {
    const [call, ...others] = resourcesOf(monitoring, 'AWS::SNS::Subscription').filter(
      ({ properties }) => properties.Protocol === 'lambda',
    );
    expect(others).toEqual([]);
    expect(nameOf(call?.properties.TopicArn)).toBe(name.alarmTopic);
    const [permission] = resourcesOf(monitoring, 'AWS::Lambda::Permission');
    expect(permission?.properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      SourceArn: call?.properties.TopicArn,
      FunctionName: call?.properties.Endpoint,
    });
    expect(JSON.stringify(call?.properties.Endpoint)).toContain(`:function:${name.alertRouterFunction}"`);
  });

  test('When an alarm says that AlertRouter fails, Then it is announced past it', () => {
    const direct = resourcesOf(monitoring, 'AWS::CloudWatch::Alarm').filter(({ properties }) =>
      properties.AlarmActions.some((action: unknown) => nameOf(action) === name.directAlarmTopic),
    );
    const expected = Object.entries(alarmKinds).filter(([, kind]) => kind.direct);
    expect(expected.length).toBeGreaterThan(5);
    expect(direct.map(({ properties }) => properties.AlarmName).toSorted()).toEqual(
      expected.map(([kind]) => name.alarm(kind)).toSorted(),
    );
  });
});

function key(namespace: string, metric: string, dimensions: readonly string[]): string {
  return `${namespace} ${metric} by ${[...dimensions].toSorted().join(', ')}`;
}

function strange(used: readonly MetricUse[], known: ReadonlySet<string>): readonly string[] {
  return [
    ...new Set(
      used
        .map(({ namespace, metricName, dimensions }) => key(namespace, metricName, Object.keys(dimensions)))
        .filter((metric) => !known.has(metric)),
    ),
  ];
}

function overviewTemplate() {
  const { stage: overview } = overviewStage();
  const [dashboards] = overview.synth().stacks;
  if (!dashboards) throw new Error('The overview has no stack');
  return dashboards.template;
}
