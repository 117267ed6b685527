import { type Command, InvalidArgumentError, Option } from 'commander';

/** Adds the options that name the cell to talk to. */
export const withCell = (command: Command): Command =>
  command
    .addOption(
      new Option('--api <address>', 'address of the cell (default: the newest running here)').env('BEMS_API'),
    )
    .addOption(new Option('--api-key <key>', 'API key of the cell').env('BEMS_API_KEY'));

/** Adds `--json`. */
export const withJson = (command: Command): Command =>
  command.option('--json', 'print the result (and any error) as one line of JSON');

/** Reads a whole number between the bounds. */
export const integer = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
};

/** Reads a number above zero. */
export function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  const plain = text.replaceAll(',', '');
  throw new InvalidArgumentError(
    plain !== text && Number(plain) > 0
      ? `A number has no comma here: write ${plain}.`
      : 'It must be a number above 0.',
  );
}
