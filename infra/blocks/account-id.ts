import { Aws, CfnParameter, CfnRule, Fn, Stack, type Stage } from 'aws-cdk-lib';
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
