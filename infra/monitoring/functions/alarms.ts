import { MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { FailureClass } from '../../../functions/core/errors.ts';
import { failurePolicy } from '../../../functions/core/messaging/failures.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds, type WatchOf } from '../../metrics/alarm-definition.ts';
import { awsMetric, everyMinute, functionMetric } from '../../metrics/aws-metrics.ts';
import { consumersOf, functionsOf, type WatchedConsumer, type WatchedFunction } from './cell-functions.ts';
import { functionKinds } from './kinds.ts';

const sum = { statistic: 'Sum' } as const;

/**
 * The alarms of every function as Lambda sees it, and of the messages that consumers retry or give
 * up.
 */
export function functionAlarms(cell: Cell): readonly AlarmDefinition[] {
  return alarmsOfKinds(functionKinds, [
    ...functionsOf(cell).flatMap(lambdaAlarms),
    ...consumersOf(cell).map(
      ({ subject, functionName, passed }): WatchOf<'failing-messages' | 'failing-calls'> => ({
        kind: passed === 'called' ? 'failing-calls' : 'failing-messages',
        subject,
        watches: [functionName],
        metric: failingMessages(functionName, passed),
      }),
    ),
  ]);
}

type FunctionWatch = WatchOf<keyof typeof functionKinds>;

function lambdaAlarms({ subject, functionName, timeoutSeconds }: WatchedFunction): readonly FunctionWatch[] {
  const watched = { subject, watches: [functionName] };
  const { throttles, slowest } = invocationMetrics(functionName, timeoutSeconds);
  return [
    { kind: 'function-errors', ...watched, metric: errorRate(functionName) },
    { kind: 'function-throttled', ...watched, metric: throttles },
    { kind: 'function-slow', ...watched, metric: slowest },
  ];
}

/** How the invocations of a function go, as Lambda sees them: counts, and a percentage of the timeout. */
export function invocationMetrics(functionName: string, timeoutSeconds: number) {
  const counted = (metric: 'Errors' | 'Throttles') =>
    awsMetric('AWS/Lambda', metric, { FunctionName: functionName }, sum);
  return {
    errors: counted('Errors'),
    throttles: counted('Throttles'),
    slowest: percentageOfTimeout(functionName, timeoutSeconds),
  };
}

/** The slowest invocation of a function, as a percentage of its timeout. */
function percentageOfTimeout(FunctionName: string, timeoutSeconds: number): MathExpression {
  return new MathExpression({
    ...everyMinute,
    expression: `100 * slowest / ${1_000 * timeoutSeconds}`,
    usingMetrics: {
      slowest: awsMetric('AWS/Lambda', 'Duration', { FunctionName }, { statistic: 'Maximum' }),
    },
    label: '% of the timeout',
  });
}

/**
 * The percentage of a function's invocations that fail.
 * @param label tells several in one graph apart; lower-case letters, digits and `-`
 */
export function errorRate(FunctionName: string, label = 'errors'): MathExpression {
  const id = metricId(label);
  return new MathExpression({
    ...everyMinute,
    expression: `100 * ${id}_failed / ${id}_all`,
    usingMetrics: {
      [`${id}_failed`]: awsMetric('AWS/Lambda', 'Errors', { FunctionName }, sum),
      [`${id}_all`]: awsMetric('AWS/Lambda', 'Invocations', { FunctionName }, sum),
    },
    label: `${label} (%)`,
  });
}

/**
 * The start of the ids of metrics that belong to a label, which have letters, digits and `_`:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
 */
function metricId(label: string): string {
  return label.replaceAll('-', '_');
}

function isFailureClass(name: string): name is FailureClass {
  return Object.hasOwn(failurePolicy, name);
}

const failureClasses = Object.keys(failurePolicy).filter(isFailureClass);

/** A consumer's retried messages and, by class of failure, those it gave up. */
export function failureCounts(service: string): readonly Metric[] {
  return [
    functionMetric('retried', { service }, { ...sum, label: 'retried' }),
    ...failureClasses.map((failureClass) =>
      functionMetric(
        'deadLettered',
        { service, failureClass },
        { ...sum, label: `given up: ${failureClass}` },
      ),
    ),
  ];
}

/**
 * The percentage of a consumer's messages that were retried or given up. A count is reported only
 * when there is something to count, hence `FILL`.
 * @param label as of `errorRate`
 */
export function failingMessages(
  service: string,
  passed: WatchedConsumer['passed'],
  label = 'messages',
): MathExpression {
  const start = metricId(label);
  const failures = failureCounts(service).map((metric, index) => [`${start}_${index + 1}`, metric] as const);
  const failed = failures.map(([id]) => `FILL(${id}, 0)`).join(' + ');
  const all = `${failed} + FILL(${start}_passed, 0)`;
  return new MathExpression({
    ...everyMinute,
    expression: `100 * (${failed}) / IF(${all} > 0, ${all}, 1)`,
    usingMetrics: {
      ...Object.fromEntries(failures),
      [`${start}_passed`]: functionMetric(passed, { service }, sum),
    },
    label: `${label} (%)`,
  });
}
