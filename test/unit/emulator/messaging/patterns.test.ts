import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../../emulator/messaging/patterns/event-pattern.ts';
import { compileWildcard } from '../../../../emulator/messaging/patterns/wildcard.ts';
import type { JsonValue } from '../../../../lib/json.ts';

function matches(pattern: unknown, event: JsonValue) {
  return compilePattern(pattern)(event);
}
/** A pattern of one field `x` against events that have only that field. */
function fits(alternative: unknown, x: JsonValue) {
  return matches({ x: [alternative] }, { x });
}

/** Strings, numbers, booleans and null from a small alphabet, so that matches are common. */
const scalar = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'A', '*', '\\', '.'), maxLength: 6 }),
  fc.integer({ min: -3, max: 3 }),
  fc.boolean(),
  fc.constant(null),
);
const json = fc.jsonValue({ maxDepth: 5 }).map((value): JsonValue => JSON.parse(JSON.stringify(value)));

describe('Given a pattern of exact values', () => {
  test('when the event has one of them, of the same type, then it matches', () => {
    expect(matches({ a: ['x', 1, true, null, ''] }, { a: 'x' })).toBe(true);
    expect(fits(1, 1.0)).toBe(true);
    expect(fits(1, '1')).toBe(false);
    expect(fits('', '')).toBe(true);
    expect(fits('', null)).toBe(false);
    expect(fits(null, null)).toBe(true);
    expect(fits(null, '')).toBe(false);
    expect(matches({ x: [null] }, {})).toBe(false);
    expect(fits(false, false)).toBe(true);
    expect(fits(false, 0)).toBe(false);
  });

  test('when an integer is one that no double holds exactly, then nothing matches it', () => {
    expect(fits(2 ** 53, 2 ** 53)).toBe(false);
    expect(fits(-(2 ** 53), -(2 ** 53))).toBe(false);
    expect(fits(2 ** 53 - 1, 2 ** 53 - 1)).toBe(true);
    expect(matches({ x: [2 ** 53, 'v'] }, { x: 'v' })).toBe(true);
  });

  test('when the event has an array, then any element will do, and an empty one has none', () => {
    expect(fits('b', ['a', 'b'])).toBe(true);
    expect(fits('b', ['a', ['c', ['b']]])).toBe(true);
    expect(fits('b', [])).toBe(false);
    expect(matches({ x: [{ exists: true }] }, { x: [] })).toBe(false);
    expect(matches({ x: [{ exists: false }] }, { x: [] })).toBe(true);
  });

  test('when a key is that of a prototype, then only an own property counts', () => {
    expect(matches({ constructor: [{ exists: true }] }, {})).toBe(false);
    expect(matches(JSON.parse('{"__proto__":["x"]}'), JSON.parse('{"__proto__":"x"}'))).toBe(true);
  });
});

describe('Given fields of the objects in an array', () => {
  const pattern = { people: { name: ['ann'], role: ['clerk'] } };

  test('one element must have them all; spread over several they do not match', () => {
    expect(matches(pattern, { people: [{ name: 'bob' }, { name: 'ann', role: 'clerk' }] })).toBe(true);
    expect(
      matches(pattern, {
        people: [
          { name: 'ann', role: 'head' },
          { name: 'bob', role: 'clerk' },
        ],
      }),
    ).toBe(false);
    expect(matches(pattern, { people: [[{ name: 'ann' }], [{ role: 'clerk' }]] })).toBe(false);
    expect(matches(pattern, { people: [[[{ name: 'ann', role: 'clerk' }]]] })).toBe(true);
  });

  test('a field outside an $or and one within it must share the element too', () => {
    const split = {
      $or: [{ people: { role: ['clerk'] } }, { people: { role: ['head'] } }],
      people: { name: ['ann'] },
    };
    expect(matches(split, { people: [{ name: 'ann', role: 'head' }] })).toBe(true);
    expect(matches(split, { people: [{ name: 'ann' }, { role: 'head' }] })).toBe(false);
  });

  test('when a field must be absent, then it must be absent from every element', () => {
    const absent = { people: { name: ['ann'], left: [{ exists: false }] } };
    expect(matches(absent, { people: [{ name: 'ann' }] })).toBe(true);
    expect(matches(absent, { people: [{ name: 'ann' }, { left: 'x' }] })).toBe(false);
  });
});

