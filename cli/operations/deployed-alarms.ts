import {
  type CloudWatchClient,
  type CompositeAlarm,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmCondition, AlarmListing, ListedAlarm } from '../../dashboards/console-api.ts';
import { names } from '../../functions/core/names.ts';
import type { Clock } from '../../lib/clock.ts';
import { comparisonText, inOrder, listedAlarm } from '../../local/alarms/alarm-listing.ts';

/** What one call returns at most: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const pageSize = 100;

/** Every alarm of the cell with this prefix, as CloudWatch evaluates it: of others in the account none. */
export async function deployedAlarms(
  client: CloudWatchClient,
  prefix: string,
  clock: Clock,
): Promise<AlarmListing> {
  const alarms: ListedAlarm[] = [];
  const pages = paginateDescribeAlarms(
    { client, pageSize },
    // Unless it is asked for both, CloudWatch leaves out those that are made of others.
    { AlarmNamePrefix: names(prefix).alarm(''), AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  );
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
    alarms.push(...MetricAlarms.map((alarm) => listed(alarm, conditionOf(alarm))));
    alarms.push(...CompositeAlarms.map((alarm) => listed(alarm, null)));
  }
  return inOrder(alarms, clock.now());
}

function listed(alarm: MetricAlarm | CompositeAlarm, condition: AlarmCondition | null): ListedAlarm {
  const { StateTransitionedTimestamp: entered, StateUpdatedTimestamp: updated } = alarm;
  return listedAlarm({
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue === 'ALARM' || alarm.StateValue === 'OK' ? alarm.StateValue : 'INSUFFICIENT_DATA',
    since: (entered ?? updated)?.getTime() ?? 0,
    reason: alarm.StateReason ?? '',
    description: alarm.AlarmDescription ?? '',
    condition,
  });
}

function conditionOf(alarm: MetricAlarm): AlarmCondition {
  const { Metrics: metrics = [], EvaluationPeriods: evaluationPeriods = 1 } = alarm;
  const band = metrics.find(({ Id: id }) => id !== undefined && id === alarm.ThresholdMetricId);
  const result = band ?? metrics.find(({ ReturnData: returned }) => returned !== false);
  const subject =
    metrics.length === 0
      ? `${alarm.ExtendedStatistic ?? alarm.Statistic} of ${alarm.MetricName}`
      : (result?.Label ?? result?.Expression ?? result?.MetricStat?.Metric?.MetricName ?? '');
  return {
    subject,
    comparison: band ? 'outside' : comparisonText(alarm.ComparisonOperator ?? ''),
    threshold: band ? null : (alarm.Threshold ?? null),
    evaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? evaluationPeriods,
    periodSeconds:
      alarm.Period ??
      metrics.map(({ Period, MetricStat }) => Period ?? MetricStat?.Period).find(Boolean) ??
      60,
  };
}
