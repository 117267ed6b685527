import { DefinitionError } from '../template/definition.ts';
import type { ContextError, RequestContext } from './request-context.ts';
import type { RequestParameters } from './template-objects.ts';

/** What a parameter mapping may look at. */
export interface ExpressionScope {
  readonly context: RequestContext;
  readonly parameters: RequestParameters;
  readonly error?: ContextError;
  /** Headers of the integration's response, by lower-case name. */
  readonly integrationHeaders?: Readonly<Record<string, string>>;
}

type ParameterExpression = (scope: ExpressionScope) => string | undefined;

function own(values: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}

/**
 * Compiles the right-hand side of a parameter mapping: `'static'`, `context.requestId`,
 * `stageVariables.x`, `method.request.header.X` and its siblings, `integration.response.header.X`.
 * @throws {DefinitionError} for anything else
 */
function compileParameterExpression(
  expression: string,
  stageVariables: Readonly<Record<string, string>>,
  where: string,
): ParameterExpression {
  const text = /^'(.*)'$/s.exec(expression)?.[1];
  if (text !== undefined) return () => text;
  const [root = '', ...rest] = expression.split('.');
  const name = rest.join('.');
  if (root === 'context') return ({ context, error }) => context.lookup(name, error);
  if (root === 'stageVariables') return () => own(stageVariables, name);
  const [, source, group, key = ''] =
    /^(method\.request|integration\.response)\.(header|querystring|path)\.(.+)$/.exec(expression) ?? [];
  if (source === 'integration.response' && group === 'header')
    return ({ integrationHeaders }) => own(integrationHeaders, key.toLowerCase());
  if (source === 'method.request' && (group === 'path' || group === 'querystring'))
    return ({ parameters }) => own(parameters[group], key);
  if (source === 'method.request') return ({ parameters }) => own(parameters.header, key.toLowerCase());
  throw new DefinitionError(`${where}: the parameter mapping ${expression} is not supported here`);
}

/**
 * Header name → value, from mappings whose names begin with `prefix` (e.g.
 * `method.response.header.`).
 */
export function compileHeaders(
  mappings: Readonly<Record<string, string>>,
  prefix: string,
  stageVariables: Readonly<Record<string, string>>,
  where: string,
): (scope: ExpressionScope) => Readonly<Record<string, string>> {
  const headers = Object.entries(mappings).map(([target, expression]) => {
    if (!target.startsWith(prefix)) throw new DefinitionError(`${where}: ${target} is not supported here`);
    const evaluate = compileParameterExpression(expression, stageVariables, where);
    return [target.slice(prefix.length).toLowerCase(), evaluate] as const;
  });
  return (scope) => {
    const values: Record<string, string> = {};
    for (const [name, evaluate] of headers) {
      const value = evaluate(scope);
      if (value !== undefined) values[name] = value;
    }
    return values;
  };
}
