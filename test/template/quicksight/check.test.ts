import { assert, constant, constantFrom, oneof, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';
import { type Change, changed } from './changed.ts';
import { quickSightFaults } from './check.ts';
import { validTemplate } from './fixture/valid-template.ts';
import { mistakes } from './mistakes/index.ts';
import { variants } from './mistakes/variants.ts';
import { everythingIn } from './walk.ts';

function faultsWith(path: string, to: Change) {
  const [logicalId = '', ...inner] = path.split('.');
  const template = changed(validTemplate, ['Resources', logicalId, 'Properties', ...inner], to);
  return quickSightFaults({ stack: isObject(template) ? template : {} });
}

describe('Given templates without a fault', () => {
  test('When there is nothing of QuickSight, Then there is nothing to complain about', () => {
    const table: JsonObject = { Type: 'AWS::DynamoDB::Table', Properties: {} };
    expect(quickSightFaults({ stack: { Resources: { Table: table } }, empty: {} })).toEqual([]);
  });

  test('When data sources, sets, boards and topics fit, Then there is nothing either', () => {
    expect(quickSightFaults({ stack: validTemplate })).toEqual([]);
  });

  test('When the data sets are in another stack, Then their exports lead to them', () => {
    const { Board, ...others } = isObject(validTemplate.Resources) ? validTemplate.Resources : {};
    const exported = ['Invoices', 'Stages', 'Look'].map((name) => [
      name,
      { Value: { 'Fn::GetAtt': [name, 'Arn'] }, Export: { Name: `data:${name}` } },
    ]);
    const importing = JSON.parse(
      JSON.stringify(Board).replaceAll(
        /\{"Fn::GetAtt":\["(\w+)","Arn"\]\}/g,
        '{"Fn::ImportValue":"data:$1"}',
      ),
    );
    const data = { Resources: others, Outputs: Object.fromEntries(exported) };
    expect(quickSightFaults({ data, boards: { Resources: { Board: importing } } })).toEqual([]);
    expect(quickSightFaults({ boards: { Resources: { Board: importing } } })).toContainEqual(
      expect.objectContaining({ rule: 'data-set-unknown' }),
    );
  });
});

describe('Given a template of QuickSight in which something is wrong', () => {
  test.each(mistakes)('When $what, Then $rule is found there', (fault) => {
    const found = faultsWith(fault.at, fault.to);
    expect(found.map(({ rule, path }) => `${rule} ${path}`)).toContain(
      `${fault.rule} stack/${fault.found ?? fault.at}`,
    );
    expect(found.length).toBe(new Set(found.map(({ rule, path, says }) => `${rule} ${path} ${says}`)).size);
    // A fault may show in a few places, but does not set off what has nothing to do with it.
    const others = found.filter(({ rule }) => ![fault.rule, ...(fault.also ?? [])].includes(rule));
    expect(others).toEqual([]);
  });
});

describe('Given a template that could be otherwise', () => {
  test.each(variants)('When $what, Then there is nothing to complain about', ({ at, to }) => {
    expect(faultsWith(at, to)).toEqual([]);
  });
});

describe('Given a template that is larger than CloudFormation takes', () => {
  test('When it is checked, Then that is said', () => {
    const large = { ...validTemplate, Metadata: { words: 'x'.repeat(1_000_000) } };
    expect(quickSightFaults({ stack: large })).toEqual([
      expect.objectContaining({ rule: 'template-too-large', path: 'stack' }),
    ]);
  });
});

describe('Given a template in which anything is missing or of another kind', () => {
  const places = everythingIn(validTemplate.Resources, '').map(({ path }) => path.slice(1).split('.'));
  const something = oneof(
    constant(undefined),
    constantFrom<JsonValue>(null, 0, '', 'x', [], {}, [[]], { Ref: 'X' }),
  );

  test('When it is checked, Then the check comes to an end', () => {
    assert(
      property(constantFrom(...places), something, (path, value) => {
        const Resources = changed(validTemplate.Resources ?? {}, path, () => value);
        expect(Array.isArray(quickSightFaults({ stack: { Resources } }))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
