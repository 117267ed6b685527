import { csv } from '../../../lib/csv.ts';
import type { FigureAsk } from '../../asks.ts';
import type { Figure } from '../../figures.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import { type Board, figuresFor } from './board.ts';

/** A line of a panel's file: cells by the names of their columns. */
export type CsvRow = Readonly<Record<string, string>>;

/** A figure as a line: its group, its value in its unit, and that of the period before. */
export function figureCells(kpi: Kpi, { row, before }: Figure): CsvRow {
  return {
    figure: kpi.id,
    ...(row.at !== undefined && { from: row.at }),
    ...row.group,
    unit: kpi.unit === 'duration' ? 'ms' : kpi.unit,
    value: row.value ?? '',
    ...(before !== undefined && { before: before ?? '' }),
  };
}

/** The lines of all figures that were asked for. */
export function askedCells(asks: readonly FigureAsk[], board: Board): readonly CsvRow[] {
  return asks.flatMap((ask) =>
    (figuresFor(ask, board) ?? []).map((figure) => figureCells(kpiOf(ask.kpi), figure)),
  );
}

/** The file: every column that a line has, in the order in which they first occur. */
export function csvFile(rows: readonly CsvRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return csv([columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]);
}

/** Has the browser save a file. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser takes hold of the content in its own time.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name that says what is in the file, and as of when. */
export function fileName(title: string, asOf: number | undefined): string {
  const words = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const time = new Date(asOf ?? Date.now()).toISOString().slice(0, 16).replaceAll(':', '');
  return `${words}-${time}Z.csv`;
}
