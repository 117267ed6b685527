import { rememberedBeyondReplayDays } from '../../functions/core/downstream/lease.ts';
import { downstreamStages } from '../../functions/core/downstream/settings.ts';
import { stages } from '../../schemas/stages.ts';
import { type Cell, hasRollups, tracesSchedules } from '../cells/cell.ts';
import { provisionedConcurrency } from '../cells/concurrency.ts';
import { dataKeyReuseSeconds, functionMemoryMib, reconcilerMemoryMib } from '../cells/settings.ts';
import { assumptions, batches, gib, secondsPerMonth } from '../estimates/assumptions.ts';
import { type CostHop, type CostLine, line } from '../estimates/cost-hop.ts';
import { million } from '../estimates/price.ts';
import {
  looksPerMonth,
  monthOf,
  queueCalls,
  rollupRunsPerMonth,
  scheduledCallsPerMonth,
  type Workload,
} from '../estimates/workload.ts';
import { ledgerPlan, readUnitsPerEvent, storedItems } from '../stores/ledger/plan.ts';
import { storePlansOf } from '../stores/plans.ts';
import { inventoryOf } from './inventory.ts';
import { prices } from './prices.ts';

const { bytes } = assumptions;
const functionGib = functionMemoryMib / 1_024;

/** From the API to the processors. */
const pathHops: readonly CostHop[] = [
  {
    hop: 'API Gateway',
    lines: (workload) => [line(prices.apiRequest, monthOf(workload).requests)],
  },
  {
    // Bodies beyond the free inspection would cost more; ten events are far below that.
    hop: 'WAF',
    lines: (workload) => {
      const { webAcls, webAclRules } = inventoryOf(workload.cell);
      return [
        line(prices.webAcl, webAcls),
        line(prices.webAclRule, webAclRules),
        line(prices.webAclRequest, webAcls * monthOf(workload).requests),
      ];
    },
  },
  {
    hop: 'EventBridge',
    lines: (workload) => [
      line(prices.busEvent, monthOf(workload).events * Math.ceil(bytes.onBus / batches.busEvent)),
    ],
  },
  {
    hop: 'EventBridge archive',
    lines: (workload) => {
      const { events, eventsIn } = monthOf(workload);
      return [
        line(prices.busArchiving, gib(events * bytes.onBus)),
        line(prices.busArchiveStorage, gib(eventsIn(workload.cell.retention.replayDays) * bytes.onBus)),
      ];
    },
  },
  {
    hop: 'SQS relay',
    lines: (workload) => {
      const { events, relayCalls } = monthOf(workload);
      return [line(prices.queueRequest, queueRequests(workload, queueCalls(relayCalls, events)))];
    },
  },
  {
    hop: 'Lambda relay',
    lines: (workload) => callLines(monthOf(workload).relayCalls),
  },
  {
    hop: 'SNS FIFO',
    lines: (workload) => {
      const { events, relayCalls } = monthOf(workload);
      return [
        // A batch is one request, of up to ten messages:
        // https://docs.aws.amazon.com/sns/latest/dg/sns-batch-api-actions.html
        line(prices.fifoPublish, queueCalls(relayCalls, events)),
        line(prices.fifoPublishBytes, gib(events * bytes.fact)),
        line(prices.fifoDelivery, events),
        line(prices.fifoDeliveryBytes, gib(events * bytes.fact)),
      ];
    },
  },
  {
    hop: 'SQS FIFO',
    lines: (workload) => {
      const { events, processorCalls } = monthOf(workload);
      return [line(prices.fifoQueueRequest, queueRequests(workload, queueCalls(processorCalls, events)))];
    },
  },
  {
    hop: 'Lambda processors',
    lines: (workload) => callLines(monthOf(workload).processorCalls),
  },
  {
    // Empty unless the time series was away; a day of outage would cost as much as a day of relaying.
    hop: 'SQS records',
    lines: () => [line(prices.queueRequest, idlePolls(1))],
  },
  {
    hop: 'Lambda reconciler',
    lines: (workload) => {
      const { events } = monthOf(workload);
      const looks = looksPerMonth(workload.cell);
      const waiting =
        looks * assumptions.lookSeconds + (scheduledCallsPerMonth - looks) * assumptions.scheduledSeconds;
      const seconds = (events / million) * assumptions.reconcileSecondsPerMillion + waiting;
      return [line(prices.functionTime, (seconds * reconcilerMemoryMib) / 1_024)];
    },
  },
  {
    hop: 'Lambda, warm and scheduled',
    lines: ({ cell }) => {
      const { scheduledCalls: count } = inventoryOf(cell);
      return [
        ...callLines({
          count,
          // The time of the reconciler, which has more memory, is counted above.
          seconds: (count - scheduledCallsPerMonth) * assumptions.scheduledSeconds,
        }),
        line(prices.schedule, callsBySchedules(cell)),
        line(prices.warmTime, provisionedConcurrency(cell) * functionGib * secondsPerMonth),
      ];
    },
  },
];

/**
 * The calls to downstreams, as if every stage had the same share of the events. What the systems
 * themselves cost, and data that leaves AWS (some 700 bytes a call), is not in it.
 */
