import {
  type Dimension,
  dimensions,
  type Measure,
  type MeasureRecord,
  measures,
} from '../../functions/core/measures/measures.ts';

/**
 * Records on their way between threads: one flat list, a fixed number of texts per record, because
 * the names of forty fields would cost more than what they name. A measure that a record lacks is null.
 */
export type PackedRecords = (string | null)[];

const fieldsPerRecord = 2 + dimensions.length + measures.length;

export function packRecords(records: readonly MeasureRecord[]): PackedRecords {
  const packed: PackedRecords = [];
  for (const { timeNs, version, dimensions: of, measures: values } of records) {
    packed.push(String(timeNs), String(version));
    for (const name of dimensions) packed.push(of[name]);
    for (const name of measures) packed.push(values[name] ?? null);
  }
  return packed;
}

export function unpackRecords(packed: PackedRecords): MeasureRecord[] {
  const records: MeasureRecord[] = [];
  for (let start = 0; start < packed.length; start += fieldsPerRecord) {
    let at = start;
    const timeNs = BigInt(packed[at++] ?? 0);
    const version = Number(packed[at++]);
    const of: Partial<Record<Dimension, string>> = {};
    for (const name of dimensions) of[name] = packed[at++] ?? '';
    const values: Partial<Record<Measure, string>> = {};
    for (const name of measures) {
      const value = packed[at++];
      if (typeof value === 'string') values[name] = value;
    }
    // Every dimension was just set.
    records.push({ timeNs, version, dimensions: of as Record<Dimension, string>, measures: values });
  }
  return records;
}
