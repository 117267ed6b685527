import type { Construct } from 'constructs';
import { InputError } from '../cells/input-error.ts';

/**
 * The id given for an account with `-c account:<alias>=<id>`, or undefined.
 * @throws {InputError} when what is given is no account id
 */
export function accountIdGiven(scope: Construct, alias: string): string | undefined {
  const given: unknown = scope.node.tryGetContext(`account:${alias}`);
  if (given === undefined) return undefined;
  // A number would already have lost its leading zeros.
  if (typeof given !== 'string' || !/^\d{12}$/.test(given))
    throw new InputError(
      `-c account:${alias}=${String(given)} is no account id.`,
      'Give the twelve digits of the id.',
    );
  return given;
}
