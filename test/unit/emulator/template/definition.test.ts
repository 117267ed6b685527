import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Definition, DefinitionError, readResource } from '../../../../emulator/template/definition.ts';
import type { JsonObject } from '../../../../lib/json.ts';
import { resource } from '../resources.ts';

/** Reads a queue that has these properties. */
function read<T>(properties: JsonObject, look: (queue: Definition) => T, withoutEffect = {}): T {
  return readResource(resource('AWS::SQS::Queue', 'Orders', properties), withoutEffect, look);
}

function nothing() {
  return undefined;
}

describe('Given a property that nobody reads', () => {
  test('the error names stack, logical id, type and property, and what to do', () => {
    expect(() => read({ Name: 'a', Delay: 5 }, (queue) => queue.text('Name'))).toThrow(
      'test/Orders (AWS::SQS::Queue): the emulator does not know the property Delay. Remove it, or teach the emulator',
    );
  });

  test('the error is a DefinitionError with a code', () => {
    expect(() => read({ Delay: 5 }, nothing)).toThrow(DefinitionError);
    expect(() => read({ Delay: 5 }, nothing)).toThrow(
      expect.objectContaining({ code: 'DEFINITION_NOT_SUPPORTED' }),
    );
  });

  test('it is refused within an object and within an item of a list', () => {
    const look = (queue: Definition) => {
      queue.object('Redrive').optionalNumber('Count');
      for (const rule of queue.list('Rules')) rule.text('Id');
    };
    expect(() => read({ Redrive: { Count: 1, Extra: 2 } }, look)).toThrow('property Redrive.Extra.');
    expect(() => read({ Rules: [{ Id: 'a' }, { Id: 'b', Extra: 2 }] }, look)).toThrow(
      'property Rules[1].Extra.',
    );
  });

  test('it is let be where it is declared to be without effect, and only there', () => {
    expect(read({ Tags: [{ Key: 'a' }] }, nothing, { Tags: 'labels' })).toBeUndefined();
    const nested = (queue: Definition) => void queue.object('Redrive', { Tags: 'labels' });
    expect(() => read({ Redrive: { Tags: 'a' } }, nested)).not.toThrow();
    expect(() => read({ Tags: 'b' }, nested)).toThrow('property Tags.');
  });

  test('a name of every object does not pass for one that was declared', () => {
    expect(() => read({ constructor: 'a' }, nothing)).toThrow('property constructor.');
    expect(() => read(JSON.parse('{"__proto__":1}'), nothing)).toThrow('property __proto__.');
  });

  test('whether a property is there can be asked', () => {
    const present = (one: Definition) => [one.has('A'), one.has('B'), one.has('toString')];
    expect(read({ A: null }, present, { A: 'asked for' })).toEqual([true, false, false]);
  });

  test('looking whether a property is there does not count as reading it', () => {
    expect(() => read({ Delay: 5 }, (queue) => queue.has('Delay'))).toThrow('property Delay.');
  });

  test('any property added to an object that is read is refused by name', () => {
    const name = fc.stringMatching(/^[A-Z][A-Za-z]{0,12}$/).filter((each) => each !== 'Known');
    fc.assert(
      fc.property(name, fc.jsonValue(), fc.boolean(), (added, value, within) => {
        const object: JsonObject = JSON.parse(JSON.stringify({ Known: 'a', [added]: value }));
        const look = (queue: Definition) => (within ? queue.object('Inner') : queue).text('Known');
        expect(() => read(within ? { Inner: object } : object, look)).toThrow(
          `property ${within ? 'Inner.' : ''}${added}.`,
        );
      }),
    );
  });
});

describe('Given a property that is read', () => {
  test('text may be a number or a truth value', () => {
    expect(read({ A: 'a', B: 0, C: false }, (one) => one.entries())).toEqual({ A: 'a', B: '0', C: 'false' });
  });

  test('a number may be text', () => {
    expect(read({ A: '012.5', B: 0 }, (one) => [one.number('A'), one.optionalNumber('B')])).toEqual([
      12.5, 0,
    ]);
    expect(read({}, (one) => one.optionalNumber('A'))).toBeUndefined();
  });

  test('a flag may be text, and has a value where it is absent', () => {
    const flags = (one: Definition) => [one.flag('A'), one.flag('B'), one.flag('C'), one.flag('C', true)];
    expect(read({ A: 'true', B: false }, flags)).toEqual([true, false, false, true]);
  });

  test('a document is JSON as it stands or as text, and all of it counts as read', () => {
    expect(read({ A: '{"b":[1]}', B: { c: 2 } }, (one) => [one.document('A'), one.document('B')])).toEqual([
      { b: [1] },
      { c: 2 },
    ]);
  });

  test('an object may be JSON text, whose properties are read one by one', () => {
    expect(read({ A: '{"b":"c"}' }, (one) => one.object('A').text('b'))).toBe('c');
    expect(() => read({ A: '{"b":"c"}' }, (one) => one.object('A'))).toThrow('property A.b.');
  });

  test('lists and objects that are absent are empty', () => {
    expect(read({}, (one) => [one.list('A'), one.texts('A'), one.object('A').names])).toEqual([[], [], []]);
    expect(read({}, (one) => one.optionalObject('A'))).toBeUndefined();
  });

  test.each<[string, JsonObject, (one: Definition) => unknown, string]>([
    ['text that is missing', {}, (one) => one.text('A'), 'A is missing'],
    ['text that is an object', { A: {} }, (one) => one.text('A'), 'A must be text'],
    ['a number that is missing', {}, (one) => one.number('A'), 'A is missing'],
    ['a number that is none', { A: '1x' }, (one) => one.number('A'), 'A must be a number'],
    ['a number that is blank', { A: ' ' }, (one) => one.number('A'), 'A must be a number'],
    ['a flag that is none', { A: 'yes' }, (one) => one.flag('A'), 'A must be true or false'],
    ['a list that is none', { A: 'a' }, (one) => one.texts('A'), 'A must be a list'],
    ['an item that is no text', { A: ['a', 1] }, (one) => one.texts('A'), 'A[1] must be text'],
    ['an item that is no object', { A: ['a'] }, (one) => one.list('A'), 'A[0] must be an object'],
    ['a document that is no JSON', { A: '{' }, (one) => one.document('A'), 'A must be JSON'],
    ['one of other values', { A: 'c' }, (one) => one.oneOf('A', ['a', 'b']), 'A is c, not a or b'],
    ['a nested one', { A: { B: {} } }, (one) => one.object('A').text('B'), 'A.B must be text'],
  ])('%s is refused by name', (_, properties, look, problem) => {
    expect(() => read(properties, look)).toThrow(`test/Orders (AWS::SQS::Queue): ${problem}`);
  });
});
