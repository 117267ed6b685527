import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, digestOf } from '../../../functions/core/invoice/digest.ts';
import { factOf } from './arbitrary-facts.ts';

const json = fc.jsonValue({ noUnicodeString: false }).filter((value) => JSON.stringify(value).isWellFormed());

/** The same value with the keys of every object in another order. */
function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('Given any JSON', () => {
  test('When made canonical, Then it equals an independent implementation of RFC 8785', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
    );
  });

  test('When its keys are reordered, Then the canonical text never changes', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  test('keys that look alike when they are joined are told apart', () => {
    const objects = [
      { a: 1, b: 2, c: 3 },
      { 'a\u0000b': 1, c: 3 },
      { c: 1, 'b\u0000a': 3 },
      { a: 1, 'b\u0000c': 3 },
    ];
    for (const value of [...objects, ...objects, ...objects.map(reversed)])
      expect(canonicalJson(value)).toBe(canonicalize(value));
  });

  test('When a key is __proto__ or looks like a number, Then it counts like any other', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"x":1},"10":1,"2":2}'))).toBe(
      '{"10":1,"2":2,"__proto__":{"x":1},"b":1}',
    );
  });
});

describe('Given an event', () => {
  const { event } = factOf('ingestion', 'received', 0, { attributes: { a: '1', b: '2' } });

  test('When only the order of its keys differs, Then the digest is the same', () => {
    const { attributes: _, ...rest } = event;
    expect(digestOf({ attributes: { b: '2', a: '1' }, ...rest })).toBe(digestOf(event));
  });

  test('When any of its content differs, Then so does the digest', () => {
    const others = [
      { ...event, amount: '1000.0' },
      { ...event, eventId: 'other' },
      { ...event, attributes: { a: '1' } },
      { ...event, vendor: { id: 'V-1', name: 'V' } },
    ];
    expect(new Set([event, ...others].map(digestOf)).size).toBe(others.length + 1);
  });

  test('When it is known, Then the digest is that of its canonical JSON', () => {
    expect(digestOf(event)).toMatch(/^[0-9a-f]{64}$/);
  });
});
