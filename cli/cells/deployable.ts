import type { Cell } from '../../infra/cells/cell.ts';
import { cells } from '../../infra/cells/cells.ts';
import { CliError, exitCodes } from '../errors.ts';

/** Every cell but the local one, which has no account. */
export const deployable: readonly Cell[] = cells.filter(({ name }) => name !== 'local');

/** The cell of that name. @throws {CliError} CELL_UNKNOWN, naming those there are */
export function deployableCell(name: string): Cell {
  const cell = deployable.find((candidate) => candidate.name === name);
  if (cell) return cell;
  throw new CliError(
    'CELL_UNKNOWN',
    `There is no cell "${name}" in an account.`,
    `Name one of these: ${deployable.map((known) => known.name).join(', ')}. Cells are listed in infra/cells/cells.ts.`,
    exitCodes.usage,
  );
}