const downstreamHop: CostHop = {
  hop: 'Downstream calls',
  lines: (workload) => {
    const { cell } = workload;
    const withOne = downstreamStages(cell.downstream);
    const { calls, of, remembered } = downstreamCallsOf(workload);
    const secrets = new Set(withOne.flatMap((stage) => cell.downstream?.[stage]?.headersFromSecret ?? []));
    const taken = queueCalls(of, calls);
    return [
      // Handed over one by one at worst; received and deleted a batch at a time.
      line(prices.queueRequest, calls + Math.max(idlePolls(withOne.length), taken) + taken),
      ...callLines(of),
      // Claimed and settled, and the facts of the invoice read.
      line(ledgerPlan.prices.tableWrite, 2 * calls),
      line(ledgerPlan.prices.tableRead, readUnitsPerEvent * calls),
      line(ledgerPlan.prices.tableStorage, storedItems(remembered, bytes.madeCall)),
      line(ledgerPlan.prices.tableBackup, storedItems(remembered, bytes.madeCall)),
      line(prices.secret, secrets.size),
    ];
  },
};

/** The calls of a month, and those that are remembered. */
function downstreamCallsOf(workload: Workload) {
  const share = downstreamStages(workload.cell.downstream).length / stages.length;
  const eventsPerDay = workload.eventsPerDay * share;
  const { events: calls, eventsIn, downstreamCalls: of } = monthOf({ ...workload, eventsPerDay });
  const rememberedDays = workload.cell.retention.replayDays + rememberedBeyondReplayDays;
  return { calls, of, remembered: eventsIn(rememberedDays) };
}

/** Whatever watches over the path. */
const standingHops: readonly CostHop[] = [
  {
    hop: 'KMS',
    lines: (workload) => [
      line(prices.key, inventoryOf(workload.cell).keys),
      line(prices.keyRequest, keyRequests(workload)),
      line(prices.busKeyRequest, monthOf(workload).events),
    ],
  },
  {
    hop: 'CloudWatch',
    lines: (workload) => {
      const { alarmMetrics, anomalyAlarms, compositeAlarms, dashboards, ...sent } = inventoryOf(
        workload.cell,
      );
      return [
        line(prices.alarm, alarmMetrics),
        line(prices.anomalyAlarm, anomalyAlarms),
        line(prices.compositeAlarm, compositeAlarms),
        line(prices.dashboard, dashboards),
        // A round of the reconciler asks how late the archive is, and so does each look.
        line(prices.metricReading, 2 * looksPerMonth(workload.cell)),
        line(prices.metric, workload.eventsPerDay === 0 ? sent.metricsAtRest : sent.metrics),
      ];
    },
  },
  {
    hop: 'CloudWatch Logs',
    lines: (workload) => {
      const { requests, relayCalls, processorCalls, eventsIn } = monthOf(workload);
      const calls = relayCalls.count + processorCalls.count + callsBySchedules(workload.cell);
      const perDay = (count: number) => count / assumptions.daysPerMonth;
      const { logDays, accessLogDays } = workload.cell.retention;
      return [
        line(prices.logIngestion, gib(requests * bytes.accessLogLine + calls * bytes.callLog)),
        line(
          prices.logStorage,
          gib(
            (eventsIn(accessLogDays) / workload.eventsPerRequest) * bytes.accessLogLine +
              perDay(calls) * logDays * bytes.callLog,
          ),
        ),
      ];
    },
  },
  {
    hop: 'X-Ray',
    lines: (workload) => {
      const { requests } = monthOf(workload);
      const first = Math.min(requests, assumptions.tracedPerSecond * secondsPerMonth);
      // Lambda traces the first call of each second, and no function is called by a schedule more often.
      const scheduled = tracesSchedules(workload.cell) ? callsBySchedules(workload.cell) : 0;
      return [line(prices.trace, first + assumptions.tracedShare * (requests - first) + scheduled)];
    },
  },
];

/** In the order an event passes them; whatever watches over them comes last. */
export function costHopsOf(cell: Cell): readonly CostHop[] {
  return [
    ...pathHops,
    ...storePlansOf(cell).flatMap(({ costs }) => costs),
    ...(downstreamStages(cell.downstream).length > 0 ? [downstreamHop] : []),
    ...standingHops,
  ];
}

/** What each further year at this load adds to the month, in the stores. */
export function addedPerYear(workload: Workload): readonly CostLine[] {
  return storePlansOf(workload.cell).flatMap((plan) => plan.addedPerYear(workload));
}

/** Calls of functions by schedules in a month, every quarter of an hour those that keep sums. */
function callsBySchedules(cell: Cell): number {
  return inventoryOf(cell).scheduledCalls + (hasRollups(cell) ? rollupRunsPerMonth : 0);
}

function callLines({ count, seconds }: { readonly count: number; readonly seconds: number }) {
  return [line(prices.functionCall, count), line(prices.functionTime, seconds * functionGib)];
}

/**
 * One request per event sent, and equally many to receive and to delete; idle pollers ask anyway.
 */
function queueRequests(workload: Workload, calls: number): number {
  const polls = idlePolls(workload.cell.partitions.length);
  return monthOf(workload).events + Math.max(polls, calls) + calls;
}

/** Requests of Lambda's pollers to so many idle queues. */
function idlePolls(queues: number): number {
  const { idlePollers, idlePollSeconds } = assumptions;
  return (queues * idlePollers * secondsPerMonth) / idlePollSeconds;
}

/**
 * Requests of queues and topics for data keys, by SQS's formula: period ÷ reuse × (2 × senders +
 * receivers), for one of each.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
function keyRequests({ cell }: Workload): number {
  return (secondsPerMonth / dataKeyReuseSeconds) * 3 * queuesAndTopicsPerPartition * cell.partitions.length;
}

/** Relay queue, topic and FIFO queue. Dead letters are rare. */
const queuesAndTopicsPerPartition = 3;
