import { Readable } from 'node:stream';
import type { Timing } from '../../../cli/http/timing.ts';
import { makeProgram } from '../../../cli/program.ts';
import { type FakeCell, instantTiming } from './fake-cell.ts';

/** What a command is given beside its arguments. */
interface Surroundings {
  readonly input?: string | Buffer;
  /** Whether a person gives it, who can be asked. */
  readonly isTTY?: boolean;
  readonly timing?: Timing;
}

/** Runs a command. @throws its errors */
export async function runCommand(
  args: readonly string[],
  { input = '', isTTY = false, timing = instantTiming() }: Surroundings = {},
) {
  const out: string[] = [];
  const err: string[] = [];
  let exitCode = 0;
  const program = makeProgram({
    output: { out: (text) => out.push(text), err: (text) => err.push(text), progress: () => {} },
    input: Object.assign(Readable.from([input]), { isTTY }),
    timing,
    stop: () => new AbortController().signal,
    exitWith: (code) => {
      exitCode = code;
    },
  });
  await program.parseAsync([...args], { from: 'user' });
  return { out: out.join('\n'), err: err.join('\n'), exitCode };
}

/** Runs a command against the fake cell. */
export function runProgram(cell: FakeCell, args: readonly string[], surroundings?: Surroundings) {
  return runCommand([...args, '--api', cell.address.api, '--api-key', 'key'], surroundings);
}
