import { aggregates, type Gives, rowFunctions, tableCalculations } from './functions.ts';
import { type Node, nodesOf } from './parse.ts';

export type ValueType = 'number' | 'text' | 'date' | 'truth';
/** Of a row, of many rows summed up, or of neither, such as a constant. */
export type Level = 'row' | 'aggregate' | 'either';

/** What is known of what an expression may name; undefined if there is no such field. */
export interface Names {
  readonly typeOf: (field: string) => ValueType | undefined;
  readonly levelOf: (field: string) => Level | undefined;
}

/** The function by that name in any of the lists, whatever the case. */
function givenBy(name: string): Gives | undefined {
  const key = name.toLowerCase();
  return aggregates.get(key) ?? tableCalculations.get(key) ?? rowFunctions.get(key);
}

/** Functions that the user guide does not know. */
export function unknownFunctions(node: Node): readonly string[] {
  return [...nodesOf(node)].flatMap((each) =>
    each.kind === 'call' && givenBy(each.name) === undefined ? [each.name] : [],
  );
}

export function fieldsOf(node: Node): readonly string[] {
  return [...nodesOf(node)].flatMap((each) => (each.kind === 'field' ? [each.name] : []));
}

export function parametersOf(node: Node): readonly string[] {
  return [...nodesOf(node)].flatMap((each) => (each.kind === 'parameter' ? [each.name] : []));
}

const comparisons = ['or', 'and', 'not', '=', '<>', '!=', '<', '<=', '>', '>='];

/** The type of what it comes to; undefined if that cannot be told, as of a parameter. */
export function typeOf(node: Node, names: Names): ValueType | undefined {
  switch (node.kind) {
    case 'field':
      return names.typeOf(node.name);
    case 'text':
    case 'number':
      return node.kind;
    case 'operation':
      return comparisons.includes(node.name) ? 'truth' : 'number';
    case 'call': {
      const gives = givenBy(node.name);
      if (typeof gives !== 'number') return gives;
      const arg = node.args.at(gives);
      return arg && typeOf(arg, names);
    }
    default:
      return undefined;
  }
}

/**
 * Whether it is of a row or of many, with what is wrong about that: a sum of sums, or a sum beside the
 * value of a row, which QuickSight refuses as a nested or a mismatched aggregation.
 */
export function levelOf(
  node: Node,
  names: Names,
): { readonly level: Level; readonly faults: readonly string[] } {
  switch (node.kind) {
    case 'field':
      return { level: names.levelOf(node.name) ?? 'either', faults: [] };
    case 'operation':
      return together(node.args, names);
    case 'call':
      return levelOfCall(node, names);
    default:
      return { level: 'either', faults: [] };
  }
}

function levelOfCall({ name, args }: Extract<Node, { kind: 'call' }>, names: Names) {
  const key = name.toLowerCase();
  const values = args.filter(({ kind }) => kind !== 'list');
  const { level, faults } = together(values, names);
  if (aggregates.has(key)) {
    const nested = level === 'aggregate' ? [`${name} of what is summed up already`] : [];
    const perGroup = args.some(({ kind }) => kind === 'list');
    return { level: perGroup ? ('either' as const) : ('aggregate' as const), faults: [...faults, ...nested] };
  }
  if (tableCalculations.has(key)) {
    // Its first value is worked with, of ranks what they are by; others say when, how far and in which order.
    const [first] = args;
    const by = first?.kind === 'list' ? first.args[0] : values[0];
    const of = by && levelOf(by, names);
    if (values.some((each) => each.kind === 'word' && /^pre_/i.test(each.name))) {
      const ofSums = of?.level === 'aggregate' ? [`${name} before rows are summed up, of what is`] : [];
      return { level: 'row' as const, faults: [...(of?.faults ?? []), ...ofSums] };
    }
    const ofRows = of?.level === 'row' ? [`${name} of what is not summed up`] : [];
    return { level: 'aggregate' as const, faults: [...(of?.faults ?? []), ...ofRows] };
  }
  return { level, faults };
}

function together(nodes: readonly Node[], names: Names): { level: Level; faults: readonly string[] } {
  const each = nodes.map((node) => levelOf(node, names));
  const levels = new Set(each.map(({ level }) => level).filter((level) => level !== 'either'));
  const faults = each.flatMap((one) => one.faults);
  if (levels.size > 1)
    return { level: 'aggregate', faults: [...faults, 'what is summed up beside the value of a row'] };
  const [level = 'either' as const] = levels;
  return { level, faults };
}
