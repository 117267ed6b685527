import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { downstreamStages } from '../../functions/core/downstream/settings.ts';
import { hasRollups } from '../../infra/cells/cell.ts';
import {
  alertLinksConcurrency,
  alertRouterConcurrency,
  detectorConcurrency,
  provisionedConcurrency,
  reconcilerConcurrency,
  reservedConcurrency,
} from '../../infra/cells/concurrency.ts';
import { firstCell } from '../../infra/cells/examples.ts';
import { relaysOf } from '../../infra/cells/partitions.ts';
import { dataKeyReuseSeconds, functionMemoryMib, reconcilerMemoryMib } from '../../infra/cells/settings.ts';
import { schedulesOf } from '../../infra/estimates/workload.ts';
import { inventoryOf } from '../../infra/planner/inventory.ts';
import { archiveBuffer } from '../../infra/stores/archive/buffer.ts';
import { stages } from '../../schemas/stages.ts';
import { sampleDownstream } from '../contract/samples.ts';
import { cellNamed, groupedCell, synthesize } from './synthesis.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

const twoDownstreams = {
  ingestion: sampleDownstream,
  posting: { ...sampleDownstream, headersFromSecret: 'erp/posting' },
};

// One cell with a partition per stage, one with a partition more, one with two downstreams, one with two groups, a small one.
describe.each([
  cellNamed('ap-1'),
  cellNamed('us-1'),
  { ...cellNamed('ap-1'), name: 'ap-2', downstream: twoDownstreams },
  groupedCell,
  firstCell,
])('Given the templates of $name', (cell) => {
  const { folder } = synthesize(cell);
  const resources: readonly Resource[] = globSync('**/*.template.json', { cwd: folder }).flatMap((file) =>
    Object.values<Resource>(JSON.parse(readFileSync(join(folder, file), 'utf8')).Resources),
  );
  const propertiesOf = (type: string) =>
    resources.filter(({ Type }) => Type === `AWS::${type}`).map(({ Properties }) => Properties);
  const found = (type: string, path: string): unknown[] => [
    ...new Set(propertiesOf(type).map((properties) => at(properties, path))),
  ];

  test('When what costs money all the time is counted, Then the planner counts as much', () => {
    const alarms = propertiesOf('CloudWatch::Alarm').map((properties) => listAt(properties, 'Metrics'));
    const isAnomaly = (metrics: readonly unknown[]) =>
      JSON.stringify(metrics).includes('ANOMALY_DETECTION_BAND');
    const statistics = (metrics: readonly unknown[]) =>
      metrics.length === 0 ? 1 : metrics.filter((metric) => at(metric, 'MetricStat') !== undefined).length;
    expect(inventoryOf(cell)).toMatchObject({
      keys: propertiesOf('KMS::Key').length,
      webAcls: propertiesOf('WAFv2::WebACL').length,
      webAclRules: propertiesOf('WAFv2::WebACL').flatMap((acl) => listAt(acl, 'Rules')).length,
      alarmMetrics: alarms
        .filter((metrics) => !isAnomaly(metrics))
        .reduce((sum, metrics) => sum + statistics(metrics), 0),
      anomalyAlarms: alarms.filter(isAnomaly).length,
      compositeAlarms: propertiesOf('CloudWatch::CompositeAlarm').length,
      dashboards: propertiesOf('CloudWatch::Dashboard').length,
    });
    const rollups = hasRollups(cell) ? ['rate(15 minutes)'] : [];
    expect(found('Scheduler::Schedule', 'ScheduleExpression').toSorted()).toEqual([
      'rate(1 minute)',
      ...rollups,
    ]);
    expect(propertiesOf('Scheduler::Schedule')).toHaveLength(schedulesOf(cell) + rollups.length);
  });

  test('When settings are compared, Then the planner counts with those that are deployed', () => {
    expect(found('Lambda::Function', 'MemorySize').toSorted()).toEqual(
      [functionMemoryMib, reconcilerMemoryMib].toSorted(),
    );
    expect(
      found('SQS::Queue', 'KmsDataKeyReusePeriodSeconds').filter((value) => value !== undefined),
    ).toEqual([dataKeyReuseSeconds]);
    const destination = 'ExtendedS3DestinationConfiguration.BufferingHints';
    expect(
      found('KinesisFirehose::DeliveryStream', destination).filter((hints) => hints !== undefined),
    ).toEqual([{ IntervalInSeconds: archiveBuffer.seconds, SizeInMBs: archiveBuffer.bytes / 2 ** 20 }]);
    const sum = (values: readonly unknown[]) =>
      values.reduce<number>((total, value) => total + Number(value ?? 0), 0);
    expect(
      sum(
        propertiesOf('Lambda::Function').map((properties) => at(properties, 'ReservedConcurrentExecutions')),
      ),
    ).toBe(reservedConcurrency(cell));
    const provisioned = 'ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions';
    expect(sum(propertiesOf('Lambda::Alias').map((properties) => at(properties, provisioned)))).toBe(
      provisionedConcurrency(cell),
    );
    const onDemand = [
      detectorConcurrency,
      alertRouterConcurrency,
      alertLinksConcurrency,
      reconcilerConcurrency,
    ];
    expect(onDemand.map(({ provisioned: warm }) => warm)).toEqual([0, 0, 0, 0]);
    const downstreams = downstreamStages(cell.downstream).length;
    expect(propertiesOf('Lambda::EventSourceMapping')).toHaveLength(
      2 * cell.partitions.length + 1 + downstreams,
    );
    expect(propertiesOf('Lambda::Function')).toHaveLength(
      stages.length +
        5 +
        (cell.alerts.links ? 1 : 0) +
        relaysOf(cell.partitions).length +
        Math.min(downstreams, 1) +
        (hasRollups(cell) ? 2 : 0) +
        (cell.retention.hotDays === undefined ? 0 : 1),
    );
  });
});

/** The value at a path of a template, undefined when there is none. */
function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
      value,
    );
}

function listAt(value: unknown, path: string): readonly unknown[] {
  const list = at(value, path);
  return Array.isArray(list) ? list : [];
}
