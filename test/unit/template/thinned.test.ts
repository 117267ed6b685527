import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../../lib/json.ts';
import { thinned, withoutRepeats } from '../../template/thinned.ts';

const ids = ['Queue', 'Topic', 'Role', 'Policy'] as const;

/** A resource with some properties, of which some refer to others. */
const resource = fc.record({
  Type: fc.constantFrom('AWS::SQS::Queue', 'AWS::SNS::Topic'),
  Properties: fc.dictionary(
    fc.constantFrom('Name', 'Key', 'Delay'),
    fc.oneof(
      fc.constantFrom<(string | number)[]>('a', 'b', 1, 2),
      fc.constantFrom(...ids).map((id) => ({ Ref: id })),
      fc.constantFrom(...ids).map((id) => ({ 'Fn::Sub': `arn:\${${id}.Arn}` })),
    ),
  ),
});

const template = fc
  .record({ Queue: resource, Topic: resource, Role: resource, Policy: resource })
  .map((Resources) => ({ Resources, Parameters: { Unused: {} } }));

const resourcesOf = ({ Resources: resources }: JsonObject) => (isObject(resources) ? resources : {});

/** What the resources of templates say, but for which text, number or name it is. */
function said(templates: readonly JsonObject[]): ReadonlySet<string> {
  return new Set(
    templates.flatMap((each) =>
      Object.values(resourcesOf(each)).flatMap((one) => {
        const { Type: type, Properties: properties } = isObject(one) ? one : {};
        return Object.entries(isObject(properties) ? properties : {}).map(
          ([name, value]) => `${type} ${name} ${isObject(value) ? Object.keys(value) : typeof value}`,
        );
      }),
    ),
  );
}

describe('Given any templates', () => {
  it('When thinned, Then they always say all that they said, and refer to nothing else', () => {
    fc.assert(
      fc.property(fc.array(template, { maxLength: 4 }), (templates) => {
        const left = thinned(templates).filter((each) => each !== undefined);
        expect(said(left)).toEqual(said(templates));
        for (const each of left) {
          const text = JSON.stringify(each);
          for (const id of ids)
            if (text.includes(`"Ref":"${id}"`) || text.includes(`{${id}.`))
              expect(Object.keys(resourcesOf(each))).toContain(id);
          expect(text).not.toContain('Unused');
        }
      }),
    );
  });
});

describe('Given a template whose resources say nothing that those before it do not say', () => {
  it('When thinned, Then nothing is left of it', () => {
    const queue = (name: string) => ({
      Resources: { [name]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: name } } },
    });
    expect(thinned([queue('One'), queue('Two')])).toEqual([
      { Resources: queue('One').Resources, Parameters: undefined },
      undefined,
    ]);
  });
});

describe('Given a list of things that say the same, but for one', () => {
  it('When repeats are left out, Then two of them and the one are left', () => {
    const same = [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }];
    expect(withoutRepeats({ visuals: [...same, { id: 1 }, 'text', 'text'] })).toEqual({
      visuals: [{ id: 'a' }, { id: 'b' }, { id: 1 }, 'text', 'text'],
    });
  });
});
