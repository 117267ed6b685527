import {
  type Expression,
  type Literal,
  type Operation,
  type Reference,
  referenceText,
  sourceText,
} from './ast.ts';
import { callMethod } from './java-methods.ts';
import type { Scope, Slots } from './scope.ts';
import { equals, isTruthy, memberOf, TemplateError, type Value } from './values.ts';

/** Computes one expression in a scope; null where Velocity has no value. */
export type Evaluate = (scope: Scope) => Value;

/** What compiling a template takes along. */
export interface Compilation {
  readonly slots: Slots;
  /** Compiles the text between double quotes: a template in a template. */
  readonly text: (template: string) => Evaluate;
}

function constant(value: Value): Evaluate {
  return () => value;
}

function numbers(operator: string, left: Value, right: Value): [number, number] {
  if (typeof left !== 'number' || typeof right !== 'number')
    throw new TemplateError(`both sides of ${operator} must be numbers`);
  return [left, right];
}

/** Java's arithmetic: two integers give an integer, truncated towards zero. */
const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => {
    if (right === 0) throw new TemplateError('division by zero');
    const quotient = left / right;
    return Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(quotient) : quotient;
  },
  '%': (left, right) => {
    if (right === 0) throw new TemplateError('division by zero');
    return left % right;
  },
};

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function unary(operator: string, operand: Evaluate): Evaluate | undefined {
  if (operator === 'parenthesis') return operand;
  if (operator === 'not') return (scope) => !isTruthy(operand(scope));
  if (operator === 'minus') return (scope) => numbers('-', 0, operand(scope))[1] * -1;
  return undefined;
}

function binary(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === '&&') return (scope) => isTruthy(left(scope)) && isTruthy(right(scope));
  if (operator === '||') return (scope) => isTruthy(left(scope)) || isTruthy(right(scope));
  if (operator === '==') return (scope) => equals(left(scope), right(scope));
  if (operator === '!=') return (scope) => !equals(left(scope), right(scope));
  const compare = comparisons[operator];
  if (compare) return (scope) => compare(...numbers(operator, left(scope), right(scope)));
  const compute = arithmetic[operator];
  if (!compute) throw new TemplateError(`unknown operator ${operator}`);
  return (scope) => {
    const one = left(scope);
    const other = right(scope);
    if (operator === '+' && (typeof one === 'string' || typeof other === 'string')) return `${one}${other}`;
    return compute(...numbers(operator, one, other));
  };
}

function operation(node: Operation, compilation: Compilation): Evaluate {
  const [left, right] = node.expression.map((operand) => compileExpression(operand, compilation));
  if (!left) throw new TemplateError(`${node.operator} has no operand`);
  const single = unary(node.operator, left);
  if (single) return single;
  if (!right) throw new TemplateError(`${node.operator} has one operand only`);
  return binary(node.operator, left, right);
}

/** More than any loop may run through. */
const maxRangeLength = 10_000;

function rangeBound(bound: Reference | string | number, compilation: Compilation): Evaluate {
  return typeof bound === 'object' ? compileReference(bound, compilation) : constant(Number(bound));
}

function range(begin: number, end: number): number[] {
  const step = end >= begin ? 1 : -1;
  const items = [begin];
  for (let item = begin; item !== end; ) {
    item += step;
    items.push(item);
  }
  return items;
}

function literal(node: Literal, compilation: Compilation): Evaluate {
  switch (node.type) {
    case 'string':
      // velocityjs reads \" inside quotes as a quote; in Velocity it ends the string.
      if (node.isEval && node.value.includes('"'))
        throw new TemplateError('\\" inside a string is not Velocity');
      return node.isEval ? compilation.text(node.value) : constant(sourceText(node.value));
    case 'integer':
    case 'decimal':
      return constant(Number(node.value));
    case 'bool':
      return constant(node.value === 'null' ? null : node.value === 'true');
    case 'map': {
      const entries = Object.entries(node.value);
      const evaluated = entries.map(([key, value]) => [key, compileExpression(value, compilation)] as const);
      return (scope) => {
        const map: { [key: string]: Value } = Object.create(null);
        for (const [key, value] of evaluated) map[key] = value(scope);
        return map;
      };
    }
    case 'array': {
      if (node.isRange) {
        const bounds = node.value.map((bound) => rangeBound(bound, compilation));
        return (scope) => {
          const [begin, end] = numbers('..', bounds[0]?.(scope) ?? null, bounds[1]?.(scope) ?? null);
          if (!(Math.abs(end - begin) < maxRangeLength)) throw new TemplateError('the range is too long');
          return range(Math.trunc(begin), Math.trunc(end));
        };
      }
      const items = node.value.map((item) => compileExpression(item, compilation));
      return (scope) => items.map((item) => item(scope));
    }
  }
}

/** A reference, step by step: `$input.path('$.events').size()`. */
export function compileReference(reference: Reference, compilation: Compilation): Evaluate {
  if (reference.args !== undefined) throw new TemplateError(`${reference.id}() is not a method of anything`);
  const source = referenceText(reference);
  const slot = compilation.slots.of(reference.id);
  let evaluate: Evaluate = (scope) => scope.variables[slot] ?? null;
  for (const step of reference.path ?? []) {
    const before = evaluate;
    if (step.type === 'property') {
      evaluate = (scope) => memberOf(before(scope), step.id, source);
    } else if (step.type === 'index') {
      const index = compileExpression(step.id, compilation);
      evaluate = (scope) => memberOf(before(scope), index(scope), source);
    } else {
      const args = (step.args || []).map((argument) => compileExpression(argument, compilation));
      evaluate = (scope) =>
        callMethod(
          before(scope),
          step.id,
          args.map((argument) => argument(scope)),
          source,
        );
    }
  }
  return evaluate;
}

/**
 * Turns an expression of the syntax tree into a function, once;
 * @throws {TemplateError} for what Velocity does not know
 */
export function compileExpression(node: Expression, compilation: Compilation): Evaluate {
  if (node.type === 'references') return compileReference(node, compilation);
  if (node.type === 'math') return operation(node, compilation);
  return literal(node, compilation);
}