describe('Given exists', () => {
  test.each([
    [true, { x: null }, true],
    [true, { x: 'v' }, true],
    [true, {}, false],
    [true, { x: { y: 1 } }, false],
    [false, {}, true],
    [false, { x: 'v' }, false],
    [false, { x: null }, false],
    [false, { x: { y: 1 } }, true],
  ])(
    'when exists is %s and the event is %j, then matching is %s: only leaves count',
    (exists, event, expected) => {
      expect(matches({ x: [{ exists }] }, event)).toBe(expected);
    },
  );

  test('when a parent is missing or a scalar, then its fields are absent', () => {
    const pattern = { a: { b: [{ exists: false }] } };
    const without: JsonValue[] = [{}, { a: 1 }, { a: [] }, { a: { c: 1 } }];
    for (const event of without) expect(matches(pattern, event)).toBe(true);
    expect(matches(pattern, { a: { b: 1 } })).toBe(false);
  });

  test('when absence is one of several alternatives, then either will do', () => {
    const pattern = { x: [{ exists: false }, 'v'] };
    expect([matches(pattern, {}), matches(pattern, { x: 'v' }), matches(pattern, { x: 'w' })]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('Given a text matcher', () => {
  test.each([
    [{ prefix: 'ab' }, 'abc', true],
    [{ prefix: 'ab' }, 'cab', false],
    [{ prefix: 'ab' }, 5, false],
    [{ prefix: { 'equals-ignore-case': 'aB' } }, 'AbC', true],
    [{ prefix: { 'equals-ignore-case': 'aB' } }, 'xab', false],
    [{ suffix: 'bc' }, 'abc', true],
    [{ suffix: { 'equals-ignore-case': 'Bc' } }, 'ABC', true],
    [{ 'equals-ignore-case': 'Alice' }, 'aLICE', true],
    [{ 'equals-ignore-case': 'Alice' }, 'aLICEs', false],
    [{ wildcard: 'a*c*e' }, 'abcde', true],
    [{ wildcard: 'a*a' }, 'a', false],
    [{ wildcard: '*' }, '', true],
    [{ wildcard: '\\*\\\\' }, '*\\', true],
    [{ wildcard: 'a\\*b' }, 'axb', false],
    [{ cidr: '10.0.0.0/24' }, '10.0.0.255', true],
    [{ cidr: '10.0.0.0/24' }, '10.0.1.0', false],
    [{ cidr: '10.0.0.0/24' }, '::ffff:10.0.0.1', false],
    [{ cidr: '10.0.0.0/24' }, 'no address', false],
    [{ cidr: '2001:db8::/32' }, '2001:db8:1::1', true],
    [{ cidr: '2001:db8::/32' }, '2001:db9::1', false],
    [{ exactly: 'a' }, 'a', true],
  ])('when %j meets %j, then matching is %s', (matcher, value, expected) => {
    expect(fits(matcher, value)).toBe(expected);
  });

  test('a wildcard answers at once, even to a text made to exhaust backtracking', () => {
    expect(compileWildcard(`${'a*'.repeat(30)}b`)('a'.repeat(100_000))).toBe(false);
  });

  test('a wildcard equals the regular expression that says the same', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\', '.'), maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\', '.'), maxLength: 10 }),
        (pieces, text) => {
          const literal = pieces.filter((part, at) => part !== '' || at === 0 || at === pieces.length - 1);
          const wildcard = literal.map((part) => part.replaceAll(/[*\\]/g, '\\$&')).join('*');
          const regexp = new RegExp(
            `^${literal.map((part) => part.replaceAll(/[*\\.]/g, '\\$&')).join('.*')}$`,
            's',
          );
          expect(compileWildcard(wildcard)(text)).toBe(regexp.test(text));
        },
      ),
    );
  });
});

describe('Given a numeric matcher', () => {
  test.each([
    [['=', 3.018e2], 301.8, true],
    [['>', 0, '<=', 5], 5, true],
    [['>', 0, '<=', 5], 0, false],
    [['>=', 0, '<', 5], 0, true],
    [['>=', 0, '<', 5], 5, false],
    [['<', 10], 9.999999, true],
    [['<=', 10], 10, true],
    [['>', 10], '11', false],
    [['>', 10], 6e9, false],
  ])('when numeric %j meets %j, then matching is %s', (numeric, value, expected) => {
    expect(fits({ numeric }, value)).toBe(expected);
  });
});

describe('Given anything-but', () => {
  test.each([
    ['a', 'b', true],
    ['a', 'a', false],
    ['a', 5, true],
    ['a', null, true],
    [['a', 'b'], 'b', false],
    [[1, 2], 3, true],
    [[1, 2], '1', true],
    [{ prefix: 'in' }, 'init', false],
    [{ prefix: ['in', 'out'] }, 'output', false],
    [{ suffix: '.png' }, 'a.jpg', true],
    [{ suffix: ['.png', '.jpg'] }, 'a.jpg', false],
    [{ 'equals-ignore-case': 'init' }, 'INIT', false],
    [{ 'equals-ignore-case': ['a', 'b'] }, 'B', false],
    [{ wildcard: '*/lib/*' }, 'x/lib/y', false],
    [{ wildcard: ['a*', '*b'] }, 'cc', true],
    [{ wildcard: '' }, 'v', true],
    [{ wildcard: '' }, '', false],
    [{ 'equals-ignore-case': '' }, 'v', true],
  ])('when anything-but %j meets %j, then matching is %s', (unwanted, value, expected) => {
    expect(fits({ 'anything-but': unwanted }, value)).toBe(expected);
  });

  test('it is the negation of the positive for any scalar that is there', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A'), minLength: 1, maxLength: 3 });
    const operand = fc.oneof(
      fc.integer({ min: -3, max: 3 }).map((number) => ({ positive: number, negative: number })),
      text.map((exact) => ({ positive: exact, negative: exact })),
      fc
        .tuple(fc.constantFrom('prefix', 'suffix', 'equals-ignore-case', 'wildcard'), text)
        .map(([operator, value]) => ({ positive: { [operator]: value }, negative: { [operator]: value } })),
    );
    fc.assert(
      fc.property(operand, scalar, ({ positive, negative }, value) => {
        expect(fits({ 'anything-but': negative }, value)).toBe(!fits(positive, value));
      }),
    );
  });

  test('when the field is absent, then it does not match', () => {
    expect(matches({ x: [{ 'anything-but': 'a' }] }, {})).toBe(false);
  });
});

describe('Given $or', () => {
  test('when it stands at any level, also within itself, then one branch is enough', () => {
    const pattern = {
      source: ['s'],
      $or: [{ a: [1] }, { b: [2], $or: [{ c: [3] }, { detail: { d: [4] } }] }],
    };
    expect(matches(pattern, { source: 's', a: 1 })).toBe(true);
    expect(matches(pattern, { source: 's', b: 2, detail: { d: 4 } })).toBe(true);
    expect(matches(pattern, { source: 's', b: 2 })).toBe(false);
    expect(matches(pattern, { a: 1 })).toBe(false);
    const nested = { detail: { $or: [{ x: ['1'] }, { y: ['2'] }] } };
    expect(matches(nested, { detail: { y: '2' } })).toBe(true);
    expect(matches(nested, { y: '2' })).toBe(false);
  });

  test('when it lacks the form of an operator, then it is a field like any other', () => {
    expect(matches({ $or: { a: [1] } }, { $or: { a: 1 } })).toBe(true);
    expect(matches({ $or: ['x', 'y'] }, { $or: 'y' })).toBe(true);
    expect(matches({ $or: [{ prefix: 'x' }, { prefix: 'y' }] }, { $or: 'yes' })).toBe(true);
  });
});

describe('Given a pattern that PutRule refuses', () => {
  test.each([
    ['text', ''],
    [[], ''],
    [{}, ''],
    [{ a: {} }, 'a'],
    [{ a: { b: [] } }, 'a.b'],
    [{ a: { b: 'text' } }, 'a.b'],
    [{ a: [['nested']] }, 'a'],
    [{ a: [{}] }, 'a'],
    [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'a'],
    [{ a: [{ unknown: 'x' }] }, 'a'],
    [{ a: [{ prefix: 1 }] }, 'a'],
    [{ a: [{ prefix: { suffix: 'x' } }] }, 'a'],
    [{ a: [{ 'equals-ignore-case': ['x'] }] }, 'a'],
    [{ a: [{ exists: 'yes' }] }, 'a'],
    [{ a: [{ wildcard: 'a**b' }] }, 'a'],
    [{ a: [{ wildcard: 'a\\b' }] }, 'a'],
    [{ a: [{ cidr: '10.0.0.0' }] }, 'a'],
    [{ a: [{ cidr: '10.0.0.0/33' }] }, 'a'],
    [{ a: [{ numeric: 5 }] }, 'a'],
    [{ a: [{ numeric: [] }] }, 'a'],
    [{ a: [{ numeric: ['>', '5'] }] }, 'a'],
    [{ a: [{ numeric: ['!', 5] }] }, 'a'],
    [{ a: [{ numeric: ['<', 5, '>', 0] }] }, 'a'],
    [{ a: [{ numeric: ['>', 5, '<', 0] }] }, 'a'],
    [{ a: [{ numeric: ['>', 0, '<', 5, '='] }] }, 'a'],
    [{ a: [{ numeric: ['>', 6e9] }] }, 'a'],
    [{ a: [{ 'anything-but': [] }] }, 'a'],
    [{ a: [{ 'anything-but': ['x', 1] }] }, 'a'],
    [{ a: [{ 'anything-but': null }] }, 'a'],
    [{ a: [{ 'anything-but': { prefix: '' } }] }, 'a'],
    [{ a: [{ 'anything-but': { suffix: ['.png', ''] } }] }, 'a'],
    [{ a: [{ 'anything-but': { prefix: { 'equals-ignore-case': 'a' } } }] }, 'a'],
    [{ a: [{ 'anything-but': { suffix: { 'equals-ignore-case': '.p' } } }] }, 'a'],
    [{ a: [{ 'anything-but': { 'equals-ignore-case': [{ prefix: 'a' }] } }] }, 'a'],
    [{ a: [{ 'anything-but': { wildcard: 1 } }] }, 'a'],
    [{ a: [{ 'anything-but': { wildcard: [] } }] }, 'a'],
    [{ a: [{ 'anything-but': [6e9] }] }, 'a'],
    [{ a: [{ 'anything-but': 0.0000001 }] }, 'a'],
    [{ a: [{ numeric: ['<', 0.1234567] }] }, 'a'],
    [{ a: [{ numeric: ['>', 0, '<', 6e9] }] }, 'a'],
    [{ a: [{ wildcard: '*:*:*:*:*:name/*' }] }, 'a'],
    [{ a: [{ 'anything-but': { wildcard: '*:*:*:*:*:name/*' } }] }, 'a'],
    [{ a: [{ 'anything-but': { numeric: ['=', 1] } }] }, 'a'],
    [{ $or: [{ a: { b: [] } }, { c: [1] }] }, 'a.b'],
  ])('when it is %j, then the error names %j', (pattern, path) => {
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({ name: 'InvalidPatternError', path }),
    );
  });

  test('when $or multiplies into more than a thousand branches, then it is too complex', () => {
    const choice = { $or: Array.from({ length: 11 }, (_, at) => ({ x: [at] })) };
    expect(() => compilePattern({ a: choice, b: choice, c: choice })).toThrow(/combinations/);
  });
});

