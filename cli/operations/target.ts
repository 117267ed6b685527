import { userInfo } from 'node:os';
import { deployableCell } from '../cells/deployable.ts';
import { type ConsoleChoice, findConsole } from '../cells/find-cell.ts';
import type { Context } from '../commands/context.ts';
import { ConsoleApi } from '../http/console-api.ts';
import type { Target } from './operation.ts';

/** The cell to operate, as the options of `withTarget` name it. */
export interface TargetChoice extends ConsoleChoice {
  /** One of infra/cells; without it, a local one. */
  readonly cell?: string;
  readonly endpoint?: string;
}

/**
 * The cell that the options name.
 * @throws {CliError} CELL_UNKNOWN, NO_CREDENTIALS; NO_CELL, BAD_ADDRESS of a local one
 */
export async function targetOf(choice: TargetChoice, context: Context): Promise<Target> {
  if (choice.cell === undefined) return localTarget(choice, context);
  // The SDK takes half a second to load, and commands of a local cell do without it.
  const { openDeployedCell } = await import('./deployed-cell.ts');
  return openDeployedCell(deployableCell(choice.cell), choice.endpoint);
}

async function localTarget(choice: ConsoleChoice, { timing, output }: Context): Promise<Target> {
  const address = await findConsole(choice);
  const api = new ConsoleApi(address, timing, (why) =>
    output.progress(`Waiting for ${address.api}: ${why} …`),
  );
  return {
    name: address.api,
    operator: userInfo().username,
    run: (operation) => operation.local(api),
  };
}
