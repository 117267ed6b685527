import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readZone } from '../../../../functions/core/values/zone.ts';
import { zoneOffsets } from '../../../../functions/core/values/zone-offsets.ts';

const zones = [
  'UTC',
  'Europe/Dublin',
  'Europe/Amsterdam',
  'America/New_York',
  'Australia/Sydney',
  'Asia/Kolkata',
];

describe('Given zones by the machine’s own tables', () => {
  test('When an offset is asked for, Then it is the one that luxon knows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) }),
        (name, ms) => {
          const zone = readZone(name);
          if (!('value' in zone)) throw new Error(zone.problem);
          expect(zoneOffsets(name)?.offsetAt(ms) ?? 0).toBe(zone.value.offsetAt(ms));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('When there is no such zone, Then there are no offsets', () => {
    expect(zoneOffsets('Europe/Nowhere')).toBeUndefined();
  });
});
