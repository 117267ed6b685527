import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selectJson } from '../../../../emulator/gateway/json-path.ts';
import { escapeJavaScript, InputObject, util } from '../../../../emulator/gateway/template-objects.ts';
import { compileTemplate } from '../../../../emulator/gateway/velocity/template.ts';
import type { Value } from '../../../../emulator/gateway/velocity/values.ts';

const parameters = {
  path: { id: 'p' },
  querystring: { id: 'q', page: '2' },
  header: { 'x-trace': 't', page: 'h' },
};

function rendered(template: string, json: Value) {
  const input = new InputObject({ text: () => JSON.stringify(json), json: () => json }, parameters);
  return compileTemplate(template).render({ input, util });
}

describe('$input', () => {
  const json = { a: { b: [1, { c: 'x "y"' }] }, empty: '', none: null };

  test.each([
    ["$input.json('$.a.b[1]')", '{"c":"x \\"y\\""}'],
    ["$input.json('$.missing')", '""'],
    ["$input.json('$.none')", 'null'],
    ["$input.path('$.a.b[1].c')", 'x "y"'],
    ["$input.path('$.a.b').size()", '2'],
    ["[$input.path('$.missing')]", '[]'],
    ["$input.path('$')['a'].b[0]", '1'],
    ["$input.json('$.a.b[*].c')", '["x \\"y\\""]'],
    ['$input.body.length()', '54'],
    ["$input.params('id') $input.params('page') $input.params('X-Trace') [$input.params('no')]", 'p 2 t []'],
    ["$input.params().querystring.get('page')", '2'],
  ])('%s is %s', (template, expected) => {
    expect(rendered(template, json)).toBe(expected);
  });

  test.each([
    '$input.Json("$")',
    '$input.bodyy',
    '$util.escapeJavascript("x")',
    '$input.json("$.a[?(@.b)]")',
  ])('%s fails loudly', (template) => {
    expect(() => rendered(template, json)).toThrow();
  });
});

describe('escapeJavaScript', () => {
  test('escapes as Commons Lang does', () => {
    expect(escapeJavaScript('a\'b"c\\d/e')).toBe('a\\\'b\\"c\\\\d\\/e');
    expect(escapeJavaScript('\b\t\n\f\r\u0001\u007fé漢😀')).toBe(
      '\\b\\t\\n\\f\\r\\u0001\u007f\\u00E9\\u6F22\\uD83D\\uDE00',
    );
  });

  test('is undone by JSON once its apostrophes are, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeJavaScript(text).replaceAll("\\'", "'");
        // A backslash before an apostrophe was itself escaped, so nothing else is touched.
        expect(JSON.parse(`"${escaped}"`)).toBe(text);
      }),
    );
  });
});

describe('selectJson', () => {
  test('walks any path of names and positions to the value there', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
    fc.assert(
      fc.property(fc.array(fc.oneof(name, fc.nat(3)), { maxLength: 6 }), (steps) => {
        const document = steps.reduceRight<Value>(
          (inner, step) =>
            typeof step === 'number' ? [...Array(step).fill(null), inner] : { [step]: inner },
          'here',
        );
        const path = steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
        expect(selectJson(document, `$${path}`)).toBe('here');
        expect(selectJson(document, `$${path}.more`)).toBeUndefined();
      }),
    );
  });

  test('finds nothing on prototypes', () => {
    expect(selectJson({}, '$.constructor')).toBeUndefined();
    expect(selectJson({}, '$.__proto__')).toBeUndefined();
  });
});
