import type { CellTemplate, Resource } from '../../../emulator/template/cell-template.ts';
import { eventsFolder } from '../../../functions/adapters/s3/archive-layout.ts';
import { operationsSource } from '../../../functions/core/names.ts';
import type { JsonObject } from '../../../lib/json.ts';
import { documentsOf, statementsOf } from '../../template/invariants/policies.ts';
import { at, textAt, textsOf } from '../../template/invariants/resources.ts';
import { matchesWildcards } from '../../template/wildcards.ts';

/** Something that is done, or may be done, to a resource. */
export interface Access {
  readonly action: string;
  /** An ARN; `*` where the action knows no resource. */
  readonly resource: string;
  /**
   * The service in whose name a key is used: `sqs.us-east-1.amazonaws.com`. A grant without it is
   * for any.
   */
  readonly via?: string | undefined;
}

/**
 * Everything the policies of a function's role say, each allowed action with each of its resources.
 */
export function grantsOf(cell: CellTemplate, lambda: Resource): readonly Access[] {
  const role = cell.find(textAt(lambda.properties, 'Role') ?? '', 'AWS::IAM::Role');
  if (!role) throw new Error(`The function ${lambda.physicalId} has no role of this cell`);
  const attached = [...cell.ofType('AWS::IAM::Policy'), ...cell.ofType('AWS::IAM::ManagedPolicy')].filter(
    ({ properties }) => textsOf(properties.Roles).includes(role.physicalId),
  );
  return [role, ...attached].flatMap(documentsOf).flatMap(statementsOf).flatMap(accesses);
}

/**
 * @throws {Error} on what this evaluation leaves out: no policy of a function denies but what narrows its own
 * grant of everything, or has a condition but on the service, on what it announces, on the folder that it
 * lists, or on which collections of records it may touch (held to their text in test/template)
 */
function accesses(statement: JsonObject): readonly Access[] {
  const { Effect: effect, Action: actions, Resource: resources, Condition: condition, ...others } = statement;
  const via = textAt(condition, 'StringEquals', 'kms:ViaService');
  const announces = textAt(condition, 'StringEquals', 'events:source') === operationsSource;
  const lists = textAt(condition, 'StringLike', 's3:prefix') === `${eventsFolder}/*`;
  if (effect === 'Deny' && condition === undefined && 'NotResource' in others) return [];
  const collections = at(condition, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys') !== undefined;
  const isKnown =
    condition === undefined ||
    announces ||
    lists ||
    collections ||
    JSON.stringify(condition) === viaService(via);
  if (effect !== 'Allow' || !isKnown || Object.keys(others).some((key) => key !== 'Sid'))
    throw new Error(`A statement that is not evaluated here: ${JSON.stringify(statement)}`);
  return textsOf(actions).flatMap((action) =>
    textsOf(resources).map((resource) => ({ action, resource, via })),
  );
}

function viaService(service: string | undefined): string {
  return JSON.stringify({ StringEquals: { 'kms:ViaService': service } });
}

/** Whether a grant covers what is done, as IAM matches: actions without regard to case. */
export function covers(grant: Access, done: Access): boolean {
  return (
    matchesWildcards(grant.action.toLowerCase(), done.action.toLowerCase()) &&
    matchesWildcards(grant.resource, done.resource) &&
    (grant.via === undefined || grant.via === done.via)
  );
}