describe('Given any event', () => {
  test('a pattern never throws, however deep the event nests', () => {
    const pattern = compilePattern({
      a: [{ exists: false }, { wildcard: 'a*' }, { numeric: ['>', 0] }],
      b: { c: [{ 'anything-but': 'x' }], d: [{ cidr: '10.0.0.0/8' }] },
      $or: [{ '': [1] }, { b: { c: [null] } }],
    });
    const keyed = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', ''), json);
    fc.assert(fc.property(fc.oneof(json, keyed), (event) => void pattern(event)));
    const deep: JsonValue = JSON.parse(`${'['.repeat(200_000)}1${']'.repeat(200_000)}`);
    expect(pattern({ a: deep, b: deep })).toBe(false);
  });

  test('an event matches if one value per field fits, all from the same elements', () => {
    type Leaf = { path: string; value: JsonValue; at: Record<number, number> };
    let arrays = 0;
    const leaves = (value: JsonValue, path: string[], at: Record<number, number>): Leaf[] => {
      if (Array.isArray(value)) {
        const id = arrays++;
        return value.flatMap((item: JsonValue, index) =>
          leaves(item, path, typeof item === 'object' && item !== null ? { ...at, [id]: index } : at),
        );
      }
      if (typeof value === 'object' && value !== null) {
        return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key], at));
      }
      return [{ path: path.join('.'), value, at }];
    };
    const agree = (one: Leaf, other: Leaf) =>
      Object.entries(one.at).every(([id, index]) => (other.at[Number(id)] ?? index) === index);
    const search = (wanted: [string, JsonValue[]][], chosen: Leaf[], all: Leaf[]): boolean => {
      const [next, ...rest] = wanted;
      if (!next) return true;
      return all.some(
        (leaf) =>
          leaf.path === next[0] &&
          next[1].includes(leaf.value) &&
          chosen.every((other) => agree(leaf, other)) &&
          search(rest, [...chosen, leaf], all),
      );
    };

    const value = fc.constantFrom(1, 2, 'x');
    const pattern = fc.record(
      {
        a: fc.array(value, { minLength: 1, maxLength: 2 }),
        b: fc.record(
          {
            c: fc.array(value, { minLength: 1, maxLength: 2 }),
            d: fc.array(value, { minLength: 1, maxLength: 2 }),
          },
          { requiredKeys: ['c'] },
        ),
      },
      { requiredKeys: ['b'] },
    );
    const event = fc.letrec<{ node: JsonValue }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        value,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.record({ c: tie('node'), d: tie('node') }, { requiredKeys: [] }),
      ),
    })).node;
    fc.assert(
      fc.property(pattern, event, event, ({ a, b }, eventA, eventB) => {
        const wanted: [string, JsonValue[]][] = [['b.c', b.c]];
        if (a) wanted.push(['a', a]);
        if (b.d) wanted.push(['b.d', b.d]);
        const subject = { a: eventA, b: eventB };
        expect(matches(a ? { a, b } : { b }, subject)).toBe(search(wanted, [], leaves(subject, [], {})));
      }),
      { numRuns: 500 },
    );
  });
});
