import type { Template } from 'aws-cdk-lib/assertions';

/** A resource of a template. CloudFormation's properties are whatever their type makes of them. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly properties: Properties;
}

type Properties = ReturnType<Template['findResources']>[string];

/** A metric as an alarm or a dashboard reads it. */
export interface MetricUse {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly seconds: number | undefined;
  readonly region?: string;
}

/** The resources of a type. */
export function resourcesOf(template: Template, type: string): readonly TemplateResource[] {
  return Object.entries(template.findResources(type)).map(([logicalId, { Properties: properties }]) => ({
    logicalId,
    properties,
  }));
}

export function alarmsIn(template: Template): readonly TemplateResource[] {
  return resourcesOf(template, 'AWS::CloudWatch::Alarm');
}

/** The composite alarms, each with the names of those it is made of. */
export function compositesIn(template: Template): ReadonlyMap<string, readonly string[]> {
  return new Map(
    resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm').map(({ properties }) => [
      String(properties.AlarmName),
      [...String(properties.AlarmRule).matchAll(/ALARM\("([^"]+)"\)/g)].map(([, child = '']) => child),
    ]),
  );
}

/** The metrics behind an alarm, those in its expressions included. */
export function metricsOf({ properties }: Pick<TemplateResource, 'properties'>): readonly MetricUse[] {
  if (properties.MetricName)
    return [
      {
        namespace: properties.Namespace,
        metricName: properties.MetricName,
        dimensions: dimensionsOf(properties.Dimensions ?? []),
        seconds: properties.Period,
      },
    ];
  const items: readonly Properties[] = properties.Metrics;
  return items.flatMap((item) => {
    if (item.Expression) return inQuery(item.Expression, item.Period);
    const { Metric: metric, Period: period } = item.MetricStat;
    return [
      {
        namespace: metric.Namespace,
        metricName: metric.MetricName,
        dimensions: dimensionsOf(metric.Dimensions ?? []),
        seconds: period,
      },
    ];
  });
}

function dimensionsOf(
  dimensions: readonly { readonly Name: string; readonly Value: unknown }[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(dimensions.map(({ Name: dimension, Value: value }) => [dimension, value]));
}

/** `SELECT SUM(Metric) FROM "Namespace" WHERE Dimension = 'value' AND …` */
function inQuery(expression: string, seconds: number | undefined): readonly MetricUse[] {
  const [, metricName, namespace, where] =
    /^SELECT \w+\((\w+)\) FROM "([^"]+)" WHERE (.+)$/.exec(expression) ?? [];
  if (metricName === undefined || namespace === undefined || where === undefined) return [];
  const dimensions = [...where.matchAll(/(\w+) = '([^']+)'/g)].map(([, dimension, value]) => [
    dimension,
    value,
  ]);
  return [{ namespace, metricName, dimensions: Object.fromEntries(dimensions), seconds }];
}

/** The metrics of all graphs of all dashboards. */
export function dashboardsIn(template: Template): readonly MetricUse[] {
  return resourcesOf(template, 'AWS::CloudWatch::Dashboard').flatMap(({ properties }) =>
    graphsOf(bodyOf(properties)).flatMap(usesIn),
  );
}

/** The text of a dashboard; a Region or an account that CloudFormation fills in stands as `*`. */
export function bodyOf(properties: Properties): string {
  const body = properties.DashboardBody;
  if (typeof body === 'string') return body;
  const parts: readonly unknown[] = body['Fn::Join'][1];
  return parts.map((part) => (typeof part === 'string' ? part : '*')).join('');
}

interface Graph {
  readonly title: string;
  readonly metrics: readonly (readonly unknown[])[];
}

/** The graphs of a dashboard. */
export function graphsOf(body: string): readonly Graph[] {
  const { widgets }: { readonly widgets: readonly { readonly properties: Partial<Graph> }[] } =
    JSON.parse(body);
  return widgets.flatMap(({ properties: { title = '', metrics } }) =>
    metrics ? [{ title, metrics: inFull(metrics) }] : [],
  );
}

/** Metrics with what `.` stands for: what the metric before has in that place. */
function inFull(lines: Graph['metrics']): Graph['metrics'] {
  let before: readonly unknown[] = [];
  return lines.map((line) => {
    before = line.map((item, place) => (item === '.' ? before[place] : item));
    return before;
  });
}

/** `[namespace, metric, dimension, value, …, options]`; an expression has options only. */
function usesIn({ metrics }: Graph): readonly MetricUse[] {
  return metrics.flatMap((line) => {
    const [namespace, metricName, ...rest] = line;
    if (typeof namespace !== 'string' || typeof metricName !== 'string') return [];
    const pairs = rest.filter((item) => typeof item === 'string');
    return [
      {
        namespace,
        metricName,
        dimensions: Object.fromEntries(
          Array.from({ length: pairs.length / 2 }, (_, index) => [pairs[2 * index], pairs[2 * index + 1]]),
        ),
        seconds: undefined,
      },
    ];
  });
}
