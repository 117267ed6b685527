import { describe, expect, test } from 'vitest';
import { names } from '../../../../functions/core/names.ts';
import { listDeadLetters } from '../../../../operations/dead-letters/list.ts';
import { type LetterSelection, selectDeadLetters } from '../../../../operations/dead-letters/select.ts';
import { deadLetterCell } from './dead-letter-cell.ts';

const name = names();
const malformed = {
  class: 'permanent',
  code: 'FACT_MALFORMED',
  reason: 'It is not JSON.',
  receiveCount: '1',
};
const conflict = { class: 'permanent', code: 'EVENT_CONFLICT' };
const throttled = { class: 'transient', code: 'ThrottlingException' };
const factOf = (invoiceId: string) =>
  JSON.stringify({ entryId: 'entry', event: { invoiceId, eventId: 'e-1' } });

/** Letters of three failures on two queues, a second apart, the first at 00:16:41. */
function makeCell() {
  const cell = deadLetterCell();
  cell.put(name.deadLetters('posting'), factOf('INV-1'), conflict);
  cell.put(name.deadLetters('posting'), 'no JSON', malformed);
  cell.put(name.deadLetters('posting'), factOf('INV-2'), conflict);
  cell.put(
    name.relayDeadLetters('posting'),
    JSON.stringify({ id: 'entry', detail: { event: { invoiceId: 'INV-1' } } }),
    throttled,
  );
  cell.put(name.ruleDeadLetters, '{}', {
    ERROR_CODE: 'NO_PERMISSIONS',
    ERROR_MESSAGE: 'No.',
    RETRY_ATTEMPTS: '3',
  });
  return cell;
}

describe('Given dead letters', () => {
  test('When listed, Then each queue says how many, how old and why', async () => {
    const { deadLetters, clock } = makeCell();
    const { asOf, queues } = await listDeadLetters({ deadLetters, clock });
    expect(asOf).toBe('1970-01-01T00:16:45.000Z');
    expect(queues.map((queue) => queue.name)).toEqual(queues.map((queue) => queue.name).sort());
    expect(queues.find((queue) => queue.name === name.deadLetters('posting'))).toEqual({
      ...{ name: name.deadLetters('posting'), kind: 'processor', count: 3, selected: 3, scanned: 3 },
      ...{ isSample: false, oldest: '1970-01-01T00:16:41.000Z' },
      failures: [
        { failureClass: 'permanent', code: 'EVENT_CONFLICT', count: 2 },
        { failureClass: 'permanent', code: 'FACT_MALFORMED', count: 1 },
      ],
    });
    expect(queues.find((queue) => queue.name === name.ruleDeadLetters)?.failures).toEqual([
      { failureClass: null, code: 'NO_PERMISSIONS', count: 1 },
    ]);
    expect(queues.find((queue) => queue.name === name.unroutedQueue)).toMatchObject({
      count: 0,
      oldest: null,
    });
  });

  test('When more are there than are read, Then the figures say that they are a sample', async () => {
    const { deadLetters, clock } = makeCell();
    const { queues } = await listDeadLetters({ deadLetters, clock }, { kind: 'processor' }, 2);
    const [, posting] = queues;
    expect(posting).toMatchObject({ count: 3, scanned: 2, selected: 2, isSample: true });
  });

  test.each<[LetterSelection, number]>([
    [{}, 5],
    [{ queue: name.ruleDeadLetters }, 1],
    [{ kind: 'processor' }, 3],
    [{ code: 'EVENT_CONFLICT' }, 2],
    [{ failureClass: 'transient' }, 1],
    [{ invoiceId: 'INV-1' }, 2],
    [{ invoiceId: 'INV-1', kind: 'relay' }, 1],
    [{ since: '1970-01-01T00:16:43Z' }, 3],
    [{ before: '1970-01-01T00:16:43.000Z' }, 2],
    [{ since: '1970-01-01T02:16:43+02:00', before: '1970-01-01T00:16:44Z' }, 1],
    [{ queue: 'no-such-queue' }, 0],
  ])('When %j are selected page by page, Then %i are', async (selection, expected) => {
    const { deadLetters } = makeCell();
    const selected = [];
    let cursor: Awaited<ReturnType<typeof selectDeadLetters>>['next'];
    do {
      const page = await selectDeadLetters(deadLetters, { selection, limit: 1, cursor });
      selected.push(...page.letters);
      cursor = page.next;
    } while (cursor);
    expect(selected).toHaveLength(expected);
    expect(new Set(selected.map(({ messageId }) => messageId)).size).toBe(expected);
  });

  test('When one is selected, Then payload and diagnosis are there', async () => {
    const { deadLetters } = makeCell();
    const queue = name.deadLetters('posting');
    const read = async () => {
      const page = await selectDeadLetters(deadLetters, { selection: { queue }, limit: 10 });
      return page.letters.find(({ body }) => body === 'no JSON');
    };
    const letter = await read();
    expect(letter).toMatchObject({
      body: 'no JSON',
      diagnosis: {
        failureClass: 'permanent',
        code: 'FACT_MALFORMED',
        reason: 'It is not JSON.',
        receiveCount: 1,
      },
    });
    await deadLetters.remove(queue, [letter?.position ?? '']);
    expect(await read()).toBeUndefined();
  });
});
