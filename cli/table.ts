import { printable } from '../lib/printable.ts';

/**
 * Formats rows as aligned columns: the first to the left, all others (numbers) to the right unless
 * `left` is given. Cells may hold anything: each is made printable first, as its width depends on
 * that.
 */
export function table(rows: readonly (readonly string[])[], align: 'left' | 'right' = 'right'): string {
  const cells = rows.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  const pad = (cell: string, index: number) =>
    index === 0 || align === 'left' ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0);
  return cells.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}
