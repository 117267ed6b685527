import type { Cell, TimeSeriesName } from '../../../infra/cells/cell.ts';
import type { JsonObject, JsonValue } from '../../../lib/json.ts';
import { lake } from './lake.ts';
import { timestream } from './timestream.ts';

/** What templates are to say of a time-series store. */
export interface StoreExpectations {
  /** The types of its resources that outlive their stack. */
  readonly kept: readonly string[];
  /** Where each type that is encrypted says with which key. */
  readonly keys: Readonly<Record<string, (properties: JsonValue) => string | undefined>>;
  /** For each type, properties that follow from the settings of the cell. */
  readonly properties: (cell: Cell) => Readonly<Record<string, JsonObject>>;
  /** `action resource` of everything a function that writes records may do. */
  readonly writerGrants: (cell: Cell) => readonly string[];
  /** Action and resource of what an auditor may do. */
  readonly readerGrants: (cell: Cell) => readonly (readonly [action: string, resource: string])[];
  /** Actions for which IAM knows no resource. */
  readonly withoutResource: readonly string[];
  /** Rules of cfn-lint that object to it and are answered elsewhere. */
  readonly lintExceptions: readonly string[];
}

export const storeExpectations: Readonly<Record<TimeSeriesName, StoreExpectations>> = { lake, timestream };

export const everyStore: readonly StoreExpectations[] = Object.values(storeExpectations);
