import { type CellChoice, findCell } from '../cells/find-cell.ts';
import type { ExitCode } from '../errors.ts';
import { Api } from '../http/api.ts';
import type { Timing } from '../http/timing.ts';
import type { Output } from '../output.ts';

/** What every command works with. */
export interface Context {
  readonly output: Output;
  readonly input: NodeJS.ReadableStream;
  readonly timing: Timing;
  /**
   * Aborted when the user wants the command to stop. A command that asks for it ends by itself
   * then; any other is ended on the spot.
   */
  stop(): AbortSignal;
  /** Sets the exit code of a command that otherwise succeeded. */
  exitWith(code: ExitCode): void;
}

/** A client of the cell that the command's `--api` and `--api-key` name. */
export async function connectTo(choice: CellChoice, context: Context): Promise<Api> {
  const address = await findCell(choice);
  return new Api(address, context.timing, (why) =>
    context.output.progress(`Waiting for ${address.api}: ${why} …`),
  );
}
