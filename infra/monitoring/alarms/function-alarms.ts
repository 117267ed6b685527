import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { FailureClass } from '../../../functions/core/errors.ts';
import { failurePolicy } from '../../../functions/core/failures.ts';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import type { AlarmDefinition } from '../alarm-definition.ts';
import { awsMetric, functionMetric } from '../aws-metrics.ts';
import { consumersOf, functionsOf, type WatchedFunction } from '../cell-functions.ts';

const sum = { statistic: 'Sum' } as const;

/** The alarms of each function as Lambda sees it, and of the messages that consumers put off or give up. */
export const functionAlarms = (cell: Cell): readonly AlarmDefinition[] => {
  const relay = names(cell.prefix).relayFunction;
  return [
    ...functionsOf(cell).flatMap(lambdaAlarms),
    ...consumersOf(cell).map(
      ({ subject, functionName }): AlarmDefinition => ({
        kind: 'failing-messages',
        subject,
        watches: [functionName],
        metric: failingMessages(functionName, functionName === relay ? 'relayed' : 'processed'),
      }),
    ),
  ];
};

const lambdaAlarms = ({ subject, functionName, timeout }: WatchedFunction): readonly AlarmDefinition[] => {
  const dimensions = { FunctionName: functionName };
  const watched = { subject, watches: [functionName] };
  return [
    { kind: 'function-errors', ...watched, metric: errorRate(functionName) },
    {
      kind: 'function-throttled',
      ...watched,
      metric: awsMetric('AWS/Lambda', 'Throttles', dimensions, sum),
    },
    {
      kind: 'function-slow',
      ...watched,
      metric: new MathExpression({
        expression: `100 * slowest / ${timeout.toMilliseconds()}`,
        usingMetrics: {
          slowest: awsMetric('AWS/Lambda', 'Duration', dimensions, { statistic: 'Maximum' }),
        },
        label: '% of the timeout',
      }),
    },
  ];
};

/** Percent of a function's calls that end in an error. */
export const errorRate = (FunctionName: string): MathExpression =>
  new MathExpression({
    expression: '100 * errors / calls',
    usingMetrics: {
      errors: awsMetric('AWS/Lambda', 'Errors', { FunctionName }, sum),
      calls: awsMetric('AWS/Lambda', 'Invocations', { FunctionName }, sum),
    },
    label: '% errors',
  });

const isFailureClass = (name: string): name is FailureClass => Object.hasOwn(failurePolicy, name);
const failureClasses = Object.keys(failurePolicy).filter(isFailureClass);

/**
 * Percent of a consumer's messages that were put off or given up. Each count is only reported when there is something to count,
 * hence `FILL`.
 */
export const failingMessages = (service: string, passed: 'relayed' | 'processed'): MathExpression => {
  const given = Object.fromEntries(
    failureClasses.map((failureClass) => [
      failureClass,
      functionMetric('deadLettered', { service, failureClass }, sum),
    ]),
  );
  const failed = ['retried', ...failureClasses].map((id) => `FILL(${id}, 0)`).join(' + ');
  return new MathExpression({
    expression: '100 * failed / IF(failed + passed > 0, failed + passed, 1)',
    usingMetrics: {
      failed: new MathExpression({
        expression: failed,
        usingMetrics: { retried: functionMetric('retried', { service }, sum), ...given },
      }),
      passed: new MathExpression({
        expression: 'FILL(done, 0)',
        usingMetrics: { done: functionMetric(passed, { service }, sum) },
      }),
    },
    label: '% failing messages',
  });
};
