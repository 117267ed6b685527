import { ledgerTable } from '../../../functions/adapters/dynamodb/ledger-table.ts';
import { functionMemoryMib } from '../../cells/settings.ts';
import { assumptions, gib } from '../../estimates/assumptions.ts';
import { line } from '../../estimates/cost-hop.ts';
import { flat, million, type Price, priceListed, priceToCheck } from '../../estimates/price.ts';
import { everywhere, type Quota, quotaToCheck } from '../../estimates/quota.ts';
import { lambdaPrices, objectPrices } from '../../estimates/shared-prices.ts';
import { monthOf, scheduledCallsPerMonth, type Workload } from '../../estimates/workload.ts';
import type { StorePlan } from '../store-plan.ts';

const { busiestInvoiceEventsPerSecond, bytes, daysToSettle, eventsPerInvoice } = assumptions;
const { indexWritesPerEvent, storedDays, unsettledShare } = assumptions;

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

/** The GB that this many events leave in the table while they are hot. */
function stored(events: number) {
  return storedItems(events, bytes.ledgerFact) + storedItems(events / eventsPerInvoice, bytes.ledgerHead);
}

/** What the ledger holds after so many days at a load, in GB, and what it let go of. */
function holdings(workload: Workload, days: number) {
  const { hotDays } = workload.cell.retention;
  const all = workload.eventsPerDay * days;
  const whileHot = hotDays === undefined ? days : Math.min(days, hotDays + daysToSettle);
  const hot = workload.eventsPerDay * whileHot + (all - workload.eventsPerDay * whileHot) * unsettledShare;
  const left = (all - hot) / eventsPerInvoice;
  return { table: stored(hot) + storedItems(left, bytes.ledgerMark), copies: gib(left * bytes.coldCopy) };
}

/** Invoices that the ledger lets go of in a month, once the first are old enough. */
function leavingInvoices(workload: Workload): number {
  const { retention } = workload.cell;
  if (retention.hotDays === undefined) return 0;
  return (monthOf(workload).events * (1 - unsettledShare)) / eventsPerInvoice;
}

/**
 * Write units to let go of an invoice: its facts and its head are deleted, which costs what writing them did, a mark
 * is put, and the list of settled invoices, part of the index, gets it and loses it.
 */
const writeUnitsToLetGo =
  eventsPerInvoice * Math.ceil(bytes.ledgerFact / writeUnit) +
  Math.ceil(bytes.ledgerHead / writeUnit) +
  Math.ceil(bytes.ledgerMark / writeUnit) +
  2;

/** Read units to let go of an invoice: all of it in one query, and its mark twice. */
const readUnitsToLetGo = Math.ceil((eventsPerInvoice * bytes.ledgerFact + bytes.ledgerHead) / readUnit) + 2;

/** Requests to the archive for a pack of invoices: stored and read back; read twice to be cleared. */
const invoicesPerPack = 1_000;
const readingsPerPack = 3;

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
        const { events } = monthOf(workload);
        const { table: kept } = holdings(workload, storedDays);
        const leaving = leavingInvoices(workload);
        // The detector queries every shard of the index, whatever it finds.
        const detectorReads = scheduledCallsPerMonth * ledgerTable.deadlineShards;
        return [
          line(prices.tableWrite, events * writeUnitsPerEvent + leaving * writeUnitsToLetGo),
          line(
            prices.tableRead,
            events * (readUnitsPerEvent + readUnitsToReconcile) + leaving * readUnitsToLetGo + detectorReads,
          ),
          line(prices.tableStorage, kept),
          line(prices.tableBackup, kept),
        ];
      },
    },
    {
      hop: 'Ledger, letting go',
      lines: (workload) => {
        const leaving = leavingInvoices(workload);
        const seconds = (leaving / million) * assumptions.lettingGoSecondsPerMillion;
        return [
          line(lambdaPrices.functionTime, (seconds * functionMemoryMib) / 1_024),
          line(objectPrices.objectPut, leaving / invoicesPerPack),
          line(objectPrices.objectGet, (leaving / invoicesPerPack) * readingsPerPack),
          line(objectPrices.objectStorage, holdings(workload, storedDays).copies),
        ];
      },
    },
  ],
  addedPerYear: (workload) => {
    const [first, second] = [holdings(workload, storedDays), holdings(workload, 2 * storedDays)];
    const table = second.table - first.table;
    return [
      line(prices.tableStorage, table),
      line(prices.tableBackup, table),
      line(objectPrices.objectColdStorage, second.copies - first.copies),
    ];
  },
  // Reads and writes, of the table and of its index.
  alarmMetrics: 4,
} as const satisfies StorePlan;
