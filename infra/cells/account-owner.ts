import type { Cell } from './cell.ts';

/**
 * Whether a cell makes what an account has once per Region: of the cells that share an account and
 * a Region, the one listed first does. A cell that is not listed stands by itself.
 */
export function ownsAccountSettings(cell: Cell, cells: readonly Cell[]): boolean {
  const first = cells.find(({ account, region }) => account === cell.account && region === cell.region);
  return first === undefined || first.name === cell.name;
}
