import { Duration } from 'aws-cdk-lib';
import { Metric, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/**
 * Metrics that API Gateway lacks, counted from the lines of its access log
 * (infra/edge/access-log.ts).
 */
const accessLogMetrics = {
  /** Answered with 429: a plan, a quota or the whole cell was at its limit. */
  throttled: { metricName: 'RequestsThrottled', pattern: FilterPattern.stringValue('$.status', '=', '429') },
  /** Blocked by the firewall. */
  blocked: {
    metricName: 'RequestsBlocked',
    pattern: FilterPattern.stringValue('$.errorType', '=', 'WAF_FILTERED'),
  },
} as const;

type AccessLogMetric = keyof typeof accessLogMetrics;

/**
 * The cell is told apart by the namespace: such a metric can have no dimension that is the same for
 * all lines.
 */
function accessLogNamespace(api: string): string {
  return `BEMS/${api}`;
}

/** A count of requests, every minute. */
export function accessLogMetric(metric: AccessLogMetric, api: string): Metric {
  return new Metric({
    namespace: accessLogNamespace(api),
    metricName: accessLogMetrics[metric].metricName,
    statistic: 'Sum',
    period: Duration.minutes(1),
  });
}

/** The metric filters of the access log. */
export class AccessLogMetrics extends Construct {
  constructor(scope: Construct, id: string, { api, logGroup }: { api: string; logGroup: ILogGroup }) {
    super(scope, id);
    for (const [name, { metricName, pattern }] of Object.entries(accessLogMetrics))
      new MetricFilter(this, name, {
        logGroup,
        filterPattern: pattern,
        metricNamespace: accessLogNamespace(api),
        metricName,
        metricValue: '1',
        // Zero for minutes without matches, so that no data means no requests at all.
        defaultValue: 0,
        unit: Unit.COUNT,
      });
  }
}
