import { messageOf } from '../../../lib/message-of.ts';
import type { CellTemplate, Resource } from '../../template/cell-template.ts';
import { type Definition, DefinitionError, readResource } from '../../template/definition.ts';
import { labels } from '../../template/without-effect.ts';
import type { Alarm, AlarmRule, BandAlarm, MetricAlarm } from '../alarm.ts';
import { alarmsIn, parseAlarmRule } from '../alarm-rule.ts';
import { type MissingData, missingDataTreatments } from '../alarm-state.ts';
import { comparisons, isComparison } from '../comparison.ts';
import { readMetricData, readSingleMetric } from './read-metrics.ts';

/** The one comparison that is with a band of expected values. */
const outsideBand = 'LessThanLowerOrGreaterThanUpperThreshold';
const operatorNames = Object.keys(comparisons).filter(isComparison);

/**
 * Every alarm of the templates; a composite one comes after those it is made of.
 * @throws {DefinitionError} naming the alarm and the property that the emulator cannot evaluate
 */
export function readAlarms(template: CellTemplate): readonly Alarm[] {
  const alarms = template
    .ofType('AWS::CloudWatch::Alarm')
    .map((resource) => readResource(resource, { Tags: labels.Tags }, (alarm) => readAlarm(alarm, resource)));
  const composites = template
    .ofType('AWS::CloudWatch::CompositeAlarm')
    .map((resource) =>
      readResource(resource, { Tags: labels.Tags }, (alarm) => readComposite(alarm, resource)),
    );
  const ordered: Alarm[] = [...alarms];
  const isKnown = (name: string) => ordered.some((alarm) => alarm.name === name);
  for (let left = composites; left.length > 0; ) {
    const ready = left.filter(({ rule }) => alarmsIn(rule).every(isKnown));
    const [stuck] = left;
    if (ready.length === 0 && stuck)
      throw new DefinitionError(
        `The alarm ${stuck.name} refers to an alarm that the templates do not have, or to itself.`,
      );
    ordered.push(...ready);
    left = left.filter((composite) => !ready.includes(composite));
  }
  return ordered;
}

function readAlarm(alarm: Definition, resource: Resource): MetricAlarm | BandAlarm {
  const evaluationPeriods = alarm.number('EvaluationPeriods');
  const read = alarm.has('Metrics') ? readMetricData(alarm) : readSingleMetric(alarm);
  const common = {
    ...readActions(alarm, resource),
    subject: read.subject,
    periodSeconds: read.periodSeconds,
    evaluationPeriods,
    datapointsToAlarm: alarm.optionalNumber('DatapointsToAlarm') ?? evaluationPeriods,
  };
  const { datapointsToAlarm } = common;
  const comparison = alarm.oneOf('ComparisonOperator', [...operatorNames, outsideBand]);
  const missingData: MissingData = alarm.has('TreatMissingData')
    ? alarm.oneOf('TreatMissingData', missingDataTreatments)
    : 'missing';
  if (comparison === outsideBand) {
    if (read.band !== alarm.text('ThresholdMetricId'))
      return alarm.fail('ThresholdMetricId', 'names no ANOMALY_DETECTION_BAND of this alarm');
    return { kind: 'band', ...common };
  }
  if (!read.query) return alarm.fail('Metrics', 'returns a band, but the comparison is with a number');
  const threshold = alarm.number('Threshold');
  return {
    kind: 'metric',
    ...common,
    missingData,
    comparison,
    threshold,
    query: read.query,
    trigger: {
      ...read.trigger,
      EvaluationPeriods: evaluationPeriods,
      DatapointsToAlarm: datapointsToAlarm,
      ComparisonOperator: comparison,
      Threshold: threshold,
      TreatMissingData: missingData,
      EvaluateLowSampleCountPercentile: '',
    },
  };
}

function readComposite(alarm: Definition, resource: Resource) {
  return { kind: 'composite' as const, ...readActions(alarm, resource), rule: readRule(alarm) };
}

function readRule(alarm: Definition): AlarmRule {
  try {
    return parseAlarmRule(alarm.text('AlarmRule'));
  } catch (error) {
    return alarm.fail('AlarmRule', `: ${messageOf(error)}`);
  }
}

function readActions(alarm: Definition, { arn = '', physicalId }: Resource) {
  // The name is what the physical id is made of.
  alarm.optionalText('AlarmName');
  const enabled = alarm.flag('ActionsEnabled', true);
  const actions = (name: string) => {
    const arns = alarm.texts(name);
    const other = arns.find((action) => action.split(':')[2] !== 'sns');
    if (other !== undefined) return alarm.fail(name, `has ${other}: only topics can be told`);
    return enabled ? arns : [];
  };
  return {
    name: physicalId,
    arn,
    description: alarm.optionalText('AlarmDescription') ?? '',
    alarmActions: actions('AlarmActions'),
    okActions: actions('OKActions'),
    insufficientDataActions: actions('InsufficientDataActions'),
  };
}
