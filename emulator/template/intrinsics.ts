import { isObject, type JsonValue } from '../../lib/json.ts';

/**
 * What the intrinsic functions of one stack look up. Each throws when there is nothing of that
 * name.
 */
export interface Scope {
  /**
   * Value of `Ref`: a parameter, a pseudo parameter or a resource. `undefined` stands for
   * `AWS::NoValue`.
   */
  ref(name: string): JsonValue | undefined;
  attribute(logicalId: string, attribute: string): JsonValue;
  importValue(exportName: string): JsonValue;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): JsonValue;
}

/**
 * Resolves every intrinsic function in a value, as CloudFormation does.
 * @param where names the value in errors
 * @returns undefined when the value is `AWS::NoValue`
 * @throws {Error} naming an intrinsic or a reference that cannot be resolved
 */
export function resolve(value: JsonValue, scope: Scope, where: string): JsonValue | undefined {
  if (typeof value === 'string' && value.includes('{{resolve:'))
    throw new Error(`${where}: dynamic references ({{resolve:…}}) need the cloud`);
  if (Array.isArray(value))
    return value
      .map((item: JsonValue, index) => resolve(item, scope, `${where}[${index}]`))
      .filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && isIntrinsic(name, value[name])) {
    const evaluate = intrinsics[name];
    if (!evaluate) throw new Error(`${where}: the intrinsic function ${name} is not supported`);
    return evaluate(value[name] ?? null, scope, `${where}.${name}`);
  }
  const resolved: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(value)) {
    const result = resolve(item, scope, `${where}.${key}`);
    if (result !== undefined) resolved[key] = result;
  }
  return resolved;
}

function isIntrinsic(name: string, argument: JsonValue | undefined): boolean {
  return name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string');
}

type Intrinsic = (argument: JsonValue, scope: Scope, where: string) => JsonValue | undefined;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope, where) => scope.ref(text(name, where)),

  Condition: (name, scope, where) => scope.condition(text(name, where)),

  'Fn::GetAtt': (argument, scope, where) => {
    const [logicalId, ...path] = typeof argument === 'string' ? argument.split('.') : list(argument, where);
    return scope.attribute(text(logicalId, where), path.map((part) => text(part, where)).join('.'));
  },

  'Fn::Join': (argument, scope, where) => {
    const [separator, parts] = list(argument, where);
    return texts(resolve(parts ?? null, scope, where), where).join(text(separator, where));
  },

  'Fn::Split': (argument, scope, where) => {
    const [separator, source] = list(argument, where);
    return text(resolve(source ?? null, scope, where), where).split(text(separator, where));
  },

  'Fn::Select': (argument, scope, where) => {
    const [index, source] = list(argument, where);
    const items = list(resolve(source ?? null, scope, where), where);
    const item = items[Number(resolve(index ?? null, scope, where))];
    if (item === undefined) throw new Error(`${where}: there is no item ${JSON.stringify(index)}`);
    return item;
  },

  'Fn::Sub': (argument, scope, where) => {
    const [template, variables] = typeof argument === 'string' ? [argument] : list(argument, where);
    return text(template, where).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (isObject(variables) && name in variables) {
        return text(resolve(variables[name] ?? null, scope, where), `${where}.${name}`);
      }
      const [logicalId, ...path] = name.split('.');
      const value = path.length > 0 ? scope.attribute(logicalId ?? '', path.join('.')) : scope.ref(name);
      return text(value, `${where}.${name}`);
    });
  },

  'Fn::ImportValue': (argument, scope, where) =>
    scope.importValue(text(resolve(argument, scope, where), where)),

  'Fn::FindInMap': (argument, scope, where) => {
    const [map, first, second] = texts(resolve(argument, scope, where), where);
    return scope.mapping(text(map, where), text(first, where), text(second, where));
  },

  'Fn::Base64': (argument, scope, where) =>
    Buffer.from(text(resolve(argument, scope, where), where)).toString('base64'),

  'Fn::If': (argument, scope, where) => {
    const [condition, whenTrue = null, whenFalse = null] = list(argument, where);
    return resolve(scope.condition(text(condition, where)) ? whenTrue : whenFalse, scope, where);
  },

  'Fn::Equals': (argument, scope, where) => {
    const [left, right] = list(resolve(argument, scope, where), where);
    return JSON.stringify(left) === JSON.stringify(right);
  },

  'Fn::And': (argument, scope, where) => truths(argument, scope, where).every(Boolean),
  'Fn::Or': (argument, scope, where) => truths(argument, scope, where).some(Boolean),
  'Fn::Not': (argument, scope, where) => !truths(argument, scope, where)[0],
};

function truths(argument: JsonValue, scope: Scope, where: string): boolean[] {
  return list(resolve(argument, scope, where), where).map((value) => value === true);
}

/** Numbers and booleans become text, as they do in CloudFormation. */
function text(value: JsonValue | undefined, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where}: text expected, not ${JSON.stringify(value)}`);
}

function list(value: JsonValue | undefined, where: string): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${where}: a list expected, not ${JSON.stringify(value)}`);
}

function texts(value: JsonValue | undefined, where: string): string[] {
  return list(value, where).map((item) => text(item, where));
}
