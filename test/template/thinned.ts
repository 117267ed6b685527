import { isJsonArray, isObject, type JsonObject, type JsonValue } from '../../lib/json.ts';

/**
 * What is left of templates without the resources that say nothing which one before them does not say, such as a
 * property: cells are alike but for names and numbers, and cfn-lint takes milliseconds for each resource. What a
 * resource refers to stays with it.
 * @returns undefined in the place of a template that says nothing of its own
 */
export function thinned(templates: readonly JsonObject[]): readonly (JsonObject | undefined)[] {
  const known = new Set<string>();
  return templates.map((template) => {
    const resources = objectAt(template, 'Resources');
    const saying = Object.entries(resources).flatMap(([id, resource]) =>
      addsTo(known, pathsIn(resource, isObject(resource) ? String(resource.Type) : '')) ? [id] : [],
    );
    return saying.length === 0 ? undefined : withOnly(template, saying);
  });
}

/**
 * A value whose lists have lost the objects that say nothing which one before them in the list does not say, but for
 * the first two: some lists must not be shorter.
 */
export function withoutRepeats(value: JsonValue): JsonValue {
  if (isJsonArray(value)) {
    const known = new Set<string>();
    return value
      .filter((each, at) => addsTo(known, pathsIn(each, '')) || at < 2 || !isObject(each))
      .map(withoutRepeats);
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutRepeats(each)]));
}

/** Adds paths to those that are known. @returns whether one of them was not */
function addsTo(known: Set<string>, paths: readonly string[]): boolean {
  const before = known.size;
  for (const path of paths) known.add(path);
  return known.size > before;
}

/** The paths to all values, and of what type they are. */
function pathsIn(value: JsonValue, path: string): readonly string[] {
  if (isJsonArray(value)) return value.flatMap((each) => pathsIn(each, `${path}[]`));
  if (!isObject(value)) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, each]) =>
    /^(Ref|Fn::\w+)$/.test(key) ? [`${path}: ${key}`] : pathsIn(each, `${path}.${key}`),
  );
}

/** A template with some of its resources, and all else that those refer to. */
function withOnly(template: JsonObject, saying: readonly string[]): JsonObject {
  const resources = objectAt(template, 'Resources');
  const [parameters, conditions] = [objectAt(template, 'Parameters'), objectAt(template, 'Conditions')];
  // cfn-lint objects to what nothing uses; the rules of a template do.
  const rules = [...namesIn(template.Rules ?? null)].filter((name) => name in parameters);
  const kept = referredTo({ ...resources, ...conditions, ...parameters }, [...saying, ...rules]);
  const isKept = (id: string) => kept.has(id);
  const isWhole = (output: JsonValue) =>
    [...namesIn(output)].every((name) => kept.has(name) || !(name in resources));
  return {
    ...template,
    Resources: filtered(resources, isKept),
    ...(template.Parameters !== undefined && { Parameters: filtered(parameters, isKept) }),
    ...(template.Conditions !== undefined && { Conditions: filtered(conditions, isKept) }),
    ...(template.Outputs !== undefined && {
      Outputs: filtered(objectAt(template, 'Outputs'), (_, output) => isWhole(output)),
    }),
  };
}

/** Some ids, those that they refer to, and so on. */
function referredTo(definitions: JsonObject, some: readonly string[]): ReadonlySet<string> {
  const found = new Set(some);
  // A set goes through what is added to it meanwhile, too.
  for (const id of found)
    for (const name of namesIn(definitions[id] ?? null)) if (name in definitions) found.add(name);
  return found;
}

/** Every text in a value, and every name in one that is filled in. */
function namesIn(value: JsonValue): ReadonlySet<string> {
  if (typeof value === 'string')
    return new Set([value, ...Array.from(value.matchAll(/\$\{(\w+)/g), ([, name = '']) => name)]);
  if (!isJsonArray(value) && !isObject(value)) return new Set();
  return new Set(Object.values(value).flatMap((each) => [...namesIn(each)]));
}

function filtered(from: JsonObject, isKept: (key: string, value: JsonValue) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([key, value]) => isKept(key, value)));
}

function objectAt(template: JsonObject, section: string): JsonObject {
  const value = template[section];
  return isObject(value) ? value : {};
}
