import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finishedMessages } from '../../../../emulator/messaging/batch-answer.ts';
import { newMessage } from '../../../../emulator/messaging/message.ts';

const batch = ['m1', 'm2', 'm3'].map((id, at) => newMessage({ body: id }, { id, sequence: at, sentAt: 0 }));

function deleted(answer: unknown, reportsItemFailures = true): readonly string[] {
  return finishedMessages(batch, answer, reportsItemFailures).map(({ id }) => id);
}

function failures(...items: readonly unknown[]) {
  return { batchItemFailures: items };
}

describe('Given a function that reports item failures', () => {
  test.each([
    [undefined],
    [null],
    [{}],
    [{ batchItemFailures: null }],
    [{ batchItemFailures: [] }],
    [{ batchItemFailures: [], note: 'done' }],
  ])('when it answers %j, then all succeeded', (answer) => {
    expect(deleted(answer)).toEqual(['m1', 'm2', 'm3']);
  });

  test('when it names messages of the batch, then the others succeeded', () => {
    expect(deleted(failures({ itemIdentifier: 'm1' }))).toEqual(['m2', 'm3']);
    expect(deleted(failures({ itemIdentifier: 'm3', why: 'x' }, { itemIdentifier: 'm3' }))).toEqual([
      'm1',
      'm2',
    ]);
  });

  test.each([
    ['an empty id', failures({ itemIdentifier: '' })],
    ['a null id', failures({ itemIdentifier: null })],
    ['an id under another key', failures({ id: 'm1' })],
    ['an id that is not of the batch', failures({ itemIdentifier: 'elsewhere' })],
    ['one id right and one wrong', failures({ itemIdentifier: 'm1' }, { itemIdentifier: 'm9' })],
    ['one id right and one item that is none', failures({ itemIdentifier: 'm1' }, null)],
    ['bare ids', failures('m1')],
    ['a number for an id', failures({ itemIdentifier: 1 })],
    ['no list', { batchItemFailures: 'm1' }],
    ['an object for the list', { batchItemFailures: {} }],
    ['another key', { batchItemFailure: [] }],
    ['an HTTP response', { statusCode: 200 }],
    ['a text', 'ok'],
    ['an empty text', ''],
    ['a number', 0],
    ['false', false],
    ['true', true],
    ['a list', []],
  ])('when it answers with %s, then the whole batch failed', (_, answer) => {
    expect(deleted(answer)).toEqual([]);
  });

  test('an answer that is not a valid report never deletes anything', () => {
    const id = fc.constantFrom('m1', 'm2', 'm3');
    const item = fc.oneof(
      fc.record({ itemIdentifier: fc.oneof(id, fc.jsonValue()) }),
      fc.record({ id }),
      fc.jsonValue(),
    );
    const answer = fc.oneof(
      fc.record({ batchItemFailures: fc.oneof(fc.array(item), fc.jsonValue()) }),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(answer, (value) => {
        const gone = deleted(value);
        const named = namedIds(value);
        expect(gone).toEqual(
          named === undefined ? [] : ['m1', 'm2', 'm3'].filter((each) => !named.includes(each)),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test('when the answer cannot be written as JSON, then the invocation failed', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(() => deleted(cycle)).toThrow(TypeError);
    expect(() => deleted({ count: 1n }, false)).toThrow(TypeError);
  });
});

describe('Given a function that does not report item failures', () => {
  test('whatever JSON it answers, then all succeeded', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        expect(deleted(answer, false)).toEqual(['m1', 'm2', 'm3']);
      }),
    );
    expect(deleted(failures({ itemIdentifier: 'm1' }), false)).toEqual(['m1', 'm2', 'm3']);
  });
});

/** The ids of a report that is valid to the letter, by a regular expression; otherwise undefined. */
function namedIds(value: unknown): readonly string[] | undefined {
  const text = JSON.stringify(value);
  if (/^(null|\{\}|\{"batchItemFailures":(null|\[\])\})$/.test(text)) return [];
  const item = '\\{"itemIdentifier":"m[123]"\\}';
  if (!new RegExp(`^\\{"batchItemFailures":\\[${item}(,${item})*\\]\\}$`).test(text)) return undefined;
  return text.match(/m[123]/g) ?? [];
}
