import { isObject, type JsonObject, type JsonValue } from '../../lib/json.ts';

/** A statement of a policy, each of its parts a list; actions in the order of the alphabet. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: string;
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: JsonObject;
}

/** The statements of a policy document, as resolved from a template. */
export function statementsOf(document: JsonValue | undefined): Statement[] {
  const statements = isObject(document) ? document.Statement : undefined;
  if (!Array.isArray(statements)) throw new Error(`That is no policy: ${JSON.stringify(document)}`);
  return statements.filter(isObject).map((statement) => ({
    sid: typeof statement.Sid === 'string' ? statement.Sid : undefined,
    effect: String(statement.Effect),
    principals: isObject(statement.Principal)
      ? Object.values(statement.Principal).flatMap(texts)
      : texts(statement.Principal),
    actions: texts(statement.Action).sort(),
    resources: texts(statement.Resource),
    condition: isObject(statement.Condition) ? statement.Condition : {},
  }));
}

function texts(value: JsonValue | undefined): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}
