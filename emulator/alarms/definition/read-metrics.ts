import type { JsonObject } from '../../../lib/json.ts';
import { messageOf } from '../../../lib/message-of.ts';
import type { Metric } from '../../metrics/metric.ts';
import { parseStatistic, type Statistic } from '../../metrics/statistic.ts';
import type { Definition } from '../../template/definition.ts';
import type { Query } from '../alarm.ts';
import { evaluateExpression } from '../math/evaluate.ts';
import { type Expression, parseExpression, referencesOf } from '../math/parse.ts';

/** What an alarm looks at. */
export interface WatchedMetrics {
  /** For people. */
  readonly subject: string;
  readonly periodSeconds: number;
  /** Undefined when the alarm looks at a band. */
  readonly query?: Query;
  /** The id of the band that the alarm looks at. */
  readonly band?: string;
  /** What a notification says of it. */
  readonly trigger: JsonObject;
}

const minuteSeconds = 60;

/** An alarm on one metric, named by properties of the alarm itself. */
export function readSingleMetric(alarm: Definition): WatchedMetrics {
  const metric = readMetric(alarm);
  const statisticName = alarm.has('ExtendedStatistic')
    ? alarm.text('ExtendedStatistic')
    : alarm.text('Statistic');
  const statistic = readStatistic(alarm, 'Statistic', statisticName);
  const periodSeconds = readPeriod(alarm, 'Period');
  return {
    subject: `${statisticName} of ${metric.name}`,
    periodSeconds,
    query: { kind: 'metric', metric, statistic },
    trigger: {
      MetricName: metric.name,
      Namespace: metric.namespace,
      ...(typeof statistic === 'string'
        ? { StatisticType: 'Statistic', Statistic: statistic.toUpperCase() }
        : { StatisticType: 'ExtendedStatistic', ExtendedStatistic: statisticName }),
      Unit: alarm.optionalText('Unit') ?? null,
      Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ value, name })),
      Period: periodSeconds,
    },
  };
}

interface DataQuery {
  readonly id: string;
  readonly label: string;
  readonly returned: boolean;
  /** An expression may leave it to the metrics that it is about. */
  readonly periodSeconds: number | undefined;
  /** An expression still refers to others by their ids. */
  readonly source: StoredQuery | Expression | 'band';
}

type StoredQuery = Exclude<Query, { readonly kind: 'math' }>;

/** An alarm on an expression over several metrics. */
export function readMetricData(alarm: Definition): WatchedMetrics {
  const queries = alarm.list('Metrics').map(readDataQuery);
  const [periodSeconds = minuteSeconds, ...otherPeriods] = new Set(
    queries.flatMap((query) => query.periodSeconds ?? []),
  );
  if (otherPeriods.length > 0)
    return alarm.fail('Metrics', 'has different periods, which the emulator does not support');
  const trigger = { Period: periodSeconds, Metrics: triggerMetrics(queries) };
  const band = queries.find(({ source }) => source === 'band');
  if (band) return { subject: band.label, periodSeconds, band: band.id, trigger };

  const [result, ...others] = queries.filter(({ returned }) => returned);
  if (!result || others.length > 0) return alarm.fail('Metrics', 'must return the data of exactly one');
  const query = queryOf(result, queries, alarm);
  return { subject: result.label, periodSeconds, query, trigger };
}

function readDataQuery(query: Definition): DataQuery {
  const stat = query.optionalObject('MetricStat');
  const label = query.optionalText('Label');
  const id = query.text('Id');
  const returned = query.flag('ReturnData', true);
  if (stat) {
    const metric = readMetric(stat.object('Metric'));
    const statistic = readStatistic(stat, 'Stat', stat.text('Stat'));
    stat.optionalText('Unit');
    const source = { kind: 'metric', metric, statistic } as const;
    return { id, label: label ?? metric.name, returned, periodSeconds: readPeriod(stat, 'Period'), source };
  }
  const text = query.text('Expression');
  const periodSeconds = query.has('Period') ? readPeriod(query, 'Period') : undefined;
  return { id, label: label ?? text, returned, periodSeconds, source: readExpression(query, text) };
}

function readExpression(query: Definition, text: string): DataQuery['source'] {
  if (/^ANOMALY_DETECTION_BAND\(/.test(text)) return 'band';
  if (text.startsWith('SELECT ')) return readSelect(query, text);
  try {
    return parseExpression(text);
  } catch (error) {
    return query.fail('Expression', `: ${messageOf(error)}`);
  }
}

/** `SELECT SUM(Metric) FROM "Namespace" WHERE Dimension = 'value' AND …` */
function readSelect(query: Definition, text: string): StoredQuery {
  const [, name, namespace, where] = /^SELECT SUM\((\w+)\) FROM "([^"]+)" WHERE (.+)$/.exec(text) ?? [];
  if (name === undefined || namespace === undefined || where === undefined)
    return query.fail('Expression', 'is a query of a form that the emulator does not support');
  const dimensions = where.split(' AND ').map((condition) => {
    const [, dimension = '', value = ''] = /^(\w+) = '([^']*)'$/.exec(condition) ?? [];
    if (dimension === '')
      return query.fail('Expression', `has a condition that is not supported: ${condition}`);
    return [dimension, value] as const;
  });
  return { kind: 'sum', metric: { namespace, name, dimensions: Object.fromEntries(dimensions) } };
}

/** The query with everything that it refers to. @throws {DefinitionError} for an unknown id or a circle */
function queryOf(
  { source }: DataQuery,
  queries: readonly DataQuery[],
  alarm: Definition,
  within: readonly DataQuery[] = [],
): Query {
  if (source === 'band') return alarm.fail('Metrics', 'uses a band within an expression');
  if (source.kind === 'metric' || source.kind === 'sum') return source;
  const inputs = referencesOf(source).map((id) => {
    const found = queries.find((query) => query.id === id);
    if (!found || within.includes(found)) return alarm.fail('Metrics', `refers to ${id}, which is not there`);
    return [id, queryOf(found, queries, alarm, [...within, found])] as const;
  });
  try {
    // What a function is given does not depend on the data, so a mistake shows with any.
    evaluateExpression(source, () => [undefined], 1);
  } catch (error) {
    return alarm.fail('Metrics', `: ${messageOf(error)}`);
  }
  return { kind: 'math', expression: source, inputs: new Map(inputs) };
}

function triggerMetrics(queries: readonly DataQuery[]): JsonObject[] {
  return queries.map(({ id, label, returned }) => ({ Id: id, Label: label, ReturnData: returned }));
}

function readMetric(definition: Definition): Metric {
  const dimensions = definition
    .list('Dimensions')
    .map((dimension) => [dimension.text('Name'), dimension.text('Value')] as const);
  return {
    namespace: definition.text('Namespace'),
    name: definition.text('MetricName'),
    dimensions: Object.fromEntries(dimensions),
  };
}

function readStatistic(definition: Definition, property: string, name: string): Statistic {
  return parseStatistic(name) ?? definition.fail(property, `is ${name}, which the emulator does not compute`);
}

function readPeriod(definition: Definition, property: string): number {
  const seconds = definition.number(property);
  return seconds % minuteSeconds === 0 && seconds > 0
    ? seconds
    : definition.fail(property, 'must be whole minutes');
}
