import { Aws, CfnParameter, CfnRule, Fn, Stack, type Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { closeTo } from '../../lib/close-names.ts';
import { InputError } from '../cells/input-error.ts';

const idPrefix = 'account:';

/**
 * The id given for an account with `-c account:<alias>=<id>`, or undefined.
 * @throws {InputError} when what is given is no account id
 */
export function accountIdGiven(scope: Construct, alias: string): string | undefined {
  const given: unknown = scope.node.tryGetContext(`${idPrefix}${alias}`);
  if (given === undefined) return undefined;
  // A number would already have lost its leading zeros.
  if (typeof given !== 'string' || !/^\d{12}$/.test(given))
    throw new InputError(
      `-c account:${alias}=${String(given)} is no account id.`,
      'Give the twelve digits of the id.',
    );
  return given;
}

/**
 * Nobody would miss an id that was given under a mistyped name: without one the stacks fit any account.
 * @param aliases the accounts that what is synthesized is in, or lets people in from
 * @throws {InputError} naming what was given for none of them, and the closest of them
 */
export function refuseUnknownAccounts(scope: Construct, aliases: readonly string[]): void {
  const context: object = scope.node.getAllContext();
  const given = Object.keys(context).filter((key) => key.startsWith(idPrefix));
  const unknown = given.map((key) => key.slice(idPrefix.length)).filter((alias) => !aliases.includes(alias));
  if (unknown.length === 0) return;
  throw new InputError(
    unknown
      .map((alias) => {
        const close = closeTo(alias, aliases);
        const hint = close.length > 0 ? `; close to it: ${close.join(', ')}` : '';
        return `-c ${idPrefix}${alias} names no account of what is chosen${hint}.`;
      })
      .join('\n'),
    `Give ids for these alone: ${aliases.join(', ')}.`,
  );
}

/**
 * Makes stacks whose account was not given at synthesis ask for its id when they are deployed, and refuse
 * any other account: they fit every account, and would go to whatever one the credentials are for.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 */
export function confirmAccount(stage: Stage, alias: string): void {
  for (const stack of stage.node.findAll().filter(Stack.isStack)) {
    const confirmed = new CfnParameter(stack, 'ConfirmedAccountId', {
      description: `The id of the account ${alias}, which these stacks are for. Not asked for with -c account:${alias}=<id>`,
      allowedPattern: '^\\d{12}$',
      constraintDescription: 'must be the twelve digits of the id',
    });
    new CfnRule(stack, 'OnlyConfirmedAccount', {
      assertions: [
        {
          assert: Fn.conditionEquals(Aws.ACCOUNT_ID, confirmed.valueAsString),
          assertDescription: `The credentials are for another account than the one confirmed as ${alias}`,
        },
      ],
    });
  }
}
