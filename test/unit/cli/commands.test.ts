import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { curlLine } from '../../../cli/commands/ready-text.ts';
import { CliError, errorText, toCliError } from '../../../cli/errors.ts';
import { problemText } from '../../../cli/http/problem-text.ts';
import type { CellStatus, InvoiceHistory, StageStatus } from '../../../dashboards/console-api.ts';
import { byDeadLetterKind } from '../../../functions/core/names.ts';
import { type FakeCell, type FakeOptions, instantTiming, startFakeCell } from './fake-cell.ts';
import { runProgram } from './run-program.ts';

const now = Date.parse('2026-03-02T09:15:00Z');

const stage: StageStatus = {
  onBus: 3,
  relaying: 0,
  queued: 1,
  processing: 0,
  processed: 2,
  visible: 2,
  deadLettered: 0,
};
const status: CellStatus = {
  cell: 'local',
  region: 'local',
  startedAt: '2026-03-02T09:00:00.000Z',
  now: '2026-03-02T09:15:00.000Z',
  accepted: 12,
  visible: 8,
  distinct: 8,
  duplicates: 1,
  inFlight: 4,
  deadLettered: 0,
  deadLetters: byDeadLetterKind(() => 0),
  discarded: 0,
  callsWaiting: null,
  freshness: {
    newestReceivedAt: '2026-03-02T09:14:59.000Z',
    ageMs: 1_000,
    p50Ms: 40,
    p95Ms: 90,
    p99Ms: 120,
    maxMs: null,
  },
  stuckInvoices: { ingestion: 0, reconciliation: 3, authorization: 0, posting: 1 },
  openConflicts: {
    conflicts: [{ invoiceId: 'INV-7', eventId: 'evt-1', since: '2026-03-02T08:00:00.000Z' }],
    capped: false,
  },
  ringing: { critical: 0, warning: 0 },
  stages: { ingestion: stage, reconciliation: stage, authorization: stage, posting: stage },
};

let cell: FakeCell;
let folder: string;
async function start(options: FakeOptions = {}) {
  await cell?.close();
  cell = await startFakeCell(options);
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commands-test-'));
  await start();
});
afterEach(async () => {
  await cell.close();
  await rm(folder, { recursive: true });
});

/** Runs the command against the fake cell. */
function bems(args: readonly string[], input = '') {
  return runProgram(cell, args, { input, timing: instantTiming(now) });
}

function event(eventId: string, eventStatus = 'received') {
  return {
    eventId,
    invoiceId: 'I1',
    status: eventStatus,
    occurredAt: '2026-03-02T09:00:00Z',
    amount: '1.00',
    currency: 'EUR',
    vendor: { id: 'V' },
  };
}

