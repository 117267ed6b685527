import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** A weekly series of the M4 competition: what was known, and the 13 weeks that were asked for. */
export interface M4Series {
  readonly known: readonly number[];
  readonly actual: readonly number[];
}

export async function m4Weekly(folder: string): Promise<readonly M4Series[]> {
  const [train, test] = await Promise.all(
    ['Weekly-train.csv', 'Weekly-test.csv'].map((file) => seriesOf(join(folder, 'm4', file))),
  );
  return (train ?? []).map((known, index) => ({ known, actual: test?.[index] ?? [] }));
}

/** Rows of numbers behind a name, of different lengths. */
async function seriesOf(file: string): Promise<readonly (readonly number[])[]> {
  const rows: readonly (readonly string[])[] = parse(await readFile(file, 'utf8'), {
    ...{ from_line: 2, relax_column_count: true },
  });
  return rows.map(([, ...cells]) => cells.filter((cell) => cell !== '' && cell !== 'NA').map(Number));
}
