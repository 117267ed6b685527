type Test = (value: number) => boolean;

const comparisons: Readonly<Record<string, (bound: number) => Test>> = {
  '=': (bound) => (value) => value === bound,
  '<': (bound) => (value) => value < bound,
  '<=': (bound) => (value) => value <= bound,
  '>': (bound) => (value) => value > bound,
  '>=': (bound) => (value) => value >= bound,
};

/**
 * Compiles the list of a `numeric` matcher: one comparison, or a lower bound (`>`, `>=`) followed
 * by an upper one (`<`, `<=`).
 * @param magnitude largest absolute value that the service compares; values beyond it never match
 * @throws {SyntaxError} on anything else
 */
export function compileNumeric(list: readonly unknown[], magnitude: number): Test {
  const [operator, bound, upperOperator, upperBound] = list;
  const test = comparison(operator, bound, magnitude);
  const within: Test = (value) => Math.abs(value) <= magnitude;
  if (list.length === 2) return (value) => test(value) && within(value);

  const isRange = operator === '>' || operator === '>=';
  if (list.length !== 4 || !isRange) throw new SyntaxError('too many elements in numeric expression');
  if (upperOperator !== '<' && upperOperator !== '<=') {
    throw new SyntaxError(`bad numeric range operator: ${String(upperOperator)}`);
  }
  const upperTest = comparison(upperOperator, upperBound, magnitude);
  if (Number(bound) >= Number(upperBound)) throw new SyntaxError('bottom must be less than top');
  return (value) => test(value) && upperTest(value);
}

function comparison(operator: unknown, bound: unknown, magnitude: number): Test {
  const make =
    typeof operator === 'string' && Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (!make) throw new SyntaxError(`unrecognized numeric operator: ${String(operator)}`);
  if (typeof bound !== 'number') throw new SyntaxError(`value of ${operator} must be numeric`);
  if (Math.abs(bound) > magnitude) {
    throw new SyntaxError(`value of ${operator} must be between -${magnitude} and ${magnitude}`);
  }
  return make(bound);
}
