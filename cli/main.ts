import { CommanderError } from 'commander';
import { CliError, type ExitCode, errorText, exitCodes, toCliError } from './errors.ts';
import { realTiming } from './http/timing.ts';
import { processOutput } from './output.ts';
import { makeProgram } from './program.ts';
import { stopOnSignals } from './stop-signals.ts';

const output = processOutput();
const wantsJson = process.argv.includes('--json');

const stop = stopOnSignals((why) => {
  if (why === 'again') {
    output.err('Forced.');
    process.exit(exitCodes.interrupted);
  }
  // Nobody is left to wait for a clean shutdown, and the next cell needs the port and the data
  // folder now. A cell survives this like any other kill; its registration becomes stale.
  process.kill(process.pid, 'SIGKILL');
});
// A reader that has seen enough (`| head`) is not a failure.
process.stdout.on('error', () => process.exit(exitCodes.ok));

let endsByItself = false;
stop.addEventListener('abort', () => {
  if (endsByItself) return;
  output.err(errorText(interrupted(), wantsJson));
  process.exit(exitCodes.interrupted);
});

let exitCode: ExitCode = exitCodes.ok;
try {
  const exitWith = (code: ExitCode) => {
    exitCode = code;
  };
  const gentleStop = () => {
    endsByItself = true;
    return stop;
  };
  const context = { output, input: process.stdin, timing: realTiming, stop: gentleStop, exitWith };
  await makeProgram(context).parseAsync();
} catch (error) {
  exitCode = report(error);
}
// A cell that failed during its start leaves threads behind, and nothing may keep a finished
// command alive. Output is flushed first: on some systems pipes are asynchronous.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
);
process.exit(exitCode);

/** Prints the error in the requested form. */
function report(error: unknown): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
  // Without arguments commander prints the help to stderr.
  if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage;
  if (process.env.BEMS_DEBUG && error instanceof Error) output.err(error.stack ?? '');
  const failure = error instanceof CommanderError ? usageError(error) : toCliError(error);
  output.err(errorText(failure, wantsJson));
  return failure.exitCode;
}

function interrupted(): CliError {
  const next = 'Run the same command again: what was accepted already is not counted twice.';
  return new CliError('INTERRUPTED', 'Interrupted.', next, exitCodes.interrupted);
}

function usageError(error: CommanderError): CliError {
  const message = error.message.replace(/^error: /, '');
  return new CliError('USAGE', message, 'See `bems --help`.', exitCodes.usage);
}
