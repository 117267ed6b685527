/** A metric math expression. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'reference'; readonly id: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly operands: readonly [Expression, Expression];
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly parameters: readonly Expression[] };

/** By how strongly they bind, the weakest first. */
const operatorLevels = [
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
] as const;
export type Operator = (typeof operatorLevels)[number][number];

const functionNames = ['FILL', 'IF', 'MAX', 'SUM'] as const;
export type FunctionName = (typeof functionNames)[number];

/**
 * Reads an expression of CloudWatch's metric math: arithmetic, comparisons, lists, and the functions
 * FILL, IF, MAX and SUM.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws {Error} saying what is not supported or not understood
 */
export function parseExpression(text: string): Expression {
  const tokens = [...text.matchAll(/\s*(\d+(?:\.\d+)?|[A-Za-z_]\w*|[=!<>]=|[-+*/<>()[\],]|\S)/g)].map(
    ([, token = '']) => token,
  );
  const parser = new Parser(tokens);
  const expression = parser.expression();
  parser.end();
  return expression;
}

class Parser {
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  expression(level = 0): Expression {
    const operators = operatorLevels[level];
    if (!operators) return this.#unary();
    let left = this.expression(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => candidate === this.#next);
      if (!operator) return left;
      this.#position++;
      left = { kind: 'operation', operator, operands: [left, this.expression(level + 1)] };
    }
  }

  end(): void {
    if (this.#next !== undefined) this.#refuse(this.#next);
  }

  #unary(): Expression {
    if (!this.#skip('-')) return this.#primary();
    return { kind: 'operation', operator: '-', operands: [{ kind: 'number', value: 0 }, this.#unary()] };
  }

  #primary(): Expression {
    const token = this.#take();
    if (token === '(') {
      const inner = this.expression();
      this.#expect(')');
      return inner;
    }
    if (token === '[') return { kind: 'list', items: this.#listUntil(']') };
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (/^[a-z]/.test(token)) return { kind: 'reference', id: token };
    const name = functionNames.find((candidate) => candidate === token);
    if (!name) return this.#refuse(token);
    this.#expect('(');
    return { kind: 'call', name, parameters: this.#listUntil(')') };
  }

  #listUntil(end: string): Expression[] {
    const items = [this.expression()];
    while (this.#skip(',')) items.push(this.expression());
    this.#expect(end);
    return items;
  }

  get #next(): string | undefined {
    return this.#tokens[this.#position];
  }

  #take(): string {
    const token = this.#next;
    if (token === undefined) throw new Error('the expression ends too early');
    this.#position++;
    return token;
  }

  #skip(token: string): boolean {
    if (this.#next !== token) return false;
    this.#position++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#skip(token)) throw new Error(`${token} expected, not ${this.#next ?? 'the end'}`);
  }

  #refuse(token: string): never {
    throw new Error(`${token} is not supported here`);
  }
}

/** The ids of the metrics and expressions that an expression refers to. */
export function referencesOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'reference':
      return [expression.id];
    case 'list':
      return expression.items.flatMap(referencesOf);
    case 'operation':
      return expression.operands.flatMap(referencesOf);
    case 'call':
      return expression.parameters.flatMap(referencesOf);
  }
}
