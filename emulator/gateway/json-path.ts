import { JSONPath } from 'jsonpath-plus';
import type { Value } from './velocity/values.ts';

type Step = string | number;
/** The steps of a path that leads to one place; undefined for one that may lead to several. */
type Compiled = readonly Step[] | undefined;

const step = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^'\\]*)'\]|\["([^"\\]*)"\]/y;

function definiteSteps(path: string): Compiled {
  if (!path.startsWith('$')) return undefined;
  const steps: Step[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (!match) return undefined;
    const [, name, index, quoted, doubleQuoted] = match;
    steps.push(index !== undefined ? Number(index) : (name ?? quoted ?? doubleQuoted ?? ''));
  }
  return steps;
}

const compiled = new Map<string, Compiled>();

function stepsOf(path: string): Compiled {
  if (compiled.has(path)) return compiled.get(path);
  const steps = definiteSteps(path);
  // Paths may be put together by a template; the cache must not grow with the data.
  if (compiled.size >= 1000) compiled.clear();
  compiled.set(path, steps);
  return steps;
}

function child(value: Value, key: Step): Value | undefined {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  if (typeof value !== 'object' || value === null || typeof key === 'number') return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, Value>)[key] : undefined;
}

/**
 * What a JSONPath selects: the value for a path that leads to one place (undefined when nothing is
 * there), the list of all matches for any other. Paths of plain steps are walked directly;
 * wildcards, slices and `..` are jsonpath-plus'. Filter expressions are refused: they would have to
 * be evaluated as code.
 */
export function selectJson(value: Value, path: string): Value | undefined {
  const steps = stepsOf(path);
  if (!steps) return JSONPath({ path, json: value as object, eval: false, wrap: true }) as Value[];
  let selected: Value | undefined = value;
  for (const key of steps) {
    if (selected === undefined) return undefined;
    selected = child(selected, key);
  }
  return selected;
}
