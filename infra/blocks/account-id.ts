import type { Construct } from 'constructs';

/**
 * The id given for an account with `-c account:<alias>=<id>`, or undefined.
 * @throws {Error} when what is given is no account id
 */
export function accountIdGiven(scope: Construct, alias: string): string | undefined {
  const given: unknown = scope.node.tryGetContext(`account:${alias}`);
  if (given === undefined) return undefined;
  // A number would have lost leading zeros before it came here.
  if (typeof given !== 'string' || !/^\d{12}$/.test(given))
    throw new Error(`-c account:${alias}=${String(given)} is no account id: give its twelve digits`);
  return given;
}
