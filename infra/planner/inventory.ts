import { downstreamStages } from '../../functions/core/downstream/settings.ts';
import { stages } from '../../schemas/stages.ts';
import { type Cell, hasFewAlarms, hasOneKey, hasRollups } from '../cells/cell.ts';
import { partitionsByGroup, relaysOf } from '../cells/partitions.ts';
import { smallAlarmsOf } from '../cells/small-alarms.ts';
import { stagesWithDashboard } from '../cells/stage-dashboards.ts';
import { scheduledCallsPerMonth, schedulesOf } from '../estimates/workload.ts';
import { storePlansOf } from '../stores/plans.ts';

/** What costs money in a cell whether events come or not. */
export interface Inventory {
  readonly keys: number;
  readonly webAcls: number;
  readonly webAclRules: number;
  /** Metrics that alarms read, by which they are priced. Anomaly alarms are counted separately. */
  readonly alarmMetrics: number;
  /** Anomaly alarms; each reads the metric and both edges of its band. */
  readonly anomalyAlarms: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  /** Custom metrics, one per combination of dimensions. */
  readonly metrics: number;
  /**
   * Those of them that what schedules call sends, events or none. A metric is charged by the hour in which it is
   * sent: https://aws.amazon.com/cloudwatch/pricing/
   */
  readonly metricsAtRest: number;
  /** Invocations by schedules in a month of 30 days. */
  readonly scheduledCalls: number;
}

/** Counted from the stacks; a test compares it with the templates. */
export function inventoryOf(cell: Cell): Inventory {
  const { links } = cell.alerts;
  const relays = relaysOf(cell.partitions).length;
  return {
    keys: (hasOneKey(cell) ? 1 : 3) + partitionsByGroup(cell.partitions).size + (links ? 1 : 0),
    webAcls: cell.noFirewallBecause === undefined ? 1 : 0,
    webAclRules: cell.noFirewallBecause === undefined ? 6 : 0,
    alarmMetrics: alarmMetricsOf(cell),
    anomalyAlarms: hasFewAlarms(cell) ? 0 : stages.length,
    compositeAlarms: hasFewAlarms(cell) ? 0 : 3,
    dashboards: 1 + stagesWithDashboard(cell).length,
    metrics:
      metricsOfRelay * relays +
      Object.values(metrics).reduce((sum, count) => sum + count, 0) +
      (downstreamStages(cell.downstream).length > 0 ? downstreamMetrics : 0) +
      (cell.retention.hotDays === undefined ? 0 : lettingGoMetrics) +
      (hasRollups(cell) ? rollupMetrics + anomalyMetrics : 0) +
      (links ? metricsOfLinks : 0),
    metricsAtRest:
      Object.values(metricsAtRest).reduce((sum, count) => sum + count, 0) +
      (hasRollups(cell) ? rollupMetrics : 0),
    scheduledCalls: schedulesOf(cell) * scheduledCallsPerMonth,
  };
}

function alarmMetricsOf(cell: Cell): number {
  if (hasFewAlarms(cell)) return smallAlarmsOf(cell).length;
  const { links } = cell.alerts;
  return (
    105 +
    alarmMetricsOfRelay * relaysOf(cell.partitions).length +
    (links ? 3 : 0) +
    Object.keys(cell.alerts.contacts).length +
    10 * cell.partitions.length +
    alarmMetricsOfDownstreams(cell) +
    (cell.retention.hotDays === undefined ? 0 : alarmMetricsOfLettingGo) +
    alarmMetricsOfStores(cell)
  );
}

/**
 * Two queues for each: waiting, and dead letters. The function that calls them: errors of how many,
 * throttles, duration, and the five counts of its messages.
 */
function alarmMetricsOfDownstreams({ downstream }: Cell): number {
  const stagesWithOne = downstreamStages(downstream).length;
  return stagesWithOne === 0 ? 0 : 2 * stagesWithOne + 9;
}

/** Of the function that lets invoices go: errors of how many, throttles, duration. */
const alarmMetricsOfLettingGo = 4;

/** Made, spared, retried, dead-lettered. */
const downstreamMetrics = 4;

/** Copied, let go. */
const lettingGoMetrics = 2;

/** Runs of the function that keeps sums. */
const rollupMetrics = 1;

/** Episodes of unusual counts that stand. */
const anomalyMetrics = 1;

function alarmMetricsOfStores(cell: Cell): number {
  return storePlansOf(cell).reduce((sum, { alarmMetrics }) => sum + alarmMetrics, 0);
}

/** Errors of how many, throttles, duration, and the five counts of its messages. */
const alarmMetricsOfRelay = 9;

/** Relayed, retried, dead-lettered. */
const metricsOfRelay = 3;

const metrics = {
  /** Processed, put off, retried, dead-lettered, conflicts, visibility latency. */
  processors: 6 * stages.length,
  /** Processed, retried, dead-lettered, and the visibility latency of every stage. */
  recordWriter: 3 + stages.length,
  /** Lookups. */
  history: 1,
  /** Stuck invoices of every stage, and whether there are more. */
  detector: stages.length + 1,
  /** Announcements made, not made, and failures of targets. */
  alertRouter: 3,
  /** Unaccounted events, seconds that are not proved, and events put back. */
  reconciler: 3,
  /** Throttled and blocked requests. */
  accessLog: 2,
  /**
   * API Gateway's detailed metrics of each method: count, both classes of errors, both latencies.
   */
  api: 5 * (stages.length + 1),
} as const;

/** What is sent with no event at all. */
const metricsAtRest = {
  detector: metrics.detector,
  /** All but failures of targets. */
  alertRouter: metrics.alertRouter - 1,
  /** All but events put back. */
  reconciler: metrics.reconciler - 1,
} as const;

/** API Gateway's metrics of the two methods of the page of links to alerts. */
const metricsOfLinks = 5 * 2;
