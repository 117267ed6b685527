import { type Command, InvalidArgumentError, Option } from 'commander';
import { isInstant } from '../../functions/core/invoice/instant.ts';

/** Adds the options that name the cell to talk to. */
export function withCell(command: Command): Command {
  return command
    .addOption(
      new Option('--api <address>', 'address of the cell (default: the newest running here)').env('BEMS_API'),
    )
    .addOption(new Option('--api-key <key>', 'API key of the cell').env('BEMS_API_KEY'));
}

/** Adds the options that name the cell to operate, on this machine or in an account. */
export function withTarget(command: Command): Command {
  return command
    .addOption(
      new Option('--api <address>', 'address of a local cell (default: the newest running here)').env(
        'BEMS_API',
      ),
    )
    .addOption(
      new Option('--operator-key <key>', 'operator key of that cell (default: from its data folder)').env(
        'BEMS_OPERATOR_KEY',
      ),
    )
    .option('--cell <name>', 'instead, a cell of infra/cells in its account, with your AWS credentials')
    .addOption(
      new Option('--endpoint <url>', 'with --cell: where AWS answers (default: AWS itself)').env(
        'AWS_ENDPOINT_URL',
      ),
    );
}

/** Adds the options of a command that works through many messages. */
export function withRun(command: Command): Command {
  return command
    .option('--all', 'every one, without a condition')
    .option('--by <name>', 'who does it (default: you, as this machine or AWS knows you)')
    .option('--rate <n>', 'at most so many per second', positive, 100)
    .option('--dry-run', 'say what would happen, and change nothing');
}

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print the result (and any error) as one line of JSON');
}

/** Checks that a text is an RFC 3339 time with an offset. */
export function instant(text: string): string {
  if (isInstant(text)) return text;
  throw new InvalidArgumentError('It must be an RFC 3339 time, such as 2026-11-20T10:00:00Z.');
}

/** Parses a whole number between the bounds. */
export function integer(min: number, max: number) {
  return (text: string) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** Parses an http or https address. */
export function webAddress(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new InvalidArgumentError('It must be an address that begins with http:// or https://.');
}

/** What groups of three digits after a point look like: a thousand to some, a fraction to others. */
const grouped = /^[1-9]\d{0,2}(\.\d{3})+$/;

/** Parses a number above zero. */
export function positive(text: string): number {
  if (grouped.test(text))
    throw new InvalidArgumentError(
      `It can be read as ${text.replaceAll('.', '')} or as a fraction: write ${text.replaceAll('.', '')}, or ${text}0 for the fraction.`,
    );
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  const plain = text.replaceAll(/(?<=\d)[,_' ](?=\d{3})/g, '');
  throw new InvalidArgumentError(
    plain !== text && Number(plain) > 0
      ? `A number has no marks between its digits here: write ${plain}.`
      : 'It must be a number above 0.',
  );
}
