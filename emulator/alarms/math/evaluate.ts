import type { Expression, FunctionName, Operator } from './parse.ts';

/** A value per period, oldest first; undefined where there is no data. */
export type TimeSeries = readonly (number | undefined)[];

type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly points: TimeSeries }
  | { readonly kind: 'list'; readonly series: readonly TimeSeries[] };

/**
 * The series an expression gives.
 * @param seriesOf the series of an id that the expression refers to
 * @param length the number of periods
 * @throws {Error} when a function or an operator is given what it does not take
 */
export function evaluateExpression(
  expression: Expression,
  seriesOf: (id: string) => TimeSeries,
  length: number,
): TimeSeries {
  const evaluate = (part: Expression): Value => {
    switch (part.kind) {
      case 'number':
        return { kind: 'scalar', value: part.value };
      case 'reference':
        return { kind: 'series', points: seriesOf(part.id) };
      case 'list':
        return { kind: 'list', series: part.items.map((item) => pointsOf(evaluate(item))) };
      case 'operation':
        return operation(part.operator, evaluate(part.operands[0]), evaluate(part.operands[1]));
      case 'call':
        return functions[part.name](part.parameters.map(evaluate), length);
    }
  };
  return pointsOf(evaluate(expression));
}

const operators: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<': (left, right) => Number(left < right),
  '>': (left, right) => Number(left > right),
  '<=': (left, right) => Number(left <= right),
  '>=': (left, right) => Number(left >= right),
};

/**
 * Of two series, a value that one of them lacks counts as 0; where both lack it, so does the result.
 * A number is there in every period and makes up for nothing. A division by zero drops the datapoint.
 */
function operation(operator: Operator, left: Value, right: Value): Value {
  const compute = operators[operator];
  if (left.kind === 'scalar' && right.kind === 'scalar')
    return { kind: 'scalar', value: compute(left.value, right.value) };
  const series = left.kind === 'scalar' ? right : left;
  const points = pointsOf(series).map((_, index) => {
    if (![left, right].some((side) => side.kind !== 'scalar' && at(side, index) !== undefined))
      return undefined;
    const result = compute(at(left, index) ?? 0, at(right, index) ?? 0);
    return Number.isFinite(result) ? result : undefined;
  });
  return { kind: 'series', points };
}

type MathFunction = (parameters: readonly (Value | undefined)[], length: number) => Value;

const functions: Readonly<Record<FunctionName, MathFunction>> = {
  SUM: ([list]) => acrossSeries(list, (values) => values.reduce((sum, value) => sum + value, 0)),
  MAX: ([list]) => acrossSeries(list, (values) => Math.max(...values)),
  FILL: ([series, filler]) => {
    if (filler?.kind !== 'scalar') throw new Error('FILL is supported with a number only');
    return { kind: 'series', points: pointsOf(series).map((point) => point ?? filler.value) };
  },
  IF: ([condition, whenTrue, whenFalse], length) => {
    const points = Array.from({ length }, (_, index) => {
      const truth = at(condition, index);
      return truth === undefined ? undefined : at(truth === 0 ? whenFalse : whenTrue, index);
    });
    return { kind: 'series', points };
  },
};

/** One series out of several, period by period, of the values that are there. */
function acrossSeries(list: Value | undefined, combine: (values: readonly number[]) => number): Value {
  if (list?.kind !== 'list') throw new Error('SUM and MAX are supported of a list of metrics only');
  const points = (list.series[0] ?? []).map((_, index) => {
    const values = list.series.flatMap((series) => series[index] ?? []);
    return values.length === 0 ? undefined : combine(values);
  });
  return { kind: 'series', points };
}

function pointsOf(value: Value | undefined): TimeSeries {
  if (value?.kind !== 'series') throw new Error('a metric is expected where there is none');
  return value.points;
}

function at(value: Value | undefined, index: number): number | undefined {
  return value?.kind === 'scalar' ? value.value : pointsOf(value)[index];
}
