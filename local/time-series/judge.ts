import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { sameMeasures } from './columns.ts';

/** What becomes of a record when another of the same identity stands. */
export type Verdict =
  /** It is newer: it takes the other's place. */
  | 'replaces'
  /** It says the same, or a newer one has been there first: nothing to do. */
  | 'settled'
  /** Its version stands with other values. */
  | 'refused';

/** Judges a record against the one that stands, as the `TimeSeries` port says. */
export function judge(record: MeasureRecord, standing: MeasureRecord): Verdict {
  if (record.version > standing.version) return 'replaces';
  if (record.version < standing.version) return 'settled';
  return sameMeasures(record, standing) ? 'settled' : 'refused';
}
