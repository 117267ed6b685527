import { Readable } from 'node:stream';
import { makeProgram } from '../../../cli/program.ts';
import { type FakeCell, instantTiming } from './fake-cell.ts';

/** Runs a command against the fake cell. */
export async function runProgram(
  cell: FakeCell,
  args: readonly string[],
  {
    input = '',
    timing = instantTiming(),
  }: { input?: string | Buffer; timing?: ReturnType<typeof instantTiming> } = {},
) {
  const out: string[] = [];
  const err: string[] = [];
  let exitCode = 0;
  const program = makeProgram({
    output: { out: (text) => out.push(text), err: (text) => err.push(text), progress: () => {} },
    input: Readable.from([input]),
    timing,
    stop: () => new AbortController().signal,
    exitWith: (code) => {
      exitCode = code;
    },
  });
  await program.parseAsync([...args, '--api', cell.address.api, '--api-key', 'key'], { from: 'user' });
  return { out: out.join('\n'), err: err.join('\n'), exitCode };
}
