import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJsonBody } from '../../../../emulator/gateway/json-body.ts';
import { duplicateKey, memberNames } from '../../../../lib/duplicate-keys.ts';

function read(text: string) {
  return readJsonBody(Buffer.from(text)).json;
}

/** JSON text of a value with white space and escapes wherever they may stand. */
function spaced(value: unknown, space: string): string {
  return JSON.stringify(value, null, space);
}

/** Nothing the reader refuses: shallow, well-formed, without NUL and `__proto__`. */
const plain = fc.jsonValue({ maxDepth: 6 }).filter((value) => !/\\u|__proto__/.test(JSON.stringify(value)));

describe('Given any JSON without repeated names', () => {
  test('When it is read, Then it is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(plain, fc.constantFrom('', ' ', '\t', '\n'), (value, space) => {
        const text = spaced(value, space);
        expect(read(text)).toEqual(JSON.parse(text));
        expect(duplicateKey(text)).toEqual([]);
      }),
    );
  });
});

describe('Given an object with a name twice', () => {
  test.each([
    ['{"a":1,"a":1}', '[a]', 'a'],
    ['{"a":{"b":1},"c":[{"x":1},{"b":1 , "b" :2}]}', '', 'c[1].b'],
    ['{"\\u0061":1,"a":2}', '', 'a'],
    ['{"":1,"":2}', '', '[""]'],
    ['[[{"a\\"b":1,"a\\"b":2}]]', '', '[0][0]["a\\"b"]'],
    ['{"a\\\\":1,"x":"\\\\","a\\\\":2}', '', '["a\\\\"]'],
  ])('When %s is read, Then it is refused by name', (text, _, name) => {
    expect(() => read(text)).toThrow(`${name}: appears more than once`);
  });

  test('When names only look repeated, Then it is read', () => {
    const text = '{"a":"\\"a\\":1","b":{"a":[":","\\\\"]},"c":"{\\"a\\":1,\\"a\\":2}"}';
    expect(read(text)).toEqual(JSON.parse(text));
    expect(memberNames(text)).toBe(4);
  });
});

describe('Given bytes that are no acceptable JSON', () => {
  test.each<[string, Buffer, string]>([
    ['none', Buffer.alloc(0), 'body: is empty'],
    ['a lone continuation byte', Buffer.from([0x22, 0x80, 0x22]), 'body: is not valid UTF-8'],
    ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'body: is not valid UTF-8'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'body: is not valid JSON'],
    ['a raw control character', Buffer.from('"a\u0001"'), 'body: is not valid JSON'],
    ['an escaped NUL in a name', Buffer.from('{"a\\u0000":1}'), 'its name holds a NUL'],
    ['33 levels', Buffer.from('['.repeat(33) + ']'.repeat(33)), 'more than 32 levels'],
  ])('When they are %s, Then the problem is named', (_, bytes, message) => {
    expect(() => readJsonBody(bytes)).toThrow(message);
  });

  test('any bytes are read, or refused by a sentence without their content', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          readJsonBody(Buffer.from(bytes));
        } catch (error) {
          expect(String(error)).toMatch(/^BodyProblem: \S.*: \S/s);
        }
      }),
    );
  });
});
