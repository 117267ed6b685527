/** An expression of a calculated field. */
export type Node =
  | { readonly kind: 'field' | 'parameter' | 'text' | 'number' | 'word'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'list'; readonly args: readonly Node[] }
  | { readonly kind: 'operation'; readonly name: string; readonly args: readonly Node[] };

interface Token {
  readonly kind: 'field' | 'parameter' | 'text' | 'number' | 'name' | 'sign';
  readonly text: string;
}

const patterns = {
  field: /\{[^}]+\}/y,
  parameter: /\$\{[^}]+\}/y,
  text: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y,
  number: /\d+(?:\.\d+)?/y,
  name: /[A-Za-z_]\w*/y,
  sign: /<>|!=|<=|>=|[-+*/%^=<>(),[\]]/y,
} as const;

/** How tightly signs bind, the loosest first. */
const precedence: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['=', '<>', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
  ['^'],
];

/** Words that are no columns, such as where a window calculation takes place. */
const words = new Set(
  'asc desc null true false pre_filter pre_agg post_agg_filter year quarter month week day hour minute second'.split(
    ' ',
  ),
);

/** What the text says. @throws {SyntaxError} with the place, when it is no expression */
export function parse(text: string): Node {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = (ahead = 0) => tokens[next + ahead]?.text.toLowerCase();
  const take = (): Token => {
    const token = tokens[next];
    if (!token) throw new SyntaxError('It ends too early');
    next += 1;
    return token;
  };
  const expect = (sign: string) => {
    const { text: found } = take();
    if (found !== sign) throw new SyntaxError(`"${found}" where "${sign}" is expected`);
  };

  function binary(level: number): Node {
    const signs = precedence[level];
    if (!signs) return unary();
    let left = binary(level + 1);
    while (signs.includes(peek() ?? '') && tokens[next]?.kind !== 'text') {
      const name = take().text.toLowerCase();
      left = { kind: 'operation', name, args: [left, binary(level + 1)] };
    }
    return left;
  }

  function unary(): Node {
    if (peek() !== '-' && peek() !== 'not') return primary();
    return { kind: 'operation', name: take().text.toLowerCase(), args: [unary()] };
  }

  function itemsUntil(end: string): readonly Node[] {
    const items: Node[] = [];
    while (peek() !== end) {
      items.push(binary(0));
      if (peek() === 'asc' || peek() === 'desc') take();
      if (peek() !== end) expect(',');
    }
    expect(end);
    return items;
  }

  function primary(): Node {
    const token = take();
    switch (token.kind) {
      case 'field':
        return { kind: 'field', name: token.text.slice(1, -1) };
      case 'parameter':
        return { kind: 'parameter', name: token.text.slice(2, -1) };
      case 'text':
        return { kind: 'text', name: token.text.slice(1, -1) };
      case 'number':
        return { kind: 'number', name: token.text };
      case 'name':
        if (peek() === '(') {
          take();
          return { kind: 'call', name: token.text, args: itemsUntil(')') };
        }
        return { kind: words.has(token.text.toLowerCase()) ? 'word' : 'field', name: token.text };
      case 'sign':
        if (token.text === '[') return { kind: 'list', args: itemsUntil(']') };
        if (token.text === '(') {
          const inner = binary(0);
          expect(')');
          return inner;
        }
        throw new SyntaxError(`"${token.text}" where a value is expected`);
    }
  }

  const node = binary(0);
  if (next < tokens.length) throw new SyntaxError(`"${take().text}" after its end`);
  return node;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = /\s+|\/\*[\s\S]*?\*\//y;
    space.lastIndex = at;
    const blank = space.exec(text)?.[0];
    if (blank) {
      at += blank.length;
      continue;
    }
    const token = tokenAt(text, at);
    if (!token) throw new SyntaxError(`Nothing begins with "${text.slice(at, at + 10)}"`);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

const kinds = [
  'field',
  'parameter',
  'text',
  'number',
  'name',
  'sign',
] as const satisfies readonly Token['kind'][];

function tokenAt(text: string, at: number): Token | undefined {
  for (const kind of kinds) {
    const pattern = patterns[kind];
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found) return { kind, text: found };
  }
  return undefined;
}

/** Every node of the expression, itself included. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  if ('args' in node) for (const inner of node.args) yield* nodesOf(inner);
}
