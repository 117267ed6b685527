import { createInterface } from 'node:readline/promises';
import type { Context } from './commands/context.ts';
import { CliError, exitCodes } from './errors.ts';

/**
 * Asks a person, on stderr, and takes nothing but y or yes for a yes.
 * @throws {CliError} NOT_CONFIRMED where nobody can be asked, or after any other answer
 */
export async function confirm({ input, output }: Context, question: string): Promise<void> {
  const asked = 'isTTY' in input && input.isTTY === true;
  if (!asked) throw notConfirmed('Nobody confirmed it, and there is no terminal to ask at.');
  output.err(`${question} [y/N]`);
  const lines = createInterface({ input });
  try {
    for await (const line of lines) {
      if (/^y(es)?$/i.test(line.trim())) return;
      break;
    }
  } finally {
    lines.close();
  }
  throw notConfirmed('It was not confirmed.');
}

function notConfirmed(message: string): CliError {
  return new CliError(
    'NOT_CONFIRMED',
    message,
    'Nothing was done. Give --yes to do it without asking.',
    exitCodes.usage,
  );
}
