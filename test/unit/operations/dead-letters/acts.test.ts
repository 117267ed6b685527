import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditCollection } from '../../../../functions/core/audit.ts';
import { names } from '../../../../functions/core/names.ts';
import type { ActStep } from '../../../../operations/dead-letters/act.ts';
import { type DiscardPorts, discardStep } from '../../../../operations/dead-letters/discard.ts';
import { redriveStep } from '../../../../operations/dead-letters/redrive.ts';
import { memoryRecords } from '../../../doubles/memory-records.ts';
import { type DeadLetterCell, deadLetterCell } from './dead-letter-cell.ts';

const name = names();
const from = name.deadLetters('posting');
const by = 'on-call@example.com';
const conflict = { class: 'permanent', code: 'EVENT_CONFLICT' };
const factOf = (invoiceId: string) =>
  JSON.stringify({ entryId: `of ${invoiceId}`, event: { invoiceId, eventId: 'e' } });

/** Takes every step of a run, so many letters at a time. */
async function run(
  step: (range: { cursor?: ActStep['next']; limit: number }) => Promise<ActStep>,
  limit = 2,
) {
  const steps: ActStep[] = [];
  let cursor: ActStep['next'];
  do {
    const taken = await step({ cursor, limit });
    steps.push(taken);
    cursor = taken.next;
  } while (cursor);
  return {
    done: steps.reduce((sum, { done }) => sum + done, 0),
    stayed: steps.flatMap(({ stayed }) => stayed),
  };
}

function makeCell() {
  const cell = deadLetterCell();
  for (const invoice of ['INV-1', 'INV-2', 'INV-3', 'INV-4', 'INV-5'])
    cell.put(from, factOf(invoice), invoice === 'INV-3' ? {} : conflict, invoice);
  cell.put(name.stuckInvoiceDeadLetters, '{}');
  cell.clock.ms += 1_000;
  return { cell, records: memoryRecords() };
}

const trail = (records: ReturnType<typeof memoryRecords>) => records.list(auditCollection, { limit: 100 });

describe('Given a redrive', () => {
  const redrive = ({ cell, records }: ReturnType<typeof makeCell>, more = {}) => {
    const act = { selection: {}, by, startedAt: cell.now(), ...more };
    return run((range) => redriveStep({ deadLetters: cell.deadLetters, records }, act, range));
  };

  test('When some are selected, Then they go back, the others stay, and the trail has it', async () => {
    const made = makeCell();
    const { done } = await redrive(made, { selection: { code: 'EVENT_CONFLICT' } });
    expect(done).toBe(4);
    expect(made.cell.bodies(from)).toEqual([factOf('INV-3')]);
    expect(made.cell.bodies(name.queue('posting'))).toHaveLength(4);
    const entries = (await trail(made.records)).map(({ value }) => value);
    expect(entries).toMatchObject(
      Array.from({ length: entries.length }, () => ({
        what: 'redrive',
        by,
        queue: from,
        at: made.cell.now(),
      })),
    );
  });

  test('When one cannot go back, Then it stays, and is named with why', async () => {
    const made = makeCell();
    const { done, stayed } = await redrive(made);
    expect(done).toBe(5);
    expect(stayed).toMatchObject([
      { queue: name.stuckInvoiceDeadLetters, because: expect.stringContaining('run') },
    ]);
  });

  test('When it is only tried, Then nothing moves and the trail stays empty', async () => {
    const made = makeCell();
    expect((await redrive(made, { dryRun: true })).done).toBe(5);
    expect(made.cell.bodies(from)).toHaveLength(5);
    expect(await trail(made.records)).toEqual([]);
  });

  test('When letters fail again meanwhile, Then this run leaves them alone', async () => {
    const made = makeCell();
    const { cell, records } = made;
    const act = { selection: {}, by, startedAt: cell.now() };
    const { done } = await run(async (range) => {
      const step = await redriveStep({ deadLetters: cell.deadLetters, records }, act, range);
      const queue = cell.queueOf(name.queue('posting'));
      // Each goes round at once: its last receive was one too many.
      for (const message of queue.receive(10)) queue.move(message, cell.queueOf(from));
      await cell.deadLetters.release();
      return step;
    });
    expect(done).toBe(5);
    expect(cell.bodies(from)).toHaveLength(5);
  });

  test('When the trail cannot be written, Then nothing moves', async () => {
    const { cell } = makeCell();
    const records = { create: () => Promise.reject(new Error('no trail')) };
    const act = { selection: {}, by, startedAt: cell.now() };
    await expect(redriveStep({ deadLetters: cell.deadLetters, records }, act, { limit: 10 })).rejects.toThrow(
      'no trail',
    );
    expect(cell.bodies(from)).toHaveLength(5);
  });

  test('When nothing says who does it, Then it is refused', async () => {
    await expect(redrive(makeCell(), { by: ' ' })).rejects.toMatchObject({ code: 'ACT_UNEXPLAINED' });
  });
});

