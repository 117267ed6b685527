import type { CellTemplate } from '../../emulator/template/cell-template.ts';
import { matchesWildcards } from './wildcards.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, unknown>>;
}

function isPolicy(value: unknown): value is { readonly Statement: readonly Statement[] } {
  return typeof value === 'object' && value !== null && 'Statement' in value;
}

/** The statements of the managed policies that say which role they are part of. */
export function statementsOf(template: CellTemplate, roleName: string): readonly Statement[] {
  return template
    .ofType('AWS::IAM::ManagedPolicy')
    .filter(({ properties }) => properties.Description === `Part of what ${roleName} may do`)
    .flatMap(({ properties }) => statementsIn(properties.PolicyDocument));
}

/** The statements of a policy document. */
export function statementsIn(document: unknown): readonly Statement[] {
  return isPolicy(document) ? document.Statement : [];
}

function matches(patterns: string | readonly string[] | undefined, text: string): boolean {
  return [patterns ?? []].flat().some((pattern) => matchesWildcards(pattern, text));
}

function applies(statement: Statement, action: string, resource: string): boolean {
  return (
    (statement.NotAction ? !matches(statement.NotAction, action) : matches(statement.Action, action)) &&
    (statement.NotResource
      ? !matches(statement.NotResource, resource)
      : matches(statement.Resource, resource))
  );
}

/**
 * Whether IAM would let an action happen: some statement allows it and none denies it.
 * @param meets whether the request meets a statement's conditions; by default it meets those of
 * permissions and none of denials
 */
export function isAllowed(
  statements: readonly Statement[],
  action: string,
  resource: string,
  meets: (statement: Statement) => boolean = ({ Effect: effect, Condition: condition }) =>
    effect === 'Allow' || condition === undefined,
): boolean {
  const applicable = statements.filter(
    (statement) => applies(statement, action, resource) && meets(statement),
  );
  return (
    applicable.some(({ Effect: effect }) => effect === 'Allow') &&
    applicable.every(({ Effect: effect }) => effect === 'Allow')
  );
}
