import { isObject, type JsonObject, type JsonValue, parseJson, parseJsonObject } from '../../../lib/json.ts';
import { expand } from './branches.ts';
import { compileWith } from './event-pattern.ts';
import { InvalidPatternError } from './invalid-pattern.ts';
import type { Dialect } from './matchers.ts';

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

/** What a filter policy looks at in a published message. */
export interface FilterableMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

export interface MessageAttribute {
  /** `String`, `String.Array` (the value is a JSON array), `Number` or `Binary`. */
  readonly Type: string;
  readonly Value: string;
}

/**
 * SNS's documented operators: a wildcard, or `anything-but` of anything but values and a prefix, is
 * not among them and is refused, since the topic in the cloud would refuse it.
 */
const sns: Dialect = {
  code: 'InvalidFilterPolicy',
  operators: new Set([
    ...['prefix', 'suffix', 'equals-ignore-case', 'anything-but', 'numeric', 'exists', 'cidr'],
  ]),
  negatable: new Set(['prefix']),
  numbers: { magnitude: 1e9, decimals: 5 },
  exists: (value) => value !== null && value !== '',
};

/** Limits of a policy, from "Filter policy constraints" in the SNS developer guide. */
const limits = { keys: 5, combinations: 150, bytes: 256 * 1024 };

/**
 * Compiles the filter policy of an SNS subscription. An empty policy lets every message through.
 * @returns a test of one message; it never throws
 * @throws {InvalidPatternError} when SNS would refuse the policy
 */
export function compileFilterPolicy(
  policy: unknown,
  scope: FilterPolicyScope,
): (message: FilterableMessage) => boolean {
  if (isObject(policy) && Object.keys(policy).length === 0) return () => true;
  refuseBeyondLimits(policy, scope);
  const matches = compileWith(policy, sns);

  if (scope === 'MessageBody') {
    return ({ body }) => {
      const value = parseJsonObject(body);
      return value !== undefined && matches(value);
    };
  }
  return ({ attributes }) => {
    // "exists": false only matches when the message has at least one attribute.
    const names = Object.keys(attributes);
    return names.length > 0 && matches(attributeValues(attributes));
  };
}

function refuseBeyondLimits(policy: unknown, scope: FilterPolicyScope): void {
  const fail = (path: string, reason: string) => new InvalidPatternError(path, reason, sns.code);
  if (Buffer.byteLength(JSON.stringify(policy) ?? '') > limits.bytes) {
    throw fail('', `more than ${limits.bytes} bytes`);
  }

  const branches = expand(policy, sns);
  let combinations = 0;
  for (const branch of branches) {
    const fields = [...branch.values()];
    const nested = fields.find(({ keys }) => keys.length > 1);
    if (nested && scope === 'MessageAttributes') {
      throw fail(nested.keys.join('.'), 'a policy on attributes cannot be nested');
    }
    if (new Set(fields.map(({ keys }) => keys[0])).size > limits.keys) {
      throw fail('', `more than ${limits.keys} keys`);
    }
    // A nested field counts once per level: four values three levels deep make twelve.
    combinations += fields.reduce(
      (product, { keys, alternatives }) => product * alternatives * keys.length,
      1,
    );
  }
  if (combinations > limits.combinations) {
    throw fail('', `${combinations} combinations of values, of which ${limits.combinations} are allowed`);
  }
}

/**
 * The attributes as an event: arrays as arrays, numbers as numbers, binary ones and what cannot be
 * read left out.
 */
function attributeValues(attributes: FilterableMessage['attributes']): JsonObject {
  const values: [string, JsonValue][] = [];
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = attributeValue(attribute);
    if (value !== undefined) values.push([name, value]);
  }
  return Object.fromEntries(values);
}

function attributeValue({ Type, Value }: MessageAttribute): JsonValue | undefined {
  switch (Type) {
    case 'String':
      return Value;
    case 'Number': {
      const number = Number(Value);
      return Value.trim() === '' || !Number.isFinite(number) ? undefined : number;
    }
    case 'String.Array':
      return parseJson(Value);
    default:
      return undefined;
  }
}
