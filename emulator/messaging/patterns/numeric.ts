type Test = (value: number) => boolean;

const comparisons: Readonly<Record<string, (bound: number) => Test>> = {
  '=': (bound) => (value) => value === bound,
  '<': (bound) => (value) => value < bound,
  '<=': (bound) => (value) => value <= bound,
  '>': (bound) => (value) => value > bound,
  '>=': (bound) => (value) => value >= bound,
};

/** Which numbers a service compares. */
export interface Comparable {
  /** Largest absolute value. */
  readonly magnitude: number;
  /** Digits after the decimal point. */
  readonly decimals: number;
}

/** Refuses a number of a pattern that the service cannot compare. @throws {SyntaxError} */
export function refuseUncomparable(number: number, { magnitude, decimals }: Comparable): void {
  if (Math.abs(number) > magnitude)
    throw new SyntaxError(`a number to compare must be between -${magnitude} and ${magnitude}`);
  if (Number(number.toFixed(decimals)) !== number)
    throw new SyntaxError(`a number to compare may have ${decimals} digits after the decimal point`);
}

/**
 * Compiles the list of a `numeric` matcher: one comparison, or a lower bound (`>`, `>=`) followed
 * by an upper one (`<`, `<=`). Values beyond what the service compares never match.
 * @throws {SyntaxError} on anything else
 */
export function compileNumeric(list: readonly unknown[], comparable: Comparable): Test {
  const [operator, bound, upperOperator, upperBound] = list;
  const test = comparison(operator, bound, comparable);
  const within: Test = (value) => Math.abs(value) <= comparable.magnitude;
  if (list.length === 2) return (value) => test(value) && within(value);

  const isRange = operator === '>' || operator === '>=';
  if (list.length !== 4 || !isRange) throw new SyntaxError('too many elements in numeric expression');
  if (upperOperator !== '<' && upperOperator !== '<=') {
    throw new SyntaxError(`bad numeric range operator: ${String(upperOperator)}`);
  }
  const upperTest = comparison(upperOperator, upperBound, comparable);
  if (Number(bound) >= Number(upperBound)) throw new SyntaxError('bottom must be less than top');
  return (value) => test(value) && upperTest(value);
}

function comparison(operator: unknown, bound: unknown, comparable: Comparable): Test {
  const make =
    typeof operator === 'string' && Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (!make) throw new SyntaxError(`unrecognized numeric operator: ${String(operator)}`);
  if (typeof bound !== 'number') throw new SyntaxError(`value of ${operator} must be numeric`);
  refuseUncomparable(bound, comparable);
  return make(bound);
}
