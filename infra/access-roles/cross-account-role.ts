import {
  CfnCondition,
  CfnParameter,
  CfnResource,
  Duration,
  Fn,
  type ICfnConditionExpression,
  Stack,
} from 'aws-cdk-lib';
import {
  AccountPrincipal,
  CompositePrincipal,
  type IManagedPolicy,
  ManagedPolicy,
  type PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { accountIdGiven } from '../blocks/account-id.ts';
import { acceptFinding } from '../blocks/findings.ts';

export interface CrossAccountRoleProps {
  readonly roleName: string;
  readonly description: string;
  /** Aliases of the accounts whose people may assume it. */
  readonly trusted: readonly string[];
  /** Each becomes a policy of its own: IAM takes up to 6,144 characters in one. */
  readonly policies: Readonly<Record<string, readonly PolicyStatement[]>>;
}

const session = Duration.hours(1);

/**
 * A role for people of other accounts, for an hour. They need a second factor, used within the
 * hour, and the external id agreed with their account, so that no third party gets in through them.
 * There is no role until that id and the accounts are given: nothing is trusted by default.
 */
export function crossAccountRole(
  scope: Construct,
  id: string,
  { roleName, description, trusted, policies }: CrossAccountRoleProps,
): void {
  const stack = Stack.of(scope);
  // An agreement rather than a secret: readable in the stack, and in no file of the project.
  const externalId = parameter(stack, `${id}ExternalId`, {
    description: `What people who assume ${roleName} give as external id: made once, at random. Empty: no role`,
    form: '[A-Za-z0-9+=,.@:/_-]{16,1224}',
    rule: 'must be 16 or more letters, digits or any of +=,.@:/_-',
  });
  const accounts = trusted.map((alias) => accountIdGiven(stack, alias) ?? accountParameter(stack, alias));
  const role = new Role(scope, id, {
    roleName,
    description,
    maxSessionDuration: session,
    assumedBy: new CompositePrincipal(
      ...accounts.map((account) => new AccountPrincipal(idOf(account))),
    ).withConditions({
      StringEquals: { 'sts:ExternalId': externalId.valueAsString },
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      NumericLessThan: { 'aws:MultiFactorAuthAge': String(session.toSeconds()) },
    }),
    managedPolicies: Object.entries(policies).map(([name, statements]) =>
      policyOf(scope, `${id}${name}`, roleName, statements),
    ),
  });
  const resource = role.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) throw new Error(`${role.node.path} makes no resource`);
  resource.cfnOptions.condition = new CfnCondition(scope, `${id}Agreed`, {
    expression: areGiven([externalId, ...accounts.filter((account) => account instanceof CfnParameter)]),
  });
}

function areGiven(parameters: readonly CfnParameter[]): ICfnConditionExpression {
  const given = parameters.map(({ valueAsString }) => Fn.conditionNot(Fn.conditionEquals(valueAsString, '')));
  const [only, ...others] = given;
  return only && others.length === 0 ? only : Fn.conditionAnd(...given);
}

function idOf(account: string | CfnParameter): string {
  return typeof account === 'string' ? account : account.valueAsString;
}

/** One parameter per account, however many roles trust it. */
function accountParameter(stack: Stack, alias: string): CfnParameter {
  const words = alias.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const id = `${words.join('')}AccountId`;
  const asked = stack.node.tryFindChild(id);
  if (asked instanceof CfnParameter) return asked;
  return parameter(stack, id, {
    description: `Id of the account ${alias}, whose people may assume roles here. Empty: they may not`,
    form: '[0-9]{12}',
    rule: 'must be the twelve digits of an account id',
  });
}

function parameter(
  stack: Stack,
  id: string,
  { description, form, rule }: { readonly description: string; readonly form: string; readonly rule: string },
): CfnParameter {
  return new CfnParameter(stack, id, {
    description,
    default: '',
    allowedPattern: `^(${form})?$`,
    constraintDescription: `${rule}, or empty`,
  });
}

function policyOf(
  scope: Construct,
  id: string,
  roleName: string,
  statements: readonly PolicyStatement[],
): IManagedPolicy {
  const policy = new ManagedPolicy(scope, id, {
    description: `Part of what ${roleName} may do`,
    statements: [...statements],
  });
  if (statements.some(({ effect, resources }) => effect === 'Allow' && resources.includes('*')))
    acceptFinding(policy, 'callsWithoutResource');
  return policy;
}
