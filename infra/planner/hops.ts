import { ledgerTable } from '../../functions/adapters/dynamodb/ledger-table.ts';
import { apiThrottle } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';
import { callsAtOnce, processor, relay, reservedConcurrency, unreservable } from '../cells/concurrency.ts';
import { assumptions } from './assumptions.ts';
import { type Quota, quotas } from './quotas.ts';
import { readUnitsPerEvent, writeUnitsPerEvent, writeUnitsPerInvoiceEvent } from './workload.ts';

/** A step of an event's path that a quota of the account bounds. */
export interface Hop {
  readonly name: string;
  readonly unit: string;
  readonly quota: Quota;
  /** What so many events a second need of it; null when that is not known. */
  readonly need: (eventsPerSecond: number, eventsPerRequest: number) => number | null;
  /** What the cell's own settings allow for, where they say so: the quota must hold that much too. */
  readonly provisioned?: (cell: Cell) => number;
  /** The need is the most it can be; how much of that will come about is not known. */
  readonly atMost?: true;
  /** What the figure rests on, where it is not obvious. */
  readonly note?: string;
}

const { busiestInvoiceEventsPerSecond, bytes } = assumptions;
const mebibyte = 2 ** 20;

const requests = (eventsPerSecond: number, eventsPerRequest: number) => eventsPerSecond / eventsPerRequest;
const events = (eventsPerSecond: number) => eventsPerSecond;

/** In the order an event passes them. */
export const hops: readonly Hop[] = [
  {
    name: 'WAF requests',
    unit: 'requests/s',
    quota: quotas.firewallRequests,
    need: requests,
  },
  {
    name: 'API requests',
    unit: 'requests/s',
    quota: quotas.apiRate,
    need: requests,
    provisioned: (cell) => apiThrottle(cell).rate,
  },
  {
    name: 'API burst',
    unit: 'requests at once',
    quota: quotas.apiBurst,
    need: requests,
    provisioned: (cell) => apiThrottle(cell).burst,
    atMost: true,
    note: 'Should a whole second’s requests come at once.',
  },
  {
    name: 'EventBridge PutEvents',
    unit: 'entries/s',
    quota: quotas.putEvents,
    need: events,
    note: 'Counted per entry: ten events in a request count ten times.',
  },
  {
    name: 'EventBridge invocations',
    unit: 'invocations/s',
    quota: quotas.invocations,
    need: (eventsPerSecond) => 2 * eventsPerSecond,
    note: 'Two per event: the partition’s relay queue and the stream of the archive. Beyond the quota deliveries are late, not lost.',
  },
  {
    name: 'Relay queue, in flight',
    unit: 'messages',
    quota: quotas.standardInFlight,
    need: (eventsPerSecond) => eventsPerSecond * (relay.windowSeconds + relay.fullBatchSeconds),
  },
  {
    name: 'Lambda concurrency',
    unit: 'calls at once',
    quota: quotas.lambdaConcurrency,
    need: (eventsPerSecond) => callsAtOnce(relay, eventsPerSecond) + callsAtOnce(processor, eventsPerSecond),
    provisioned: (cell) => reservedConcurrency(cell) + unreservable,
    note: 'Relay and processors with full batches. Everything else in the account shares the quota; what is reserved for the cell, nothing else can take.',
  },
  {
    name: 'SNS FIFO',
    unit: 'messages/s',
    quota: quotas.snsFifo,
    need: events,
  },
  {
    name: 'SNS FIFO, one invoice',
    unit: 'messages/s',
    quota: quotas.messageGroup,
    need: () => busiestInvoiceEventsPerSecond,
  },
  {
    name: 'SQS FIFO sends',
    unit: 'calls/s',
    quota: quotas.fifoCalls,
    need: events,
    atMost: true,
    note: 'One call per message, should the topic not batch; receives and deletes take ten messages each.',
  },
  {
    name: 'SQS FIFO, in flight',
    unit: 'messages',
    quota: quotas.fifoInFlight,
    need: (eventsPerSecond) => eventsPerSecond * processor.fullBatchSeconds,
    note: 'Should all events be of one partition.',
  },
  {
    name: 'DynamoDB writes',
    unit: 'units/s',
    quota: quotas.tableWrites,
    need: (eventsPerSecond) => eventsPerSecond * writeUnitsPerEvent,
    note: 'A new table starts with 4,000/s and doubles as it goes: warm it before the first month end.',
  },
  {
    name: 'DynamoDB reads',
    unit: 'units/s',
    quota: quotas.tableReads,
    need: (eventsPerSecond) => eventsPerSecond * readUnitsPerEvent,
  },
  {
    name: 'DynamoDB, one invoice',
    unit: 'units/s',
    quota: quotas.partitionWrites,
    need: () => busiestInvoiceEventsPerSecond * writeUnitsPerInvoiceEvent,
  },
  {
    name: 'DynamoDB, deadlines',
    unit: 'units/s a shard',
    quota: quotas.partitionWrites,
    need: (eventsPerSecond) =>
      (eventsPerSecond * assumptions.indexWritesPerEvent) / ledgerTable.deadlineShards,
    note: 'The index of deadlines is spread over shards, a partition each.',
  },
  {
    name: 'Timestream records',
    unit: 'records/s',
    quota: quotas.timestreamWrites,
    need: (eventsPerSecond) => eventsPerSecond * assumptions.recordsPerEvent,
  },
  {
    name: 'Firehose requests',
    unit: 'requests/s',
    quota: quotas.firehoseRequests,
    need: events,
    atMost: true,
    note: 'One request per event, should EventBridge not batch, which is not documented.',
  },
  {
    name: 'Firehose data',
    unit: 'MiB/s',
    quota: quotas.firehoseBytes,
    need: (eventsPerSecond) => (eventsPerSecond * bytes.onBus) / mebibyte,
  },
  {
    name: 'KMS operations',
    unit: 'operations/s',
    quota: quotas.keyRequests,
    need: () => null,
    note: 'Queues and topics reuse a data key for an hour; how often the bus, its archive and the stream use theirs is not documented.',
  },
];
