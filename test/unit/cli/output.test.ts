import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { errorText, toCliError } from '../../../cli/errors.ts';
import { processOutput } from '../../../cli/output.ts';
import { makeProgram } from '../../../cli/program.ts';
import { table } from '../../../cli/table.ts';
import { type FakeCell, instantTiming, startFakeCell } from './fake-cell.ts';

/** An id that the contract takes: it clears no screen but would with C1, and turns what follows. */
const hostile = 'A\u009b2J\u202eB\u200b\u2028C';
const shown = 'A\\u009b2J\\u202eB\\u200b\\u2028C';

const event = {
  eventId: hostile,
  status: 'received',
  occurredAt: '2026-03-02T09:00:00Z',
  amount: '1.00',
  currency: 'EUR',
  source: { actor: 'user' },
};
const history = {
  invoiceId: hostile,
  head: {
    status: 'received',
    stage: 'ingestion',
    statusSince: '2026-03-02T09:00:00Z',
    vendorId: hostile,
    openAmount: '1.00',
    amount: '1.00',
    currency: 'EUR',
    exceptions: 0,
    conflicts: [hostile],
  },
  events: [{ stage: 'ingestion', event }],
  disregarded: [],
  decisions: [
    { eventId: hostile, digests: ['a', 'b'], by: hostile, at: '2026-03-01T09:00:00Z', reason: hostile },
  ],
};
const waiting = {
  ...{ stage: 'ingestion', status: 'received', waitsFor: 'validation' },
  ...{ waitsSince: '2026-03-01T09:00:00Z', deadline: '2026-03-01T10:00:00Z', overdueMs: 1_000 },
  ...{ amount: '1.00', currency: 'EUR', vendorId: 'V-1' },
};
const stuck = {
  asOf: '2026-03-02T09:00:00Z',
  counts: { ingestion: 1, reconciliation: 0, authorization: 0, posting: 0 },
  capped: false,
  invoices: [
    { invoiceId: hostile, ...waiting },
    { invoiceId: 'B', ...waiting },
  ],
};

let cell: FakeCell;
beforeEach(async () => {
  cell = await startFakeCell({
    answers: {
      [`/invoices/${encodeURIComponent(hostile)}`]: { status: 200, body: history },
      '/invoices/broken': { status: 500, body: { title: hostile, detail: 'two\nlines' } },
      '/console/api/stuck?limit=50': { status: 200, body: stuck },
    },
  });
});
afterEach(() => cell.close());

/** What a command writes to a terminal, errors included as `bems` prints them. */
async function printed(...args: readonly string[]): Promise<string> {
  const written: string[] = [];
  const stream = { isTTY: true, columns: 80, write: (text: string) => written.push(text) };
  const output = processOutput({ stdout: stream, stderr: stream });
  const program = makeProgram({
    output,
    input: Readable.from([]),
    timing: instantTiming(0),
    stop: () => new AbortController().signal,
    exitWith: () => {},
  });
  try {
    const key = args[0] === 'invoice' ? ['--api-key', 'key'] : [];
    await program.parseAsync([...args, '--api', cell.address.api, ...key], { from: 'user' });
  } catch (error) {
    output.err(errorText(toCliError(error), args.includes('--json')));
  }
  return written.join('');
}

const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
function lines(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}

describe('Given an id that is made for a terminal', () => {
  test.each([
    ['the history', ['invoice', hostile]],
    ['an unknown invoice', ['invoice', `${hostile}x`]],
    ['an option', ['stuck', '--stage', hostile]],
    ['a command', [hostile]],
  ])('when it is in %s, then it shows and does nothing', async (_, args) => {
    const text = await printed(...args);
    expect(text).toContain(shown);
    for (const line of lines(text)) expect(line).not.toMatch(hidden);
  });

  test('when it is in a table, then the columns are still aligned', async () => {
    const rows = lines(await printed('stuck')).filter((line) => line.includes('2026-03-01'));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain(shown);
    expect(new Set(rows.map((row) => row.indexOf('2026-03-01'))).size).toBe(1);
  });

  test('when JSON is asked for, then it is JSON and says exactly the same', async () => {
    const text = await printed('invoice', hostile, '--json');
    expect(lines(text)).toHaveLength(1);
    expect(JSON.parse(text)).toEqual(history);
  });

  test('when a server answers with several lines, then the error stays one sentence', async () => {
    const [first, next, ...more] = lines(await printed('invoice', 'broken'));
    expect(first).toContain('two\\u000alines');
    expect(next).toMatch(/^Next: /);
    expect(more).toEqual([]);
  });

  test('it shows in a line of progress, which is cut to the width of the terminal', () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 12, write: (text: string) => written.push(text) };
    processOutput({ stdout: stream, stderr: stream }).progress(`${hostile}\n`);
    expect(written).toEqual(['A\\u009b2J\\u']);
  });

  test('a table never has more lines than rows, nor a hidden character', () => {
    const cellText = fc.string({ unit: 'binary', maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.array(cellText, { minLength: 1, maxLength: 3 }), { minLength: 1 }), (rows) => {
        const text = table(rows);
        expect(text.split('\n')).toHaveLength(rows.length);
        expect(text.replaceAll('\n', '')).not.toMatch(hidden);
      }),
    );
  });
});
