import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dimensions, type MeasureRecord, measures } from '../../../functions/core/measures/measures.ts';
import { packRecords, unpackRecords } from '../../../local/time-series/packed-records.ts';
import { sampleRecord } from '../../contract/samples.ts';

const texts = (names: readonly string[], requiredKeys?: never[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, fc.string()])), requiredKeys && { requiredKeys });

/** Every dimension, whatever its text, and any of the measures. */
const anyRecord: fc.Arbitrary<MeasureRecord> = fc
  .record({
    timeNs: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    version: fc.integer({ min: 1 }),
    of: texts(dimensions),
    values: texts(measures, []),
  })
  .map(({ timeNs, version, of, values }) => {
    const { measures: _, ...sample } = sampleRecord({ timeNs, version, dimensions: of });
    return { ...sample, measures: values };
  });

describe('Given any records', () => {
  test('When they are packed and unpacked, Then they are always the same', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 12 }), (records) => {
        expect(unpackRecords(structuredClone(packRecords(records)))).toEqual(records);
      }),
    );
  });
});
