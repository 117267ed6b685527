import { ledgerTable } from '../../functions/adapters/dynamodb/ledger-table.ts';
import { stages } from '../../schemas/stages.ts';
import { provisionedConcurrency } from '../cells/concurrency.ts';
import { assumptions, batches, gibibyte, hoursPerMonth, secondsPerMonth } from './assumptions.ts';
import { inventoryOf } from './inventory.ts';
import type { PriceName } from './prices.ts';
import { archiveBuffer, dataKeyReuseSeconds, functionGb } from './settings.ts';
import { monthOf, queueCalls, readUnitsPerEvent, type Workload, writeUnitsPerEvent } from './workload.ts';

/** So much of something in a month. Its price says per what. */
export interface CostLine {
  readonly price: PriceName;
  /** null: not known, as its price is not. */
  readonly units: number | null;
}

/** What a hop, or what watches over all of them, uses in the twelfth month of such a load. */
export interface CostHop {
  readonly hop: string;
  readonly lines: (workload: Workload) => readonly CostLine[];
}

const { bytes } = assumptions;
const gib = (count: number) => count / gibibyte;
const line = (price: PriceName, units: number | null): CostLine => ({ price, units });

/** In the order an event passes them; what watches over them comes last. */
export const costHops: readonly CostHop[] = [
  {
    hop: 'API Gateway',
    lines: (workload) => [line('apiRequest', monthOf(workload).requests)],
  },
  {
    // A body beyond what is looked at for nothing would cost more; ten events are far from it.
    hop: 'WAF',
    lines: (workload) => {
      const { webAcls, webAclRules } = inventoryOf(workload.cell);
      return [
        line('webAcl', webAcls),
        line('webAclRule', webAclRules),
        line('webAclRequest', monthOf(workload).requests),
      ];
    },
  },
  {
    hop: 'EventBridge',
    lines: (workload) => [
      line('busEvent', monthOf(workload).events * Math.ceil(bytes.onBus / batches.busEvent)),
    ],
  },
  {
    hop: 'EventBridge archive',
    lines: (workload) => {
      const { events, eventsIn } = monthOf(workload);
      return [
        line('busArchiving', gib(events * bytes.onBus)),
        line('busArchiveStorage', gib(eventsIn(workload.cell.retention.replayDays) * bytes.onBus)),
      ];
    },
  },
  {
    hop: 'SQS relay',
    lines: (workload) => {
      const { events, relayCalls } = monthOf(workload);
      return [line('queueRequest', queueRequests(workload, queueCalls(relayCalls, events)))];
    },
  },
  {
    hop: 'Lambda relay',
    lines: (workload) => callLines(monthOf(workload).relayCalls),
  },
  {
    hop: 'SNS FIFO',
    lines: (workload) => {
      const { events } = monthOf(workload);
      return [
        line('fifoPublish', events),
        line('fifoPublishBytes', gib(events * bytes.fact)),
        line('fifoDelivery', events),
        line('fifoDeliveryBytes', gib(events * bytes.fact)),
      ];
    },
  },
  {
    hop: 'SQS FIFO',
    lines: (workload) => {
      const { events, processorCalls } = monthOf(workload);
      return [line('fifoQueueRequest', queueRequests(workload, queueCalls(processorCalls, events)))];
    },
  },
  {
    hop: 'Lambda processors',
    lines: (workload) => callLines(monthOf(workload).processorCalls),
  },
  {
    hop: 'Lambda, warm and detector',
    lines: ({ cell }) => {
      const { scheduledCalls: count } = inventoryOf(cell);
      return [
        ...callLines({ count, seconds: count * assumptions.detectorSeconds }),
        line('warmTime', provisionedConcurrency(cell) * functionGb * secondsPerMonth),
      ];
    },
  },
  {
    hop: 'DynamoDB',
    lines: (workload) => {
      const { events, eventsIn } = monthOf(workload);
      const kept = eventsIn(assumptions.storedDays);
      const stored = gib(kept * (bytes.ledgerFact + bytes.ledgerHead / assumptions.eventsPerInvoice));
      return [
        line('tableWrite', events * writeUnitsPerEvent),
        // The detector asks every shard of the index, whatever it finds.
        line(
          'tableRead',
          events * readUnitsPerEvent + inventoryOf(workload.cell).scheduledCalls * ledgerTable.deadlineShards,
        ),
        line('tableStorage', stored),
        line('tableBackup', stored),
      ];
    },
  },
  {
    hop: 'Timestream',
    lines: (workload) => {
      const { processorCalls, eventsIn } = monthOf(workload);
      const { memoryStoreHours, magneticStoreDays } = workload.cell.retention;
      const { recordsPerEvent } = assumptions;
      const perCall = Math.ceil(
        (processorCalls.batch * recordsPerEvent * bytes.record) / batches.seriesWrite,
      );
      return [
        line('seriesWrite', processorCalls.count * perCall),
        line('seriesMemory', gib(eventsIn(memoryStoreHours / 24) * bytes.record) * hoursPerMonth),
        line('seriesStorage', gib(eventsIn(magneticStoreDays) * bytes.record)),
        line('seriesQuery', null),
      ];
    },
  },
  {
    hop: 'Firehose',
    lines: (workload) => {
      const { events } = monthOf(workload);
      const rounded = Math.ceil(bytes.onBus / batches.streamRecord) * batches.streamRecord;
      const written = objects(workload);
      return [
        line('streamBytes', gib(events * rounded)),
        line('streamPartitioning', gib(events * bytes.onBus)),
        line('streamObject', written),
        line('streamQueryHour', events > 0 ? hoursPerMonth : 0),
      ];
    },
  },
  {
    hop: 'S3 archive',
    lines: (workload) => [
      line(
        'objectStorage',
        gib(
          monthOf(workload).eventsIn(365 * workload.cell.retention.archiveYears) *
            bytes.onBus *
            assumptions.gzipShare,
        ),
      ),
      line('objectPut', objects(workload)),
    ],
  },
  {
    hop: 'KMS',
    lines: (workload) => [
      line('key', inventoryOf(workload.cell).keys),
      line('keyRequest', keyRequests(workload)),
      line('busKeyRequest', null),
    ],
  },
  {
    hop: 'CloudWatch',
    lines: (workload) => {
      const { alarmMetrics, anomalyAlarms, compositeAlarms, dashboards, metrics } = inventoryOf(
        workload.cell,
      );
      return [
        line('alarm', alarmMetrics),
        line('anomalyAlarm', anomalyAlarms),
        line('compositeAlarm', compositeAlarms),
        line('dashboard', dashboards),
        line('metric', metrics),
      ];
    },
  },
  {
    hop: 'CloudWatch Logs',
    lines: (workload) => {
      const { requests, relayCalls, processorCalls, eventsIn } = monthOf(workload);
      const calls = relayCalls.count + processorCalls.count;
      const perDay = (count: number) => count / assumptions.daysPerMonth;
      const { logDays, accessLogDays } = workload.cell.retention;
      return [
        line('logIngestion', gib(requests * bytes.accessLogLine + calls * bytes.callLog)),
        line(
          'logStorage',
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
      return [line('trace', first + assumptions.tracedShare * (requests - first))];
    },
  },
];

const callLines = ({ count, seconds }: { readonly count: number; readonly seconds: number }) => [
  line('functionCall', count),
  line('functionTime', seconds * functionGb),
];

/** One per event sent, and as many to receive as to delete; pollers that find nothing ask all the same. */
const queueRequests = (workload: Workload, calls: number): number => {
  const { idlePollers, idlePollSeconds } = assumptions;
  const polls = (workload.cell.partitions.length * idlePollers * secondsPerMonth) / idlePollSeconds;
  return monthOf(workload).events + Math.max(polls, calls) + calls;
};

/** Files in the archive: one per stage whenever the stream's buffer is full or due. */
const objects = (workload: Workload): number => {
  const { events } = monthOf(workload);
  if (events === 0) return 0;
  const { seconds, bytes: full } = archiveBuffer;
  return Math.max((stages.length * secondsPerMonth) / seconds, (events * bytes.onBus) / full);
};

/**
 * Requests of queues and topics for data keys, by SQS's own formula: period ÷ reuse × (2 × who sends + who receives), for one of each.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const keyRequests = ({ cell }: Workload): number =>
  (secondsPerMonth / dataKeyReuseSeconds) * 3 * queuesAndTopicsPerPartition * cell.partitions.length;

/** Relay queue, topic and FIFO queue. Dead letters are rare. */
const queuesAndTopicsPerPartition = 3;

/**
 * What each further year at this load adds to the month: what the ledger, the time series and the archive keep beyond
 * the first year, the archive in its colder class.
 */
export const addedPerYear = (workload: Workload): readonly CostLine[] => {
  const events = monthOf(workload).eventsIn(assumptions.storedDays);
  const { magneticStoreDays, archiveYears } = workload.cell.retention;
  const ledger = gib(events * (bytes.ledgerFact + bytes.ledgerHead / assumptions.eventsPerInvoice));
  return [
    line('tableStorage', ledger),
    line('tableBackup', ledger),
    line('seriesStorage', magneticStoreDays > assumptions.storedDays ? gib(events * bytes.record) : 0),
    line('objectColdStorage', archiveYears > 1 ? gib(events * bytes.onBus * assumptions.gzipShare) : 0),
  ];
};
