import { Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { names } from '../../functions/core/names.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { MonitoringStack } from '../../infra/monitoring-stack.ts';
import { StatefulStack } from '../../infra/stateful-stack.ts';
import { stages } from '../../schemas/stages.ts';
import { alarmsIn, bodyOf, compositesIn, graphsOf, metricsOf, resourcesOf } from './monitoring-template.ts';
import { cellNamed, testApp } from './synthesis.ts';

function withPartitions(count: number): Cell {
  return {
    ...cellNamed('us-1'),
    // As long as names may be.
    prefix: 'prefix-of-20-chars--',
    partitions: Array.from({ length: count }, (_, index) => ({
      name: `one-of-thirty-one-characters-${String(index).padStart(2, '0')}`,
      stage: stages[index % stages.length] ?? 'ingestion',
    })),
  };
}

function monitoringOf(cell: Cell): Template {
  const stage = new Stage(testApp(), 'cell', { env: { region: cell.region } });
  const monitoring = new MonitoringStack(
    stage,
    'monitoring',
    cell,
    new StatefulStack(stage, 'stateful', cell),
  );
  return Template.fromStack(monitoring);
}

describe.each([4, 10, 11, 99])('Given a cell of %i partitions', (count) => {
  const cell = withPartitions(count);
  const name = names(cell.prefix);
  const monitoring = monitoringOf(cell);
  const alarms = alarmsIn(monitoring);

  test('When it is monitored, Then its stack keeps within what CloudFormation takes', () => {
    const template = monitoring.toJSON();
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
    expect(JSON.stringify(template).length).toBeLessThanOrEqual(1_000_000);
  });

  test('When its alarms join metrics, Then at most ten, and names and texts fit', () => {
    for (const { properties } of alarms) {
      expect(metricsOf({ properties }).length).toBeLessThanOrEqual(10);
      expect(String(properties.AlarmName).length).toBeLessThanOrEqual(100);
      expect(String(properties.AlarmDescription).length).toBeLessThanOrEqual(1_024);
    }
    const all = alarms.map(({ properties }) => properties.AlarmName);
    expect(new Set(all).size).toBe(all.length);
  });

  test('When its health is composed, Then within the limits of composite alarms', () => {
    for (const [composite, children] of compositesIn(monitoring)) {
      expect(children.length, composite).toBeLessThanOrEqual(100);
      expect(children.length, composite).toBeGreaterThan(0);
    }
    for (const { properties } of resourcesOf(monitoring, 'AWS::CloudWatch::CompositeAlarm'))
      expect(String(properties.AlarmRule).length).toBeLessThanOrEqual(10_240);
  });

  test('When its dashboards are drawn, Then each graph has 1 to 500 metrics', () => {
    for (const { properties } of resourcesOf(monitoring, 'AWS::CloudWatch::Dashboard'))
      for (const { title, metrics } of graphsOf(bodyOf(properties))) {
        expect(metrics.length, title).toBeLessThanOrEqual(500);
        expect(JSON.stringify(metrics), title).not.toContain('([])');
      }
  });

  test.each(['relayQueue', 'relayDeadLetters', 'subscriptionDeadLetters', 'queue', 'deadLetters'] as const)(
    'When a partition has its %s, Then an alarm watches it',
    (kind) => {
      const watched = new Set(alarms.flatMap(metricsOf).map(({ dimensions }) => dimensions.QueueName));
      expect(
        cell.partitions.map((one) => name[kind](one.name)).filter((queue) => !watched.has(queue)),
      ).toEqual([]);
    },
  );
});
