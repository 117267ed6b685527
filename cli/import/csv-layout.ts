import { sameName } from './mapped-names.ts';
import type { Mapping } from './mapping-schema.ts';

export type CsvOptions = NonNullable<Mapping['csv']>;

/** Where a row has what, as positions of columns; the first of them that is not empty counts. */
export interface Layout {
  readonly header: readonly string[];
  readonly caseId: readonly number[];
  readonly activity: readonly number[];
  readonly timestamp: readonly number[];
  readonly decimalMark: '.' | ',' | undefined;
  ofEvent(name: string): readonly number[];
  ofCase(name: string): readonly number[];
}

function caseNames(name: string): readonly string[] {
  return [name, `case:${name}`, `case ${name}`];
}
function eventNames(name: string): readonly string[] {
  return [name, `event:${name}`, `event ${name}`];
}

/** A column that the mapping names, else where converters from XES to CSV put it. */
function columnsOf(
  options: CsvOptions,
): Readonly<Record<'case' | 'activity' | 'timestamp', readonly string[]>> {
  return {
    case: options.case ? [options.case] : ['case:concept:name', 'case concept:name'],
    activity: options.activity ? [options.activity] : eventNames('concept:name'),
    timestamp: options.timestamp ? [options.timestamp] : eventNames('time:timestamp'),
  };
}

/**
 * What the columns of a log are, from its header.
 * @param mapped the attributes that the mapping reads
 * @returns a problem when a column is missing, or one that is read is there twice
 */
export function csvLayout(
  cells: readonly string[],
  options: CsvOptions,
  mapped: ReadonlySet<string>,
): Layout | { readonly problem: string } {
  const header = cells.map((cell) => cell.trim());
  const positions = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [position, name] of header.map(sameName).entries()) {
    if (positions.has(name)) repeated.add(name);
    else positions.set(name, position);
  }
  const columns = columnsOf(options);
  for (const [part, names] of Object.entries(columns)) {
    if (names.some((name) => positions.has(sameName(name)))) continue;
    return { problem: `there is no column ${names.join(' or ')} for the ${part}` };
  }
  const read = [
    ...Object.values(columns).flat(),
    ...[...mapped].flatMap((name) => [...caseNames(name), ...eventNames(name)]),
  ];
  const twice = read.map(sameName).find((name) => repeated.has(name));
  if (twice !== undefined)
    return {
      problem: `the column ${JSON.stringify(twice)} is there twice, and the mapping reads it; rename one`,
    };

  const found = (names: readonly string[]) =>
    names.map((name) => positions.get(sameName(name))).filter((position) => position !== undefined);
  return {
    header,
    caseId: found(columns.case),
    activity: found(columns.activity),
    timestamp: found(columns.timestamp),
    decimalMark: options.decimalMark,
    ofEvent: remembered((name) => found(eventNames(name))),
    ofCase: remembered((name) => found(caseNames(name))),
  };
}

/** The function, asked once for each name. */
function remembered<T>(of: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = of(name);
    known.set(name, found);
    return found;
  };
}
