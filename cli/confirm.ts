import { createInterface } from 'node:readline/promises';
import type { Context } from './commands/context.ts';
import { CliError, exitCodes } from './errors.ts';

/**
 * Asks before something is done that cannot be taken back or costs much.
 * @param yes the answer that was given on the command line
 * @throws {CliError} NOT_CONFIRMED, unless somebody says yes
 */
export async function confirm(
  question: string,
  yes: boolean,
  { input }: Pick<Context, 'input'>,
): Promise<void> {
  if (yes || (isTerminal(input) && (await answersYes(question, input)))) return;
  throw new CliError(
    'NOT_CONFIRMED',
    'Nothing was done',
    'Answer y, or give --yes where nobody can be asked.',
    exitCodes.usage,
  );
}

function isTerminal(input: NodeJS.ReadableStream): boolean {
  return 'isTTY' in input && input.isTTY === true;
}

async function answersYes(question: string, input: NodeJS.ReadableStream): Promise<boolean> {
  const lines = createInterface({ input, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
