import { downstreamStages } from '../../functions/core/downstream/settings.ts';
import { stages } from '../../schemas/stages.ts';
import { type Cell, hasOneKey, hasRollups } from '../cells/cell.ts';
import { partitionsByGroup, relaysOf } from '../cells/partitions.ts';
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
    alarmMetrics:
      105 +
      alarmMetricsOfRelay * relays +
      (links ? 3 : 0) +
      Object.keys(cell.alerts.contacts).length +
      10 * cell.partitions.length +
      alarmMetricsOfDownstreams(cell) +
      (cell.retention.hotDays === undefined ? 0 : alarmMetricsOfLettingGo) +
      alarmMetricsOfStores(cell),
    anomalyAlarms: stages.length,
    compositeAlarms: 3,
    dashboards: 1 + stagesWithDashboard(cell).length,
    metrics:
      metricsOfRelay * relays +
      Object.values(metrics).reduce((sum, count) => sum + count, 0) +
      (downstreamStages(cell.downstream).length > 0 ? downstreamMetrics : 0) +
      (cell.retention.hotDays === undefined ? 0 : lettingGoMetrics) +
      (hasRollups(cell) ? rollupMetrics : 0) +
      (links ? Object.values(metricsOfLinks).reduce((sum, count) => sum + count, 0) : 0),
    metricsAtRest:
      Object.values(metricsAtRest).reduce((sum, count) => sum + count, 0) +
      (cell.retention.hotDays === undefined ? 0 : lettingGoMetricsAtRest) +
      (hasRollups(cell) ? rollupMetrics : 0),
    scheduledCalls: schedulesOf(cell) * scheduledCallsPerMonth,
  };
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

/** Made, spared, retried, dead-lettered, and its cold starts. */
const downstreamMetrics = 5;

/** Copied, let go, and its cold starts. */
const lettingGoMetrics = 3;
const lettingGoMetricsAtRest = 1;

/** Runs of the function that keeps sums, and its cold starts. */
const rollupMetrics = 2;

function alarmMetricsOfStores(cell: Cell): number {
  return storePlansOf(cell).reduce((sum, { alarmMetrics }) => sum + alarmMetrics, 0);
}

/** Errors of how many, throttles, duration, and the five counts of its messages. */
const alarmMetricsOfRelay = 9;

/** Relayed, retried, dead-lettered, and its cold starts. */
const metricsOfRelay = 4;

/** Each function also counts its cold starts. */
const metrics = {
  /** Processed, put off, retried, dead-lettered, conflicts, visibility latency. */
  processors: 7 * stages.length,
  /** Processed, retried, dead-lettered, and the visibility latency of every stage. */
  recordWriter: 4 + stages.length,
  /** Lookups. */
  history: 2,
  /** Stuck invoices of every stage, and whether there are more. */
  detector: stages.length + 2,
  /** Announcements made, not made, and failures of targets. */
  alertRouter: 4,
  /** Unaccounted events, seconds that are not proved, and events put back. */
  reconciler: 4,
  /** Throttled and blocked requests. */
  accessLog: 2,
  /**
   * API Gateway's detailed metrics of each method: count, both classes of errors, both latencies.
   */
  api: 5 * (stages.length + 1),
} as const;

/** What is sent with no event at all: cold starts too, as if there were one in every hour. */
const metricsAtRest = {
  detector: metrics.detector,
  /** All but failures of targets. */
  alertRouter: metrics.alertRouter - 1,
  /** All but events put back. */
  reconciler: metrics.reconciler - 1,
} as const;

/** The page of links to alerts: its cold starts, and API Gateway's metrics of its two methods. */
const metricsOfLinks = { page: 1, api: 5 * 2 } as const;
