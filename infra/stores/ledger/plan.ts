import { ledgerTable } from '../../../functions/adapters/dynamodb/ledger-table.ts';
import { assumptions, gib } from '../../estimates/assumptions.ts';
import { line } from '../../estimates/cost-hop.ts';
import { flat, million, type Price, priceListed, priceToCheck } from '../../estimates/price.ts';
import { everywhere, type Quota, quotaToCheck } from '../../estimates/quota.ts';
import { monthOf, scheduledCallsPerMonth } from '../../estimates/workload.ts';
import type { StorePlan } from '../store-plan.ts';

const { busiestInvoiceEventsPerSecond, bytes, eventsPerInvoice, indexWritesPerEvent } = assumptions;

/** DynamoDB rounds every write up to this many bytes, */
const writeUnit = 1_024;
/**
 * and every strongly consistent read, of an item or of the items of a query together, up to this
 * many.
 */
const readUnit = 4_096;

/**
 * Write units of an event on its invoice's partition: its fact and the head. The index is on other
 * partitions.
 */
const writeUnitsPerInvoiceEvent =
  Math.ceil(bytes.ledgerFact / writeUnit) + Math.ceil(bytes.ledgerHead / writeUnit);

/** Write units of an event: fact, head, and sometimes the index of deadlines. */
const writeUnitsPerEvent = writeUnitsPerInvoiceEvent + indexWritesPerEvent;

/**
 * Read units of an event, averaged over an invoice's life: its facts so far and its head, in one
 * query.
 */
export const readUnitsPerEvent = averageReadUnits();

function averageReadUnits(): number {
  let units = 0;
  for (let facts = 1; facts <= eventsPerInvoice; facts += 1)
    units += Math.ceil((facts * bytes.ledgerFact + bytes.ledgerHead) / readUnit);
  return units / eventsPerInvoice;
}

/**
 * Read units to account for an event later: its fact, read by key and eventually consistent. Those of a minute
 * that holds a difference are read again.
 */
const readUnitsToReconcile = Math.ceil(bytes.ledgerFact / readUnit) / 2;

const pricing = priceListed('AmazonDynamoDB');

const prices = {
  tableWrite: flat('0.625', million, pricing),
  tableRead: flat('0.125', million, pricing),
  tableStorage: flat('0.25', 1, pricing),
  // Listed for us-east-2.
  tableBackup: flat('0.20', 1, priceToCheck('dynamodb')),
} as const satisfies Record<string, Price>;

const limits = quotaToCheck(
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
);

const tableWrites: Quota = {
  serviceCode: 'dynamodb',
  code: 'L-AB614373',
  name: 'Write request units per second of an on-demand table',
  adjustable: true,
  in: everywhere(40_000, limits),
};

const tableReads: Quota = {
  serviceCode: 'dynamodb',
  code: 'L-CF0CBE56',
  name: 'Read request units per second of an on-demand table',
  adjustable: true,
  in: everywhere(40_000, limits),
};

const partitionWrites: Quota = {
  serviceCode: 'dynamodb',
  name: 'Write units per second of one partition',
  adjustable: false,
  in: everywhere(1_000, limits),
};

/**
 * What DynamoDB adds to each item for its index, in what it bills as stored:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
const itemOverheadBytes = 100;

/** The GB that so many items of so many bytes are billed as. */
export function storedItems(items: number, itemBytes: number): number {
  return gib(items * (itemBytes + itemOverheadBytes));
}

/** The GB that this many events leave in the table. */
function stored(events: number) {
  return storedItems(events, bytes.ledgerFact) + storedItems(events / eventsPerInvoice, bytes.ledgerHead);
}

export const ledgerPlan = {
  prices,
  hops: [
    {
      name: 'DynamoDB writes',
      unit: 'units/s',
      quota: tableWrites,
      need: (eventsPerSecond) => eventsPerSecond * writeUnitsPerEvent,
      note: 'A new table starts with 4,000/s and doubles as it goes: warm it before the first month end.',
    },
    {
      name: 'DynamoDB reads',
      unit: 'units/s',
      quota: tableReads,
      need: (eventsPerSecond) => eventsPerSecond * (readUnitsPerEvent + readUnitsToReconcile),
    },
    {
      name: 'DynamoDB, one invoice',
      unit: 'units/s',
      quota: partitionWrites,
      need: () => busiestInvoiceEventsPerSecond * writeUnitsPerInvoiceEvent,
    },
    {
      name: 'DynamoDB, deadlines',
      unit: 'units/s a shard',
      quota: partitionWrites,
      need: (eventsPerSecond) => (eventsPerSecond * indexWritesPerEvent) / ledgerTable.deadlineShards,
      note: 'The index of deadlines is spread over shards, a partition each.',
    },
  ],
  costs: [
    {
      hop: 'DynamoDB',
      lines: (workload) => {
        const { events, eventsIn } = monthOf(workload);
        const kept = stored(eventsIn(assumptions.storedDays));
        // The detector queries every shard of the index, whatever it finds.
        const detectorReads = scheduledCallsPerMonth * ledgerTable.deadlineShards;
        return [
          line(prices.tableWrite, events * writeUnitsPerEvent),
          line(prices.tableRead, events * (readUnitsPerEvent + readUnitsToReconcile) + detectorReads),
          line(prices.tableStorage, kept),
          line(prices.tableBackup, kept),
        ];
      },
    },
  ],
  addedPerYear: (workload) => {
    const kept = stored(monthOf(workload).eventsIn(assumptions.storedDays));
    return [line(prices.tableStorage, kept), line(prices.tableBackup, kept)];
  },
  // Reads and writes, of the table and of its index.
  alarmMetrics: 4,
} as const satisfies StorePlan;
