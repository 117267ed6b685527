import { assumptions, gib, secondsPerMonth } from '../../estimates/assumptions.ts';
import { line } from '../../estimates/cost-hop.ts';
import { flat, million, type Price, priceToCheck, tebibyteInGib } from '../../estimates/price.ts';
import type { Quota } from '../../estimates/quota.ts';
import { lambdaPrices, objectPrices } from '../../estimates/shared-prices.ts';
import { looksPerMonth, monthOf, rollupRunsPerMonth, type Workload } from '../../estimates/workload.ts';
import { settingsOf } from '../settings-of.ts';
import type { StorePlan } from '../store-plan.ts';
import { lakeBuffer } from './buffer.ts';
import { streamBytesPerEvent } from './throughput.ts';

const { bytes, storedDays, eventsPerInvoice, recordsPerEvent } = assumptions;

const mebibyte = 2 ** 20;

const prices = {
  /** GB that a stream delivers into an Iceberg table. */
  lakeDelivery: flat('0.075', 1, priceToCheck('firehose')),
  /** TB that queries read. */
  lakeScan: flat('5.00', tebibyteInGib, priceToCheck('athena')),
  /** DPU hours of the optimizers. */
  lakeCompaction: flat('0.44', 1, priceToCheck('glue')),
  /** Requests to the catalog beyond what is free: "You will be billed for one million requests above the free tier, which is $1." */
  lakeCatalog: flat('1.00', million, {
    confidence: 'verified',
    source: 'https://aws.amazon.com/lake-formation/pricing/',
    readOn: '2026-11-28',
  }),
  lakeQueries: { unknown: 'it goes by what dashboards and people ask, which no load of events says' },
} as const satisfies Record<string, Price>;

const throughput: Quota = {
  serviceCode: 'firehose',
  name: 'MiB per second of a stream that only appends',
  adjustable: false,
  in: () => ({
    value: null,
    reason:
      'it scales with the load; see https://docs.aws.amazon.com/firehose/latest/dev/apache-iceberg-considerations.html',
  }),
};

const calls = rollupRunsPerMonth;
/**
 * Runs of a month in which nothing comes: the four of each night look far back whatever was written, and what they
 * remove may be a commit, after which one more is made. All others find that nothing has changed.
 */
const runsAtRest = 5 * assumptions.daysPerMonth;
/** And what a far look removes, of six tables, in four of these five. */
const removalsAtRest = 4 * 6 * assumptions.daysPerMonth;

/**
 * How long a run waits for its statements at a load, the memory of its function in GB, and how many statements it has:
 * how far the last came, twice, what was written since, and one for each of four tables, of which that of vendors has
 * none where nothing was written.
 */
const run = { seconds: 70, gib: 0.5, statements: 7, statementsAtRest: 6 } as const;
/**
 * What a statement reads of a row, as files are by columns and a query pays only for those that it reads
 * (https://aws.amazon.com/athena/pricing/): a dozen of forty, the ids among them; and to know whose sums are kept by
 * vendor two, which have few values. Guesses.
 */
const readOfRow = { sums: 1 / 2, vendors: 1 / 20 } as const;

/**
 * Bytes that a statement is charged for at least: "10 MB minimum per query",
 * https://aws.amazon.com/athena/pricing/
 */
const leastRead = 10 * mebibyte;
/** Its answer, and what describes that. */
const objectsPerStatement = 2;
/** Hours of records that a run reads: the present one and three before it, and at night a day, four times. */
const hoursRead = 4 + (4 * 26) / 96;
/** For the sums of vendors it reads only the hours in which something was written. */
const vendorHoursRead = 2 + (4 * 26) / 96;

/** Looks for unusual counts, one every half an hour; where nothing comes, one after what the night removes. */
const anomalyLooks = calls / 2;
const anomalyLooksAtRest = assumptions.daysPerMonth;
/**
 * A look asks how far the rollup has come, then for ten weeks of it, of durations and of vendors, of which a busy
 * cell has tens of megabytes; it waits, and judges.
 */
const anomalyLook = { statements: 2, bytes: 100 * mebibyte, seconds: 10, gib: 0.5 } as const;
/**
 * What a look writes that finds counts changed: the scores of a week, in three statements at most. Nothing changes
 * where nothing comes.
 */
const scoring = { statements: 3, seconds: 15 } as const;

/**
 * Looks of the reconciler that ask where nothing comes: two of each environment of its function, which lasts "a few
 * hours", here two (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html), and two after what
 * each run of the night may remove.
 */