describe('Given a discard', () => {
  /** A process that dies before its n-th effect: whatever it does afterwards fails. */
  const dying = (
    { cell, records }: ReturnType<typeof makeCell>,
    exports: string[],
    effects: number,
  ): DiscardPorts => {
    let left = effects;
    const living = async <T>(act: () => Promise<T>): Promise<T> => {
      if (left <= 0) throw new Error('dead');
      left -= 1;
      return act();
    };
    const { deadLetters } = cell;
    return {
      exported: (letters) => living(async () => void exports.push(...letters.map(({ body }) => body))),
      records: { create: (...entry) => living(() => records.create(...entry)) },
      deadLetters: Object.assign(Object.create(deadLetters), {
        remove: (queue: string, positions: readonly string[]) =>
          living(() => deadLetters.remove(queue, positions)),
        read: deadLetters.read.bind(deadLetters),
        queues: deadLetters.queues.bind(deadLetters),
        release: deadLetters.release.bind(deadLetters),
      }),
    };
  };
  const act = (cell: DeadLetterCell, more = {}) => ({
    ...{ selection: { kind: 'processor' as const }, by, reason: 'Settled with the producer.' },
    ...{ startedAt: cell.now(), ...more },
  });
  const alive = Number.POSITIVE_INFINITY;

  test('When it ends, Then letters are exported, in the trail with who and why, and gone', async () => {
    const made = makeCell();
    const exports: string[] = [];
    const ports = dying(made, exports, alive);
    const { done } = await run((range) => discardStep(ports, act(made.cell), range));
    expect(done).toBe(5);
    expect(made.cell.bodies(from)).toEqual([]);
    expect(exports).toHaveLength(5);
    expect(made.cell.discarded).toEqual(exports.map((body) => JSON.parse(body).entryId));
    const [first] = await trail(made.records);
    expect(first?.value).toEqual({
      ...{ what: 'discard', at: made.cell.now(), by, reason: 'Settled with the producer.', queue: from },
      ...{ kind: 'processor', messageId: expect.any(String), sentAt: '1970-01-01T00:16:41.000Z' },
      ...{ code: 'EVENT_CONFLICT', failureClass: 'permanent' },
      ...{ invoiceId: 'INV-1', eventId: 'e', digest: expect.any(String), entryId: 'of INV-1' },
    });
  });

  test('When the process dies at any step and it is run again, Then the end is the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 12 }), { maxLength: 4 }), async (deaths) => {
        const made = makeCell();
        const exports: string[] = [];
        const discard = act(made.cell);
        for (const effects of [...deaths, alive]) {
          const ports = dying(made, exports, effects);
          await run((range) => discardStep(ports, discard, range)).catch(() => {});
          // Whatever is gone is exported and in the trail.
          const entries = await trail(made.records);
          const left = made.cell.bodies(from);
          for (const invoice of [1, 2, 3, 4, 5].map((number) => `INV-${number}`)) {
            if (left.includes(factOf(invoice))) continue;
            expect(exports).toContain(factOf(invoice));
            expect(entries.map(({ value }) => value)).toContainEqual(
              expect.objectContaining({ invoiceId: invoice }),
            );
          }
        }
        expect(made.cell.bodies(from)).toEqual([]);
        expect(await trail(made.records)).toHaveLength(5);
      }),
    );
  });

  test('When it is only tried, Then nothing is exported, recorded or deleted', async () => {
    const made = makeCell();
    const exports: string[] = [];
    const ports = dying(made, exports, 0);
    const { done } = await run((range) => discardStep(ports, act(made.cell, { dryRun: true }), range));
    expect([done, made.cell.bodies(from).length, exports.length]).toEqual([5, 5, 0]);
  });

  test.each([{ reason: '' }, { by: '\t' }])(
    'When it lacks who or why (%j), Then it is refused',
    async (more) => {
      const made = makeCell();
      const ports = dying(made, [], alive);
      await expect(discardStep(ports, act(made.cell, more), { limit: 10 })).rejects.toMatchObject({
        code: 'ACT_UNEXPLAINED',
      });
      expect(made.cell.bodies(from)).toHaveLength(5);
    },
  );
});
