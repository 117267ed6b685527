import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventCount } from '../../../../functions/core/analytics/anomaly/event-counts.ts';
import { metricNamed, watchedIn } from '../../../../functions/core/analytics/anomaly/watched-metrics.ts';
import { watchedVendors } from '../../../../functions/core/analytics/anomaly/watched-vendors.ts';
import { stages } from '../../../../schemas/stages.ts';

const hourMs = 3_600_000;
const weekMs = 168 * hourMs;
/** A Monday. */
const monday = Date.UTC(2026, 4, 4);

/** What a vendor had in each hour of a working week, of so many weeks before the Monday, the last one last. */
function weeksOf(vendor: string, perHour: readonly number[]): readonly EventCount[] {
  return perHour.map((count, week) => ({
    ...{ at: monday - (perHour.length - week) * weekMs, stage: 'ingestion', status: 'received' },
    ...{ currency: 'EUR', count: count * 40, vendor },
  }));
}

/** That the present week has begun. */
const present: EventCount = {
  ...{ at: monday, stage: 'ingestion', status: 'received', currency: 'EUR', count: 1 },
};

const watchedOf = (...counts: readonly EventCount[]) =>
  watchedVendors([...counts, present]).map(({ vendor }) => vendor);

const usual = (perHour: number, weeks = 8) => Array.from({ length: weeks }, () => perHour);

describe('Given the events of vendors', () => {
  test('When one has 64 in a usual hour, Then it is watched, and with fewer it is not', () => {
    expect(watchedOf(...weeksOf('enough', usual(64)), ...weeksOf('few', usual(63)))).toEqual(['enough']);
  });

  test('When its volume wavers about what it takes, Then it is watched all the time', () => {
    const weeks = [...usual(70, 4), 50, 62, 49, 60, 52];
    for (let known = 4; known <= weeks.length; known += 1)
      expect(watchedOf(...weeksOf('wavers', weeks.slice(0, known)))).toEqual(['wavers']);
    expect(watchedOf(...weeksOf('grows', [...usual(50, 5), 62, 60, 63]))).toEqual([]);
    expect(watchedOf(...weeksOf('fell', [...usual(70, 4), ...usual(47, 4)]))).toEqual([]);
  });

  test('When one has a few more than another, Then it does not take its place', () => {
    const busy = Array.from({ length: 19 }, (_, index) => weeksOf(`V-${index}`, usual(200))).flat();
    const old = weeksOf('old', usual(80));
    expect(watchedOf(...busy, ...old, ...weeksOf('new', [...usual(0, 4), ...usual(100, 4)]))).toContain(
      'old',
    );
    expect(watchedOf(...busy, ...old, ...weeksOf('new', [...usual(0, 4), ...usual(120, 4)]))).not.toContain(
      'old',
    );
  });

  const anyVendors = fc.array(
    fc.record({
      vendor: fc.constantFrom(...Array.from({ length: 30 }, (_, index) => `V-${index}`)),
      weeks: fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 9 }),
    }),
    { minLength: 1, maxLength: 40 },
  );

  test('When any are read in any order, Then the same are watched, twenty at most', () => {
    fc.assert(
      fc.property(anyVendors, fc.infiniteStream(fc.double({ noNaN: true })), (vendors, order) => {
        const counts = vendors.flatMap(({ vendor, weeks }) => weeksOf(vendor, weeks));
        const shuffled = counts
          .map((count) => ({ count, by: order.next().value ?? 0 }))
          .toSorted((a, b) => a.by - b.by)
          .map(({ count }) => count);
        expect(watchedOf(...shuffled)).toEqual(watchedOf(...counts));
        expect(watchedOf(...counts).length).toBeLessThanOrEqual(20);
      }),
    );
  });

  test('When any events of the present week come, Then the same are watched', () => {
    fc.assert(
      fc.property(anyVendors, anyVendors, fc.nat({ max: 167 }), (vendors, now, hour) => {
        const counts = vendors.flatMap(({ vendor, weeks }) => weeksOf(vendor, weeks));
        const later = now.map(({ vendor, weeks: [count = 0] }) => ({
          ...{ ...present, at: monday + hour * hourMs, count: 1_000 * count, vendor },
        }));
        expect(watchedOf(...counts, ...later)).toEqual(watchedOf(...counts));
      }),
    );
  });
});

describe('Given vendors with any names', () => {
  const anyName = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    fc.constantFrom("x'); DROP TABLE invoices;--", 'a:b', 'ab', '%41', 'A', '../..', '-vendor-', 'posting'),
  );

  test('When they are watched, Then their metrics are plain and name them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyName, { maxLength: 5 }), fc.constantFrom(...stages), (names, stage) => {
        const watched = watchedIn([
          present,
          ...names.flatMap((name) => weeksOf(name, usual(100)).map((count) => ({ ...count, stage }))),
        ]).filter(({ measure }) => measure === 'vendor');
        for (const metric of watched) {
          expect(metric.id).toMatch(/^[\w%-]{1,150}$/);
          expect(metricNamed(metric.id)).toEqual(metric);
        }
        const isShort = (name: string) => encodeURIComponent(name).length < 100;
        const found = new Set(watched.map(({ vendor }) => vendor));
        for (const name of names.filter(isShort)) expect(found).toContain(name);
      }),
    );
  });

  test('When an id would be too long for a record, Then its vendor is not watched', () => {
    const counts = [...weeksOf('ä'.repeat(128), usual(100)), ...weeksOf('x'.repeat(128), usual(90)), present];
    expect(watchedIn(counts).flatMap(({ vendor = [] }) => vendor)).toEqual(['x'.repeat(128)]);
  });

  test.each(['ingestion-vendor-', 'ingestion-vendor-%', 'ingestion-vendor-%FF', 'nothing-vendor-V-1'])(
    'When a metric is called %s, Then nobody watches it',
    (id) => {
      expect(() => metricNamed(id)).toThrow(RangeError);
    },
  );
});
