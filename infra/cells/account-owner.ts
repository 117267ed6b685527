import type { Cell } from './cell.ts';

/**
 * Whether a cell creates what exists once per account and Region: among the cells that share both,
 * the one listed first does. A cell that is not listed is on its own.
 */
export function ownsAccountSettings(cell: Cell, cells: readonly Cell[]): boolean {
  const first = cells.find(({ account, region }) => account === cell.account && region === cell.region);
  return first === undefined || first.name === cell.name;
}
