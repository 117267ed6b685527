import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventCount, EventCounts } from '../../functions/core/analytics/anomaly/event-counts.ts';
import { vendorCandidates } from '../../functions/core/analytics/anomaly/watched-vendors.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { sampleRecord } from './samples.ts';

const hourMs = 3_600_000;
/** When the records of the suite are received: they happened in the days before. */
export const receivedAt = Date.UTC(2026, 2, 2, 10);

/** Records of a few hours, statuses and currencies; some do not count. */
export const someRecords = fc
  .array(
    fc.record({
      hoursAgo: fc.nat({ max: 60 }),
      ms: fc.constantFrom(0, 1, hourMs - 1),
      status: fc.constantFrom('received', 'validated', 'rejected'),
      currency: fc.constantFrom('EUR', 'GBP'),
      amount: fc.constantFrom('10.10', '-3.05', '123456789012345.67'),
      elapsed: fc.constantFrom(undefined, '0', '1', '4999', '5001', '86400000'),
      disregarded: fc.constantFrom(undefined, undefined, 'true', 'false'),
    }),
    { maxLength: 25 },
  )
  .map((drawn) =>
    drawn.map(({ hoursAgo, ms, status, currency, amount, elapsed, disregarded }, index) =>
      sampleRecord({
        timeNs: BigInt(receivedAt - (hoursAgo + 1) * hourMs + ms) * 1_000_000n + 999_999n,
        dimensions: { invoiceId: `INV-${index}`, eventKey: `e-${index}#d`, status, currency },
        measures: {
          ...{ receivedAt: String(receivedAt), amount },
          ...(elapsed && { stageElapsedMs: elapsed }),
          ...(disregarded && { disregarded }),
        },
      }),
    ),
  );

/** The counts as the records say, hour by hour. */
function countsOf(records: readonly MeasureRecord[], from: number, until: number): readonly EventCount[] {
  const counting = records.filter(({ measures }) => measures.disregarded !== 'true');
  const groups = Map.groupBy(counting, ({ timeNs, dimensions }) => {
    const ms = Number(timeNs / 1_000_000n);
    return JSON.stringify([ms - (ms % hourMs), dimensions.status, dimensions.currency]);
  });
  return sorted(
    [...groups].flatMap(([key, group]) => {
      const [at, status, currency] = JSON.parse(key);
      return at >= from && at < until
        ? [
            {
              ...{ at, stage: 'ingestion', status, currency, count: group.length, amount: sumOf(group) },
              ...durationsOf(group),
            },
          ]
        : [];
    }),
  );
}

/** How long those took that were validated, in buckets 10 % apart. */
function durationsOf(group: readonly MeasureRecord[]): Pick<EventCount, 'durations'> {
  const timed = group.flatMap(({ dimensions, measures: { stageElapsedMs } }) =>
    dimensions.status === 'validated' && stageElapsedMs !== undefined ? [Number(stageElapsedMs)] : [],
  );
  const buckets = Map.groupBy(timed, (ms) => {
    let bucket = 0;
    while (1.1 ** (bucket + 1) <= ms + 1) bucket += 1;
    return bucket;
  });
  const pairs = [...buckets].toSorted(([a], [b]) => a - b).map(([bucket, of]) => `${bucket}:${of.length}`);
  return pairs.length === 0 ? {} : { durations: pairs.join(' ') };
}

/** To the cent, in hundredths. */
function sumOf(group: readonly MeasureRecord[]): string {
  const cents = group.map(({ measures }) => BigInt(String(measures.amount).replace('.', '')));
  return String(cents.reduce((sum, each) => sum + each, 0n));
}

/** A decimal as a store writes it, in hundredths. */
function inHundredths(amount: string): string {
  const [, sign, units, cents] = /^(-?)(\d+)\.(\d\d)0*$/.exec(amount) ?? [];
  return String(BigInt(`${sign}${units}${cents}`));
}

function sorted(counts: readonly EventCount[]): readonly EventCount[] {
  const keyOf = ({ at, status, currency }: EventCount) => `${at} ${status} ${currency}`;
  return counts.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** What every reader of counts answers, whatever the store. @param open a store that holds these records */
export function eventCountsSuite(
  open: (records: readonly MeasureRecord[]) => Promise<{ counts: EventCounts; close(): Promise<unknown> }>,
): void {
  test('When any records stand, Then each counts in the hour in which it happened', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(someRecords, fc.nat({ max: 70 }), fc.nat({ max: 70 }), async (records, a, b) => {
        const [from, until] = [receivedAt - Math.max(a, b) * hourMs, receivedAt - Math.min(a, b) * hourMs];
        const { counts, close } = await open(records);
        try {
          const found = await counts.between(from, until);
          const inCents = found.map((each) => ({ ...each, amount: inHundredths(each.amount ?? '') }));
          expect(sorted(inCents)).toEqual(countsOf(records, from, until));
        } finally {
          await close();
        }
      }),
      { numRuns: 15 },
    );
  });

  test('When a vendor has many events, Then they are told once more by vendor', {
    timeout: 60_000,
  }, async () => {
    const many = vendorCandidates.leastEvents;
    const records = [...ofVendor(hostile, many), ...ofVendor('V-few', many - 1, hostile.length)];
    const { counts, close } = await open(records);
    try {
      const found = await counts.between(receivedAt - 100 * hourMs, receivedAt);
      const [byVendor, all] = [true, false].map((isVendor) =>
        found.filter(({ vendor }) => (vendor !== undefined) === isVendor),
      );
      const sum = (some: readonly EventCount[] = []) => some.reduce((total, { count }) => total + count, 0);
      expect(sum(all)).toBe(2 * many - 1);
      expect(new Set(byVendor?.map(({ vendor }) => vendor))).toEqual(new Set([hostile]));
      expect(byVendor?.map(({ at, status, count }) => ({ at, status, count }))).toEqual(
        countsOf(records.slice(0, many), receivedAt - 100 * hourMs, receivedAt).map(
          ({ at, status, count }) => ({ at, status, count }),
        ),
      );
    } finally {
      await close();
    }
  });
}

const hostile = "'); DROP TABLE events;--\u202e";

/** Events of a vendor in a hundred hours. */
function ofVendor(vendorId: string, count: number, apart = 0): readonly MeasureRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `${apart}-${index}`;
    return sampleRecord({
      timeNs: BigInt(receivedAt - (1 + (index % 99)) * hourMs) * 1_000_000n,
      dimensions: { invoiceId: id, eventKey: `${id}#d`, vendorId, status: 'received' },
      measures: { receivedAt: String(receivedAt) },
    });
  });
}