describe('Given events as JSON', () => {
  it.each([
    ['one event', JSON.stringify(event('a')), ['a']],
    ['one event over several lines', JSON.stringify(event('a'), null, 2), ['a']],
    ['an array', JSON.stringify([event('a'), event('b')], null, 2), ['a', 'b']],
    ['a request', JSON.stringify({ events: [event('a'), event('b')] }), ['a', 'b']],
    ['one per line', `\n${JSON.stringify(event('a'))}\n\n${JSON.stringify(event('b'))}\n`, ['a', 'b']],
  ])('When %s comes on stdin, Then it is sent', async (_, text, ids) => {
    const { out } = await bems(['send', '--json'], text);
    expect(JSON.parse(out)).toEqual({ accepted: ids.length, rejected: 0, problems: [] });
    expect(cell.taken.map(({ eventId }) => eventId)).toEqual(ids);
    for (const taken of cell.taken) expect(taken.event).toEqual(event(taken.eventId));
  });

  it('When they or their status name a stage, Then each goes to its own stage', async () => {
    const file = join(folder, 'events.json');
    await writeFile(
      file,
      JSON.stringify([
        event('a'),
        { stage: 'posting', ...event('b', 'paid') },
        { stage: 'authorization', event: event('c', 'approved') },
      ]),
    );
    await bems(['send', file]);
    expect(cell.taken.map(({ stage, event }) => [stage, event])).toEqual([
      ['ingestion', event('a')],
      ['posting', event('b', 'paid')],
      ['authorization', event('c', 'approved')],
    ]);
  });

  it.each([
    ['is cut short', '{"eventId":', 'INPUT_INVALID'],
    ['has a broken line', `${JSON.stringify(event('a'))}\n{"eventId"`, 'INPUT_INVALID'],
    ['holds something else', '[1]', 'INPUT_INVALID'],
    ['does not say its stage', '{"status":"lost"}', 'STAGE_UNKNOWN'],
    ['is empty', '', 'NOTHING_TO_SEND'],
    ['is an empty array', '[]', 'NOTHING_TO_SEND'],
  ])('When the text %s, Then the error says so', async (_, text, code) => {
    await expect(bems(['send'], text)).rejects.toMatchObject({ code, exitCode: 2 });
  });

  it('When the file does not exist, Then the error says so before a cell is asked', async () => {
    await cell.close();
    await expect(bems(['send', join(folder, 'missing.json')])).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('When no cell runs and stdin is empty, Then there is nothing to send', async () => {
    await cell.close();
    await expect(bems(['send'])).rejects.toMatchObject({ code: 'NOTHING_TO_SEND' });
  });

  it('When the cell lists errors, Then one sentence holds its words and the list', async () => {
    const detail = 'Fix the fields listed in `errors` and send it again.';
    const body = JSON.stringify({ title: 'Bad Request', detail, errors: '[amount: must be a string]' });
    expect(problemText(body)).toBe(
      'Bad Request: Fix the fields listed in `errors` and send it again: [amount: must be a string]',
    );
  });

  it('When the cell refuses one, Then its words are shown and the exit code tells', async () => {
    await start({ verdict: (events) => (events.some(({ eventId }) => eventId === 'b') ? 400 : 202) });
    const { out, exitCode } = await bems(['send'], JSON.stringify([event('a'), event('b')]));
    expect(out).toContain('1 accepted, 1 rejected.');
    expect(out).toContain('Rejected b: refused with 400: the fake was told to');
    expect(exitCode).toBe(4);
  });
});

describe('Given an event described by options', () => {
  it('When it is sent, Then what was left out is filled in', async () => {
    const options = '--invoice I9 --status matched --amount 12.50 --currency EUR --vendor V7 --terms NET30';
    await bems(['send', ...options.split(' '), '--attribute', 'purchaseOrderAmount=12.00']);
    expect(cell.taken).toMatchObject([
      {
        stage: 'reconciliation',
        event: {
          eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          invoiceId: 'I9',
          occurredAt: '2026-03-02T09:15:00.000Z',
          vendor: { id: 'V7' },
          paymentTerms: { code: 'NET30' },
          attributes: { purchaseOrderAmount: '12.00' },
        },
      },
    ]);
  });
});

describe('Given options that describe half an event', () => {
  it.each([
    ['--amount 5.00 --vendor V7', '--invoice, --status, --currency'],
    ['--invoice I9 --status matched', '--amount, --currency, --vendor'],
    ['--actor human', '--invoice, --status, --amount, --currency, --vendor'],
  ])(
    'When only %s are given, Then the error names what is missing and nothing is sent',
    async (given, missing) => {
      await expect(bems(['send', ...given.split(' ')])).rejects.toMatchObject({
        code: 'USAGE',
        message: `The event lacks ${missing}.`,
        exitCode: 2,
      });
      expect(cell.taken).toEqual([]);
    },
  );
});

describe('Given a cell that answers questions', () => {
  it('When its status is asked for, Then it is shown as a table, or as it came', async () => {
    await start({ answers: { '/console/api/status': { status: 200, body: status } } });
    expect(JSON.parse((await bems(['status', '--json'])).out)).toEqual(status);
    const { out } = await bems(['status']);
    expect(out).toContain('accepted  visible  in flight  dead letters  discarded  duplicates');
    expect(out).toMatch(/reconciliation\s+3\s+0\s+1\s+0\s+2\s+0/);
    expect(out).toContain('p50 0.0 s, p95 0.1 s, p99 0.1 s, max –');
    expect(out).toContain('Stuck invoices: reconciliation 3, posting 1');
  });

  it('When an invoice is asked for, Then its events are shown in order, or as sent', async () => {
    const history: InvoiceHistory = {
      invoiceId: 'I 1',
      head: {
        invoiceId: 'I 1',
        eventCount: 1,
        stage: 'ingestion',
        status: 'received',
        statusSince: '2026-03-02T09:00:00Z',
        stages: {},
        documentType: 'credit-note',
        amount: '-1.00',
        currency: 'EUR',
        paidAmount: '-0.25',
        openAmount: '-0.75',
        vendorId: 'V',
        dueDate: '2026-04-01',
        exceptions: 0,
        conflicts: [],
        updatedAt: '2026-03-02T09:00:01.000Z',
      },
      events: [],
      decisions: [],
      disregarded: [],
      digest: 'd',
    };
    await start({ answers: { '/invoices/I%201': { status: 200, body: history } } });
    expect(JSON.parse((await bems(['invoice', 'I 1', '--json'])).out)).toEqual(history);
    const { out } = await bems(['invoice', 'I 1']);
    expect(out).toContain('Invoice I 1: received (ingestion) since 2026-03-02T09:00:00Z');
    expect(out).toContain('credit note, open -0.75 of -1.00 EUR, paid -0.25, due 2026-04-01');
  });

  it('When it does not know the invoice, Then the error says so', async () => {
    await expect(bems(['invoice', 'nobody'])).rejects.toMatchObject({ code: 'INVOICE_UNKNOWN', exitCode: 6 });
  });
});

describe('Given the demo command', () => {
  it('When a count is given, Then so many events are sent and reported', async () => {
    const { out } = await bems(['demo', '--count', '25', '--rate', '100', '--json']);
    expect(JSON.parse(out)).toMatchObject({ sent: 25, rejected: 0, seed: 1 });
    expect(cell.taken).toHaveLength(25);
  });
});

describe('Given an error', () => {
  const error = toCliError(new Error('it broke'));

  it('When it is shown, Then people and programs get code, sentence and next step', () => {
    expect(errorText(error, false)).toMatch(/^UNEXPECTED: it broke\.\nNext: /);
    expect(JSON.parse(errorText(error, true))).toEqual({
      error: { code: 'UNEXPECTED', message: 'it broke.', next: expect.any(String) },
    });
  });

  it.each([
    ['ends with none', 'it broke', 'it broke.'],
    ['ends with one', 'it broke.', 'it broke.'],
    [
      'ends with two, its own and that of what it quotes',
      'The cell answered 403: Send your key..',
      'The cell answered 403: Send your key.',
    ],
    ['asks', 'Is it on?', 'Is it on?'],
  ])('When its message %s, Then it is shown with one full stop at most', (_, message, shown) => {
    expect(new CliError('CODE', message, 'Do this.').message).toBe(shown);
  });

  it('When it is one of Node’s, Then its code is shown once', async () => {
    const missing = join(folder, 'missing.json');
    const failure = await bems(['send', missing]).catch((thrown: unknown) => toCliError(thrown));
    expect(failure).toMatchObject({ code: 'ENOENT', exitCode: 2 });
    expect(errorText(toCliError(failure), false)).toMatch(
      /^ENOENT: no such file or directory, open '.*'\.\nNext: /,
    );
  });

  it('When the quoted problem ends with a full stop, Then the error has one only', async () => {
    const problem = { title: 'Forbidden', detail: 'Send the key you were given.' };
    await start({ answers: { '/invoices/I1': { status: 403, body: problem } } });
    await expect(bems(['invoice', 'I1'])).rejects.toMatchObject({
      message: 'The cell answered 403: Forbidden: Send the key you were given.',
    });
  });

  it('When an option is wrong, Then it is a usage error', async () => {
    await expect(bems(['demo', '--rate', '-1'])).rejects.toMatchObject({
      exitCode: 1,
      name: 'CommanderError',
    });
  });
});

describe('Given a cell that is ready', () => {
  it('When it shows a curl line, Then that holds one event in quotes a shell keeps', () => {
    const line = curlLine('http://127.0.0.1:8787', 'the-key', now);
    const body = /-d '([^']+)'$/.exec(line)?.[1] ?? '';
    expect(JSON.parse(body)).toMatchObject({ occurredAt: '2026-03-02T09:15:00.000Z', status: 'received' });
    expect(line).toContain("http://127.0.0.1:8787/invoices/ingestion -H 'x-api-key: the-key'");
  });
});
