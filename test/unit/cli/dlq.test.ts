import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProgram } from '../../../cli/program.ts';
import { auditCollection } from '../../../functions/core/audit.ts';
import { names } from '../../../functions/core/names.ts';
import type { Records } from '../../../functions/core/ports.ts';
import { deadLetterRoutes } from '../../../local/server/dead-letter-routes.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { operatorKey, startConsole } from '../local/console-harness.ts';
import { type DeadLetterCell, deadLetterCell } from '../operations/dead-letters/dead-letter-cell.ts';
import { instantTiming } from './fake-cell.ts';

const posting = names().deadLetters('posting');
const relay = names().relayDeadLetters('ingestion');
const malformed = {
  class: 'permanent',
  code: 'FACT_MALFORMED',
  reason: 'The fact has no event.',
  nextStep: 'Discard it.',
  stack: 'Error: here\n    at there',
  receiveCount: '1',
};
const away = { class: 'transient', code: 'STORE_AWAY' };
const of = (invoiceId: string) => JSON.stringify({ event: { invoiceId, eventId: `${invoiceId}-1` } });

let folder: string;
let letters: DeadLetterCell;
let records: Records;
let served: Awaited<ReturnType<typeof startConsole>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dlq-'));
  letters = deadLetterCell();
  records = memoryRecords({ now: () => letters.clock.ms });
  letters.put(posting, of('INV-1'), malformed, 'INV-1');
  letters.put(posting, of('INV-2'), away, 'INV-2');
  letters.put(relay, 'unreadable', malformed);
  // The run begins after they came.
  letters.clock.ms += 60_000;
  served = await startConsole(
    deadLetterRoutes({
      ...{ deadLetters: letters.deadLetters, records },
      clock: { now: () => letters.clock.ms },
      exportFile: exported(),
    }),
  );
});
afterEach(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

const exported = () => join(folder, 'kept', 'discarded.jsonl');

interface Terminal {
  /** What a person types; without it, there is nobody to ask. */
  readonly types?: string;
  /** Stops the command before its first step. */
  readonly stopped?: boolean;
}

/** Runs `bems dlq …` against the cell. */
async function dlq(args: readonly string[], { types, stopped = false }: Terminal = {}) {
  const out: string[] = [];
  const err: string[] = [];
  let exitCode = 0;
  const input = Readable.from(types === undefined ? [] : [types]);
  const program = makeProgram({
    output: { out: (text) => out.push(text), err: (text) => err.push(text), progress: () => {} },
    input: Object.assign(input, { isTTY: types !== undefined }),
    timing: instantTiming(letters.clock.ms),
    stop: () => (stopped ? AbortSignal.abort() : new AbortController().signal),
    exitWith: (code) => {
      exitCode = code;
    },
  });
  const address = ['--api', served.origin, '--operator-key', operatorKey];
  await program.parseAsync(['dlq', ...args, ...address], { from: 'user' });
  return { out: out.join('\n'), err: err.join('\n'), exitCode };
}

const audit = () => records.list(auditCollection, { limit: 10 });

describe('Given dead letters on two queues', () => {
  test('When they are listed, Then every queue and failure is counted', async () => {
    const { out } = await dlq(['list']);
    expect(out).toContain('Dead letters as of');
    expect(out.split('\n').filter((line) => line.includes('-dlq') || line.includes('STORE'))).toEqual([
      expect.stringMatching(/^invoice-ingestion-relay-dlq +1 +\S+Z +permanent +FACT_MALFORMED +1$/),
      expect.stringMatching(/^invoice-posting-dlq.fifo +2 +\S+Z +permanent +FACT_MALFORMED +1$/),
      expect.stringMatching(/^ +transient +STORE_AWAY +1$/),
    ]);
  });

  test('When one is a conflict, Then the list says what decides it', async () => {
    const hint = '`bems conflicts list` names it';
    expect((await dlq(['list'])).out).not.toContain(hint);
    letters.put(posting, of('INV-3'), { ...malformed, code: 'EVENT_CONFLICT' }, 'INV-3');
    expect((await dlq(['list'])).out).toContain(hint);
  });

  test('When none is of the kind, Then it says how many there are of others', async () => {
    const { out } = await dlq(['list', '--code', 'NEVER_SEEN']);
    expect(out).toMatch(/^No dead letter of the kind, of 3 in all, as of /);
  });

  test('When somebody acts for another, Then the trail has the name that was given', async () => {
    await dlq(['redrive', '--invoice', 'INV-2', '--by', 'ada']);
    expect((await audit()).map(({ value }) => value)).toMatchObject([{ what: 'redrive', by: 'ada' }]);
  });

  test('When they are listed one by one, Then a condition leaves out the others', async () => {
    const { out } = await dlq(['list', '--each', '10', '--invoice', 'INV-2', '--json']);
    expect(JSON.parse(out).letters).toMatchObject([
      { invoiceId: 'INV-2', diagnosis: { code: 'STORE_AWAY' } },
    ]);
  });

  test('When one is shown, Then payload, failure and what to do are there', async () => {
    const { out } = await dlq(['show', '--invoice', 'INV-1']);
    for (const part of [
      posting,
      'FACT_MALFORMED (permanent)',
      'Next: Discard it.',
      '"eventId": "INV-1-1"',
      'at there',
    ])
      expect(out).toContain(part);
    expect(out).toContain('The cell has no event of invoice INV-1 yet.');
  });

  test('When there is no such letter, Then it says where to look', async () => {
    await expect(dlq(['show', 'none'])).rejects.toMatchObject({ code: 'NO_SUCH_LETTER', exitCode: 6 });
  });

  test('When those with a code are redriven, Then only they go back, and it is recorded', async () => {
    const { out, exitCode } = await dlq(['redrive', '--code', 'STORE_AWAY']);
    expect(out).toBe('Redriven 1 dead letter.');
    expect(exitCode).toBe(0);
    expect(letters.bodies(names().queue('posting'))).toEqual([of('INV-2')]);
    expect(letters.bodies(posting)).toEqual([of('INV-1')]);
    expect(await audit()).toMatchObject([{ value: { what: 'redrive', by: expect.stringMatching(/./) } }]);
    expect((await dlq(['redrive', '--code', 'STORE_AWAY'])).out).toContain('Redriven 0 dead letters.');
  });

  test('When a redrive is only rehearsed, Then nothing moves', async () => {
    const { out } = await dlq(['redrive', '--all', '--dry-run', '--json']);
    expect(JSON.parse(out)).toMatchObject({ dryRun: true, done: 3, end: 'finished' });
    expect(letters.bodies(posting)).toHaveLength(2);
    expect(await audit()).toEqual([]);
  });

  test('When it is stopped, Then it says so, and the rest is where it was', async () => {
    const { out, exitCode } = await dlq(['redrive', '--all', '--json'], { stopped: true });
    expect(JSON.parse(out)).toMatchObject({ end: 'interrupted', done: 0 });
    expect(exitCode).toBe(130);
    expect(letters.bodies(posting)).toHaveLength(2);
  });

  test.each(['redrive', 'discard'])('When %s is told nothing else, Then nothing happens', async (act) => {
    const why = act === 'discard' ? ['--reason', 'test'] : [];
    await expect(dlq([act, ...why])).rejects.toMatchObject({ code: 'NOTHING_SELECTED', exitCode: 2 });
    expect(letters.bodies(posting)).toHaveLength(2);
  });

  test('When some are discarded, Then they are exported, recorded, and gone', async () => {
    const args = ['discard', '--invoice', 'INV-1', '--reason', 'a test invoice', '--yes'];
    const { out } = await dlq(args);
    expect(out).toBe(`Discarded 1 dead letter.\nTheir payloads are in ${exported()}.`);
    expect(letters.bodies(posting)).toEqual([of('INV-2')]);
    expect(
      readFileSync(exported(), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ body: of('INV-1'), diagnosis: { code: 'FACT_MALFORMED' } }]);
    expect(statSync(exported()).mode & 0o777).toBe(0o600);
    expect(await audit()).toMatchObject([
      { value: { what: 'discard', reason: 'a test invoice', invoiceId: 'INV-1' } },
    ]);
  });

  test('When a person confirms a discard, Then they were told how many and where to', async () => {
    const { err, out } = await dlq(['discard', '--all', '--reason', 'over'], { types: 'y\n' });
    expect(err).toContain('Discard 3 dead letters');
    expect(err).toContain(exported());
    expect(out).toContain('Discarded 3 dead letters.');
  });

  test.each([
    ['says no', { types: 'n\n' }],
    ['says nothing', { types: '\n' }],
    ['is not there', {}],
  ])('When a person %s, Then nothing is discarded', async (_, terminal) => {
    const discard = dlq(['discard', '--all', '--reason', 'over'], terminal);
    await expect(discard).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
    expect(letters.bodies(posting)).toHaveLength(2);
    expect(await audit()).toEqual([]);
  });

  test('When an age is given, Then only those that old are meant', async () => {
    const { out } = await dlq(['redrive', '--before', '61s', '--dry-run', '--json']);
    expect(JSON.parse(out).done).toBe(1);
    await expect(dlq(['redrive', '--before', 'yesterday'])).rejects.toThrow('how long ago');
  });
});

describe('Given a letter that cannot go back', () => {
  test('When all are redriven, Then it stays, and the command says why', async () => {
    letters.put(names().stuckInvoiceDeadLetters, '{}');
    letters.clock.ms += 1_000;
    const { out, exitCode } = await dlq(['redrive', '--kind', 'scheduler']);
    expect(out).toContain('1 stayed, such as');
    expect(out).toContain('The next run, a minute later, did what this one could not.');
    expect(exitCode).toBe(4);
  });
});
