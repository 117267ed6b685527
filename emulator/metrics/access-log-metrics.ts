import { isObject, own } from '../../lib/json.ts';
import { onlyOne } from '../gateway/definition/only-one.ts';
import type { CellTemplate } from '../template/cell-template.ts';
import { type Definition, readResource } from '../template/definition.ts';
import { labels } from '../template/without-effect.ts';
import type { Metric } from './metric.ts';

/** A metric that a filter counts in the lines of the access log. */
export interface AccessLogMetric {
  readonly metric: Metric;
  /** Whether it counts a line with that status, of a request that the firewall answered or let through. */
  readonly matches: (status: number, isFiltered: boolean) => boolean;
  /** Recorded for a line that matches. */
  readonly value: number;
  /** Recorded for any other line; undefined: nothing. */
  readonly otherwise: number | undefined;
}

const filterWithoutEffect = { ...labels, FilterName: 'a name for people' } as const;

/**
 * The metric filters of the API's access log.
 * @throws {DefinitionError} for a filter of another log, or with a pattern that is not understood
 */
export function accessLogMetricsOf(template: CellTemplate): readonly AccessLogMetric[] {
  const filters = template.ofType('AWS::Logs::MetricFilter');
  if (filters.length === 0) return [];
  const { AccessLogSetting: setting } = onlyOne(template, 'AWS::ApiGateway::Stage').properties;
  const { DestinationArn: destination, Format: format } = isObject(setting) ? setting : {};
  return filters.map((resource) =>
    readResource(resource, filterWithoutEffect, (filter) => {
      const group = filter.text('LogGroupName');
      if (typeof destination !== 'string' || !destination.includes(`:log-group:${group}`))
        return filter.fail('LogGroupName', 'is not the access log of the API: no other log is read here');
      const variables = typeof format === 'string' ? JSON.parse(format) : {};
      return readFilter(filter, (field) => own(variables, field));
    }),
  );
}

/** `{ $.field = "value" }`, of fields that hold the status or the kind of error. */
function readFilter(filter: Definition, variableOf: (field: string) => unknown): AccessLogMetric {
  const pattern = filter.text('FilterPattern');
  const [, field = '', value = ''] = /^\{ \$\.(\w+) = "([^"]*)" \}$/.exec(pattern) ?? [];
  const variable = variableOf(field);
  const [transformation, ...others] = filter.list('MetricTransformations', {
    Unit: 'a unit is for people',
  });
  if (!transformation || others.length > 0)
    return filter.fail('MetricTransformations', 'must be exactly one');
  return {
    metric: {
      namespace: transformation.text('MetricNamespace'),
      name: transformation.text('MetricName'),
      dimensions: {},
    },
    value: transformation.number('MetricValue'),
    otherwise: transformation.optionalNumber('DefaultValue'),
    matches:
      variable === '$context.status'
        ? (status) => String(status) === value
        : variable === '$context.error.responseType' && value === 'WAF_FILTERED'
          ? (_, isFiltered) => isFiltered
          : filter.fail('FilterPattern', `is ${pattern}, which is not supported`),
  };
}
