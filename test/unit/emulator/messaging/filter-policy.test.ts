import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileFilterPolicy,
  type MessageAttribute,
} from '../../../../emulator/messaging/patterns/filter-policy.ts';

function onAttributes(policy: unknown, attributes: Record<string, MessageAttribute>, body = '{}') {
  return compileFilterPolicy(policy, 'MessageAttributes')({ body, attributes });
}
function onBody(policy: unknown, body: unknown) {
  return compileFilterPolicy(policy, 'MessageBody')({ body: JSON.stringify(body), attributes: {} });
}

function text(Value: string): MessageAttribute {
  return { Type: 'String', Value };
}
function number(Value: string): MessageAttribute {
  return { Type: 'Number', Value };
}
function array(...values: unknown[]): MessageAttribute {
  return {
    Type: 'String.Array',
    Value: JSON.stringify(values),
  };
}

describe('Given a policy on attributes', () => {
  test('a message with a fitting value for every key passes, whatever else it has', () => {
    const policy = { stage: ['ingestion', 'posting'], kind: [{ 'anything-but': 'exception' }] };
    expect(onAttributes(policy, { stage: text('posting'), kind: text('started'), x: text('y') })).toBe(true);
    expect(onAttributes(policy, { stage: text('posting'), kind: text('exception') })).toBe(false);
    expect(onAttributes(policy, { stage: text('posting') })).toBe(false);
  });

  test('each element of a String.Array counts as a value of its own type', () => {
    expect(onAttributes({ a: ['rugby'] }, { a: array('golf', 'rugby') })).toBe(true);
    expect(onAttributes({ a: [true] }, { a: array('x', true) })).toBe(true);
    expect(onAttributes({ a: [null] }, { a: array(null) })).toBe(true);
    expect(onAttributes({ a: [{ 'anything-but': ['rugby'] }] }, { a: array('rugby', 'golf') })).toBe(true);
    expect(onAttributes({ a: [{ 'anything-but': ['rugby'] }] }, { a: array('rugby') })).toBe(false);
    expect(onAttributes({ a: ['rugby'] }, { a: { Type: 'String.Array', Value: 'no JSON' } })).toBe(false);
  });

  test('a Number compares as a number; a String of digits does not', () => {
    expect(onAttributes({ n: [{ numeric: ['>=', 100, '<', 200] }] }, { n: number('1.5e2') })).toBe(true);
    expect(onAttributes({ n: [100] }, { n: number('100.0') })).toBe(true);
    expect(onAttributes({ n: [100] }, { n: text('100') })).toBe(false);
    expect(onAttributes({ n: [{ numeric: ['>', 0] }] }, { n: text('100') })).toBe(false);
    expect(onAttributes({ n: ['100'] }, { n: number('100') })).toBe(false);
    expect(onAttributes({ n: [{ exists: true }] }, { n: number('many') })).toBe(false);
  });

  test('when an attribute is Binary, then it is as if it were not there', () => {
    expect(onAttributes({ b: [{ exists: true }] }, { b: { Type: 'Binary', Value: 'eA==' } })).toBe(false);
  });

  test('when a key must be absent, then the message still needs some attribute', () => {
    expect(onAttributes({ a: [{ exists: false }] }, { b: text('x') })).toBe(true);
    expect(onAttributes({ a: [{ exists: false }] }, { a: text('x') })).toBe(false);
    expect(onAttributes({ a: [{ exists: false }] }, {})).toBe(false);
  });

  test.each([
    [{ prefix: 'order-' }, 'order-1', true],
    [{ suffix: '-1' }, 'order-1', true],
    [{ 'equals-ignore-case': 'ORDER-1' }, 'order-1', true],
    [{ 'anything-but': { prefix: 'order-' } }, 'order-1', false],
    [{ 'anything-but': { prefix: 'order-' } }, 'order_1', true],
    [{ cidr: '10.0.0.0/24' }, '10.0.0.9', true],
  ])('when %j meets %j, then passing is %s', (matcher, value, expected) => {
    expect(onAttributes({ a: [matcher] }, { a: text(value) })).toBe(expected);
  });

  test('when $or joins keys, then either passes', () => {
    const policy = { $or: [{ a: ['1'] }, { b: ['2'], c: ['3'] }], d: ['4'] };
    expect(onAttributes(policy, { b: text('2'), c: text('3'), d: text('4') })).toBe(true);
    expect(onAttributes(policy, { b: text('2'), d: text('4') })).toBe(false);
  });

  test('when the policy is empty, then every message passes', () => {
    expect(onAttributes({}, {})).toBe(true);
  });
});

describe('Given a policy on the body', () => {
  test('nested keys must fit; array elements are taken one at a time', () => {
    const policy = { event: { status: ['paid'], amount: [{ numeric: ['>', 10] }] } };
    expect(onBody(policy, { event: { status: 'paid', amount: 11 } })).toBe(true);
    expect(
      onBody(policy, {
        event: [
          { status: 'paid', amount: 1 },
          { status: 'open', amount: 11 },
        ],
      }),
    ).toBe(false);
  });

  test('when the body is not a JSON object, then it does not pass and nothing is thrown', () => {
    const passes = compileFilterPolicy({ a: [{ exists: false }] }, 'MessageBody');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('null', '1', '"x"', '[]', '{', '')), (body) => {
        expect(passes({ body, attributes: { a: text('x') } })).toBe(
          body.trim().startsWith('{') && isJson(body),
        );
      }),
    );
  });

  test('when a key is there but null or empty, then exists: true is not satisfied', () => {
    expect(onBody({ a: [{ exists: true }] }, { a: null })).toBe(false);
    expect(onBody({ a: [{ exists: true }] }, { a: '' })).toBe(false);
    expect(onBody({ a: [{ exists: true }] }, { a: 0 })).toBe(true);
  });
});

describe('Given a policy that SNS refuses', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => at);

  test.each([
    ['nested keys on attributes', { a: { b: ['x'] } }, 'MessageAttributes'],
    ['six keys', Object.fromEntries(many(6).map((at) => [`k${at}`, ['x']])), 'MessageBody'],
    ['151 combinations', { a: many(151) }, 'MessageAttributes'],
    ['152 combinations by nesting', { a: { b: many(76) } }, 'MessageBody'],
    ['combinations that multiply', { a: many(13), b: many(12) }, 'MessageAttributes'],
    ['a wildcard', { a: [{ wildcard: 'a*' }] }, 'MessageBody'],
    ['anything-but a suffix', { a: [{ 'anything-but': { suffix: 'x' } }] }, 'MessageBody'],
    ['a number beyond a billion', { a: [{ numeric: ['<', 2e9] }] }, 'MessageBody'],
    ['an empty list', { a: [] }, 'MessageAttributes'],
    ['no object', ['a'], 'MessageAttributes'],
  ] as const)('when it has %s, then it is refused by name', (_, policy, scope) => {
    expect(() => compileFilterPolicy(policy, scope)).toThrow(
      expect.objectContaining({ code: 'InvalidFilterPolicy' }),
    );
  });

  test('when it is just within the limits, then it is accepted', () => {
    expect(onAttributes({ a: many(15), b: many(10) }, { a: number('14'), b: number('9') })).toBe(true);
    expect(onBody({ a: { b: many(75) } }, { a: { b: 74 } })).toBe(true);
  });
});

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
