import {
  isJsonArray,
  isObject,
  type JsonObject,
  type JsonScalar,
  type JsonValue,
  own,
  someElement,
} from '../../../lib/json.ts';
import type { Branch } from './branches.ts';
import type { FieldMatcher } from './matchers.ts';

/** A branch's fields as the tree of their keys: what is asked of one place in an event. */
interface Node {
  readonly keys: readonly string[];
  field: FieldMatcher | undefined;
  readonly children: Map<string, Node>;
}

/**
 * Compiles one branch of a pattern. A test descends into an array once for all fields below it, so
 * those must match within the same element; that a field is absent is asked of the whole event.
 */
export function compileBranch(branch: Branch): (event: JsonValue) => boolean {
  const root = node([]);
  for (const { keys, matcher } of branch.values()) leaf(root, keys).field = matcher;
  const test = compileNode(root);
  return (event) => test(event, event);
}

function node(keys: readonly string[]): Node {
  return { keys, field: undefined, children: new Map() };
}

function leaf(root: Node, keys: readonly string[]): Node {
  let at = root;
  for (const [depth, key] of keys.entries()) {
    const child = at.children.get(key) ?? node(keys.slice(0, depth + 1));
    at.children.set(key, child);
    at = child;
  }
  return at;
}

/** Tests the value at one place (undefined: nothing there) of the event. */
type Test = (value: JsonValue | undefined, event: JsonValue) => boolean;

function compileNode({ keys, field, children }: Node): Test {
  const below = children.size > 0 ? compileChildren(children) : undefined;
  const here = field ? compileLeaf(field, keys) : undefined;
  if (below && here) return (value, event) => here(value, event) && below(value, event);
  return here ?? below ?? (() => true);
}

function compileLeaf({ matches, mayBeAbsent }: FieldMatcher, keys: readonly string[]): Test {
  const scalarMatches = (element: JsonScalar | JsonObject) => !isObject(element) && matches(element);
  const present: Test = (value) => {
    if (value === undefined) return false;
    return isJsonArray(value) ? someElement(value, scalarMatches) : scalarMatches(value);
  };
  return mayBeAbsent ? (value, event) => present(value, event) || !hasLeaf(event, keys) : present;
}

function compileChildren(children: ReadonlyMap<string, Node>): Test {
  const steps = [...children].map(([key, child]) => ({ key, test: compileNode(child) }));
  const object: Test = (value, event) => {
    const at = isObject(value) ? value : undefined;
    for (const { key, test } of steps) {
      if (!test(at && own(at, key), event)) return false;
    }
    return true;
  };
  return (value, event) =>
    isJsonArray(value)
      ? someElement(value, (element) => object(element, event)) || object(undefined, event)
      : object(value, event);
}

/**
 * Whether the event has a scalar, null included, at these keys anywhere: objects and empty arrays
 * are no leaves.
 */
function hasLeaf(value: JsonValue | undefined, keys: readonly string[]): boolean {
  if (value === undefined) return false;
  if (isJsonArray(value)) return someElement(value, (element) => hasLeaf(element, keys));
  const [key, ...rest] = keys;
  if (key === undefined) return !isObject(value);
  return isObject(value) && hasLeaf(own(value, key), rest);
}