const looksAtRest = 2 * (24 / 2 + 4) * assumptions.daysPerMonth;

/** GB of rows that an hour of a DPU puts together; what the optimizer's price is guessed by. */
const compactedPerHour = 25;

/** Commits of both streams: one whenever there is something, and the buffer is full or due. */
function commits(workload: Workload): number {
  return monthOf(workload).events > 0 ? (2 * secondsPerMonth) / lakeBuffer.seconds : 0;
}

/** Bytes of files that a day's rows leave. */
function stored(workload: Workload): number {
  return workload.eventsPerDay * recordsPerEvent * bytes.storedRow;
}

export const lakePlan = {
  prices,
  hops: [
    {
      name: 'Firehose figures',
      unit: 'MiB/s',
      quota: throughput,
      need: (eventsPerSecond) => (eventsPerSecond * streamBytesPerEvent.invoices) / mebibyte,
      note: 'Of the busier of two streams, which are made for the peak from the beginning.',
    },
  ],
  costs: [
    {
      hop: 'Lake',
      lines: (workload) => {
        const { events, eventsIn } = monthOf(workload);
        const { keptDays } = settingsOf('lake', workload.cell);
        const kept = eventsIn(keptDays) * recordsPerEvent * bytes.storedRow;
        const snapshots = (eventsIn(storedDays) / eventsPerInvoice) * bytes.storedRow;
        const isAtRest = events === 0;
        const looks = isAtRest ? looksAtRest : looksPerMonth(workload.cell);
        const runs = isAtRest ? runsAtRest : calls;
        const counted = isAtRest ? anomalyLooksAtRest : anomalyLooks;
        const scorings = isAtRest ? 0 : anomalyLooks;
        const statements = runs * (isAtRest ? run.statementsAtRest : run.statements) + removalsAtRest;
        // Records are read for counts, durations and vendors, and the day for whose sums are kept.
        const rows = (2 * hoursRead + vendorHoursRead) / 24;
        const readByRun = stored(workload) * (rows * readOfRow.sums + readOfRow.vendors);
        const read = Math.max(runs * readByRun, statements * leastRead);
        const rowGib = gib(events * (streamBytesPerEvent.events + streamBytesPerEvent.invoices));
        return [
          line(prices.lakeDelivery, rowGib),
          line(objectPrices.objectStorage, gib(kept + snapshots)),
          // A commit writes a file of rows, and four of what the table is now.
          line(
            objectPrices.objectPut,
            5 * (commits(workload) + (isAtRest ? 0 : 4 * runs) + scorings * scoring.statements),
          ),
          // A statement of each look of the reconciler reads so many minutes, which are less than the least.
          line(
            prices.lakeScan,
            gib(
              read +
                looks * leastRead +
                counted * (leastRead + anomalyLook.bytes) +
                scorings * scoring.statements * leastRead,
            ),
          ),
          line(
            objectPrices.objectPut,
            objectsPerStatement *
              (statements + looks + counted * anomalyLook.statements + scorings * scoring.statements),
          ),
          // Of six tables by each run of the rollup, of four once more after it; of three and of one by whoever else
          // looks.
          line(prices.lakeCatalog, 6 * calls + 4 * runs + 3 * anomalyLooks + looksPerMonth(workload.cell)),
          line(prices.lakeCompaction, rowGib / compactedPerHour),
          line(lambdaPrices.functionCall, calls),
          line(
            lambdaPrices.functionTime,
            run.gib *
              (isAtRest
                ? statements * assumptions.statementSeconds + calls * assumptions.scheduledSeconds
                : runs * run.seconds) +
              (counted * anomalyLook.seconds + scorings * scoring.seconds) * anomalyLook.gib,
          ),
          line(prices.lakeQueries, null),
        ];
      },
    },
  ],
  addedPerYear: (workload) => {
    const { keptDays } = settingsOf('lake', workload.cell);
    const kept = gib(monthOf(workload).eventsIn(storedDays) * recordsPerEvent * bytes.storedRow);
    return [line(objectPrices.objectStorage, keptDays > storedDays ? kept : 0)];
  },
  // Late, undelivered and throttled read both streams, failing has one alarm for each; queries and rollups one.
  // Both functions have errors of how many, throttles, duration; unusual counts have one alarm.
  alarmMetrics: 8 + 2 + 2 * 4 + 1,
} as const satisfies StorePlan;
