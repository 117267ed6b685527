import type { Cell } from '../../infra/cells/cell.ts';
import { cells } from '../../infra/cells/cells.ts';
import { exampleCells } from '../../infra/cells/examples.ts';
import { CliError, exitCodes } from '../errors.ts';

/** Every cell but the local one, which has no account. */
export const deployable: readonly Cell[] = cells.filter(({ name }) => name !== 'local');

/** The cell of that name, an example too. @throws {CliError} CELL_UNKNOWN, naming those there are */
export function deployableCell(name: string): Cell {
  const cell = [...deployable, ...exampleCells].find((candidate) => candidate.name === name);
  if (cell) return cell;
  throw new CliError(
    'CELL_UNKNOWN',
    `There is no cell "${name}" in an account.`,
    `Name one of these: ${namesOf(deployable)}; or an example: ${namesOf(exampleCells)}. Cells are listed in infra/cells/cells.ts, examples beside it.`,
    exitCodes.usage,
  );
}

function namesOf(cells: readonly Cell[]): string {
  return cells.map(({ name }) => name).join(', ');
}
