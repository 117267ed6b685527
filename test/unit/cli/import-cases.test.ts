import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeCell, startFakeCell } from './fake-cell.ts';
import { runProgram } from './run-program.ts';

const fields = {
  amount: { event: 'amount', default: '0.00' },
  currency: { event: 'currency', default: 'EUR' },
  vendor: { id: { event: 'vendor', default: 'V1' } },
  paymentTerms: { event: 'terms' },
  invoiceDate: { event: 'invoiced' },
};
const mapping = {
  activities: {
    In: { stage: 'ingestion', status: 'received' },
    Paid: { stage: 'posting', status: 'paid' },
  },
  fields,
  csv: { case: 'case', activity: 'activity', timestamp: 'timestamp' },
};
const comma = { ...mapping, csv: { ...mapping.csv, delimiter: ';', decimalMark: ',' } };

let folder: string;
let cell: FakeCell;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-cases-'));
  cell = await startFakeCell();
});
afterEach(async () => {
  await cell.close();
  await rm(folder, { recursive: true });
});

/** A cell that has what was sent so far. */
async function cellWithWhatWasSent() {
  const { taken: before } = cell;
  await cell.close();
  const answers = [...Map.groupBy(before, ({ invoiceId }) => invoiceId)].map(([invoiceId, events]) => [
    `/invoices/${invoiceId}`,
    { status: 200, body: { events: events.map(({ event }) => ({ event })) } },
  ]);
  cell = await startFakeCell({ answers: Object.fromEntries(answers) });
}

async function bems(args: readonly string[], input: string | Buffer = '') {
  const { out, ...rest } = await runProgram(cell, [...args, '--json'], { input });
  return { result: JSON.parse(out), ...rest };
}

/** Imports one log. */
async function imported(
  content: string | Buffer,
  using: object = mapping,
  name = 'log.csv',
  ...options: string[]
) {
  await writeFile(join(folder, name), content);
  await writeFile(join(folder, 'm.json'), JSON.stringify(using));
  return bems(['import', join(folder, name), '--mapping', join(folder, 'm.json'), ...options]);
}

/** A field of each event that the cell took, by invoice. */
function taken(field: string) {
  return Object.fromEntries(cell.taken.map(({ invoiceId, event }) => [invoiceId, event[field]]));
}

describe('Given a CSV log with decimal commas', () => {
  const rows = ['case;activity;timestamp;amount;currency'];
  const row = (id: string, amount: string) => `${id};In;2026-11-20T10:00:00Z;${amount};EUR`;

  it('When a dot separates no group of three, Then the row is rejected alone, by place', async () => {
    const text = [...rows, row('C1', '1.234,56'), row('C2', '1234.56'), row('C3', '12.5')].join('\n');
    const { result, exitCode } = await imported(text, comma);
    expect(taken('amount')).toEqual({ C1: '1234.56' });
    expect(exitCode).toBe(4);
    expect(result.problems).toEqual([
      {
        eventId: 'C2#000001',
        place: expect.stringMatching(/log\.csv, line 3$/),
        problem: expect.stringContaining('amount (from "amount"): "1234.56"'),
      },
      expect.objectContaining({ eventId: 'C3#000001', problem: expect.stringContaining('"12.5"') }),
    ]);
  });

  it('When the mapping has a default, Then it is in the form of the contract', async () => {
    const withDefault = { ...comma, fields: { ...fields, amount: { event: 'amount', default: '1250.00' } } };
    await imported('case;activity;timestamp\nDF1;In;2026-11-20T10:00:00Z\n', withDefault);
    expect(taken('amount')).toEqual({ DF1: '1250.00' });
  });

  it('When the log is XES, Then the mark does not apply to it', async () => {
    const xes =
      '<log><trace><string key="concept:name" value="X1"/><event><string key="concept:name" value="In"/>' +
      '<date key="time:timestamp" value="2026-11-20T10:00:00Z"/><float key="amount" value="1.234"/></event></trace></log>';
    await imported(xes, comma, 'log.xes');
    expect(taken('amount')).toEqual({ X1: '1.234' });
  });
});

describe('Given a log that repeats what was paid in every row', () => {
  const text = [
    'case,activity,timestamp,amount,paid,type',
    'P1,In,2026-11-20T10:00:00Z,100.00,98.00,invoice',
    'P2,Paid,2026-11-21T10:00:00Z,100.00,98.00,invoice',
    'P3,Paid,2026-11-21T10:00:00Z,100.00,ninety,invoice',
  ].join('\n');
  const paid = { ...fields, paidAmount: { event: 'paid' }, documentType: { event: 'type' } };

  it('When imported, Then paid events alone carry it, and a wrong one is refused', async () => {
    const { result } = await imported(text, { ...mapping, fields: paid });
    expect(taken('paidAmount')).toEqual({ P1: undefined, P2: '98.00' });
    expect(taken('documentType')).toEqual({ P1: 'invoice', P2: 'invoice' });
    expect(result.problems).toEqual([
      expect.objectContaining({ problem: expect.stringContaining('paidAmount (from "paid"): "ninety"') }),
    ]);
  });
});

describe('Given two part payments of a day in two exports, with ids of their content', () => {
  it('When the second is imported, Then it is refused before anything is sent', async () => {
    const using = { ...mapping, ids: 'content', fields: { ...fields, paidAmount: { event: 'paid' } } };
    const payment = (paid: string) =>
      `case,activity,timestamp,amount,paid\nH1,Paid,2026-02-20,100.00,${paid}\n`;
    await imported(payment('10.00'), using, 'first.csv');
    expect(taken('paidAmount')).toEqual({ H1: '10.00' });
    await cellWithWhatWasSent();
    await expect(imported(payment('20.00'), using, 'second.csv')).rejects.toMatchObject({
      code: 'IDS_TAKEN',
      message: expect.stringContaining('20.00 paid of 100.00'),
    });
    expect(cell.taken).toEqual([]);
    expect((await imported(payment('10.00'), using, 'first.csv')).result.compared).toBe(1);
  });
});

describe('Given a log that repeats what was paid and leaves it out once', () => {
  it('When imported, Then the payment without one is refused, not taken as whole', async () => {
    const using = { ...mapping, fields: { ...fields, paidAmount: { event: 'paid' } } };
    const { result } = await imported(
      'case,activity,timestamp,amount,paid\nF1,Paid,2026-02-20,100.00,\n',
      using,
    );
    expect(result).toMatchObject({ accepted: 0, rejected: 1 });
    expect(result.problems[0].problem).toContain('paidAmount');
  });
});

describe('Given a log with dates of invoices', () => {
  const text = [
    'case,activity,timestamp,invoiced',
    'DY1,In,2026-11-20T10:00:00+01:00,2026-11-20T00:00:00+01:00',
    'DY2,In,2026-11-20T10:00:00+01:00,2026-11-20',
    'DY3,In,2026-11-20T10:00:00+01:00,2026-11-20 00:00:00',
    'DY4,In,2026-11-20T10:00:00+01:00,20261120',
    'DY5,In,2026-11-20T10:00:00+01:00,2026-11-20T22:30:00-05:00',
    'DY6,In,2026-11-20T10:00:00+01:00,10:30',
  ].join('\n');
  const day = '2026-11-20';

  it('When the mapping names no zone, Then the day is the one that is written', async () => {
    const { result } = await imported(text);
    expect(taken('invoiceDate')).toEqual({ DY1: day, DY2: day, DY3: day, DY4: day, DY5: day });
    expect(result.problems).toMatchObject([
      { problem: expect.stringContaining('invoiceDate (from "invoiced"): "10:30"') },
    ]);
  });

  it('When the mapping names a zone, Then a time with an offset is its day there', async () => {
    await imported(text, { ...mapping, timestamp: { zone: 'Europe/Amsterdam' } });
    expect(taken('invoiceDate')).toEqual({ DY1: day, DY2: day, DY3: day, DY4: day, DY5: '2026-11-21' });
  });

  it('When the mapping has a format of the date, Then that is read', async () => {
    const using = {
      ...mapping,
      fields: { ...fields, invoiceDate: { event: 'invoiced', format: 'dd.MM.yyyy' } },
    };
    await imported('case,activity,timestamp,invoiced\nA,In,2026-11-20T10:00:00Z,20.11.2026', using);
    expect(taken('invoiceDate')).toEqual({ A: day });
  });
});

describe('Given a log with times', () => {
  it('When one is a leap second, Then it is sent as the API takes it', async () => {
    const text =
      'case,activity,timestamp\nL1,In,2016-12-30T10:00:00Z\nL2,In,2016-12-31T23:59:60Z\nL3,In,2017-01-02T10:00:00Z';
    const { result } = await imported(text);
    expect(result).toMatchObject({ accepted: 3, rejected: 0 });
    expect(taken('occurredAt').L2).toBe('2016-12-31T23:59:60Z');
  });

  it('When they differ below the millisecond, Then every digit is sent', async () => {
    const text =
      'case,activity,timestamp\nU1,In,2026-03-02T09:15:00.123456Z\nU2,Paid,2026-03-02T09:15:00.1234Z';
    await imported(text);
    expect(taken('occurredAt')).toEqual({
      U1: '2026-03-02T09:15:00.123456Z',
      U2: '2026-03-02T09:15:00.1234Z',
    });
  });

  it('When the zone of the mapping does not exist, Then the mapping is refused', async () => {
    const using = { ...mapping, timestamp: { zone: 'Europe/Amsterdm' } };
    await expect(imported('case,activity,timestamp\n', using)).rejects.toMatchObject({
      code: 'MAPPING_INVALID',
      message: expect.stringContaining('/timestamp/zone: "Europe/Amsterdm"'),
      exitCode: 2,
    });
  });
});

describe('Given a log with an amount of a billion digits', () => {
  it('When it is imported, Then the row is refused at once', async () => {
    const text = ['9e999999999', '1e99999999', '1e-999999999', '-1E+400'].map(
      (amount, index) => `E${index},In,2026-01-10T10:00:00Z,${amount}`,
    );
    const before = process.cpuUsage();
    const { result } = await imported(['case,activity,timestamp,amount', ...text].join('\n'));
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
    expect(result).toMatchObject({ accepted: 0, rejected: 4 });
    expect(result.problems[0].problem).toContain('more than 18 digits');
  });
});

describe('Given a file that cannot be read as a log', () => {
  const good = 'case,activity,timestamp,amount,vendor\nB5,In,2026-11-20T10:00:00Z,10.00,V\n';
  it.each<[string, string, string | Buffer, RegExp]>([
    [
      'names a mapped column twice',
      'a.csv',
      'case,activity,timestamp,amount,amount\nD1,In,2026-11-20T10:00:00Z,10,99\n',
      /line 1: the column "amount" is there twice/,
    ],
    [
      'has a quote in a value',
      'a.csv',
      `${good}B6,In,2026-11-20T10:00:00Z,10.00,5" pipe Ltd\n`,
      /line 3: column "vendor": a quote/,
    ],
    [
      'does not close a quote',
      'a.csv',
      `${good}B6,In,2026-11-20T10:00:00Z,10.00,"V`,
      /line 3: column "vendor": a quote is opened/,
    ],
    [
      'has a row without end',
      'a.csv',
      `${good}B6,In,2026-11-20T10:00:00Z,10.00,"${'x'.repeat(2_000_000)}`,
      /line 3: column "vendor": a row is longer/,
    ],
    [
      'has a row with a value too few',
      'a.csv',
      `${good}B6,In,2026-11-20T10:00:00Z\n`,
      /line 3: the row has not as many/,
    ],
    [
      'has a row with a value too many',
      'a.csv',
      `${good}B6,In,2026-11-20T10:00:00Z,1,2,3\n`,
      /line 3: the row has not as many/,
    ],
    [
      'is compressed and cut short',
      'a.csv.gz',
      gzipSync(good).subarray(0, 60),
      /line \d: the compressed file is cut short/,
    ],
    ['is not compressed as named', 'a.csv.gz', good, /line 1: it is not compressed with gzip/],
    ['is compressed and not named so', 'a.csv', gzipSync(good), /line 1: it is compressed with gzip/],
    ['is a workbook', 'a.csv', Buffer.from('PK\x03\x04rest'), /save it as CSV/],
    [
      'is not UTF-8',
      'a.csv',
      Buffer.concat([Buffer.from(good), Buffer.from('M\xfc', 'latin1')]),
      /line 3: it is not valid text in utf-8/,
    ],
    ['holds a NUL', 'a.csv', `${good}\0`, /line 3: it holds a NUL/],
    ['is empty', 'a.csv', '', /line 1: it is empty/],
    [
      'is XML with an entity bomb',
      'a.xes',
      '<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><log><trace>\n<string key="concept:name" value="&b;"/></trace></log>',
      /line 2, column \d+: undefined entity/,
    ],
    [
      'is XML with a value without end',
      'a.xes',
      `<log><trace><string key="a" value="${'x'.repeat(3_000_000)}`,
      /longer than/,
    ],
    [
      'is XML with endless nesting',
      'a.xes',
      `<log><trace>${'<list key="a">'.repeat(1_000)}`,
      /nested more than 32/,
    ],
  ])('When it %s, Then nothing is sent and file and line are named', async (_, name, content, message) => {
    const failure = await imported(content, mapping, name).catch((error: unknown) => error);
    expect(failure).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
    expect(failure).toMatchObject({ message: expect.stringContaining(name) });
    expect(cell.taken).toEqual([]);
  });
});

describe('Given a readable log of an unusual kind', () => {
  const text = 'case\tactivity\ttimestamp\tvendor\nA1\tIn\t2026-11-20T10:00:00Z\tM\u00fcller\n';
  const tabbed = { ...mapping, csv: { ...mapping.csv, delimiter: '\t' } };
  it.each<[string, Buffer, object]>([
    ['UTF-16, as Excel’s "Unicode text"', Buffer.from(`\uFEFF${text}`, 'utf16le'), tabbed],
    ['UTF-16 with the other byte order', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), tabbed],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`), tabbed],
    [
      'Latin-1, as the mapping says',
      Buffer.from(text, 'latin1'),
      { ...tabbed, csv: { ...tabbed.csv, encoding: 'iso-8859-1' } },
    ],
    ['CSV with sep= in front', Buffer.from(`sep=\t\r\n${text}`), mapping],
    ['CSV with both line ends', Buffer.from(text.replace('\n', '\r\n')), tabbed],
  ])('When it is %s, Then it is read', async (_, content, using) => {
    const { result } = await imported(content, using);
    expect(result).toMatchObject({ accepted: 1, rejected: 0 });
    expect(taken('vendor')).toEqual({ A1: { id: 'M\u00fcller' } });
  });

  it('When mark or delimiter contradict the mapping, Then it is refused', async () => {
    const latin = { ...tabbed, csv: { ...tabbed.csv, encoding: 'iso-8859-1' } };
    await expect(imported(`\uFEFF${text}`, latin)).rejects.toThrow('its byte order mark says utf-8');
    await expect(imported(`sep=;\n${text}`, tabbed)).rejects.toThrow('line 1: it says sep=;');
  });

  it('When accents are encoded otherwise than in the mapping, Then names are the same', async () => {
    const using = {
      ...mapping,
      activities: { 'Pr\u00fcfung': mapping.activities.In },
      fields: { ...fields, vendor: { id: { event: 'K\u00e4ufer' } } },
    };
    await imported('case,activity,timestamp,Ka\u0308ufer\nA1,Pru\u0308fung,2026-11-20T10:00:00Z,V9\n', using);
    expect(taken('vendor')).toEqual({ A1: { id: 'V9' } });
  });

  it('When an XES event has a mapped attribute twice, Then it is rejected alone', async () => {
    const event = (more: string) =>
      `<event><string key="concept:name" value="In"/><date key="time:timestamp" value="2026-11-20T10:00:00Z"/>${more}</event>`;
    const amount = (value: string) => `<float key="amount" value="${value}"/>`;
    const xes = `<log><trace><string key="concept:name" value="A"/>\n${event(amount('1') + amount('2'))}${event(amount('3'))}</trace></log>`;
    const { result } = await imported(xes, mapping, 'log.xes');
    expect(result).toMatchObject({
      accepted: 1,
      rejected: 1,
      problems: [
        {
          place: expect.stringMatching(/log\.xes, line 2$/),
          problem: expect.stringContaining('"amount" is there twice'),
        },
      ],
    });
  });
});

describe('Given a pattern that would take exponential time', () => {
  it('When a value almost fits, Then the import takes no time', async () => {
    const actor = { event: 'vendor', match: [{ pattern: '^(a+)+$', value: 'human' }] };
    const text = `case,activity,timestamp,vendor\nA,In,2026-11-20T10:00:00Z,${'a'.repeat(5_000)}!`;
    const before = process.cpuUsage();
    await imported(text, { ...mapping, fields: { ...fields, vendor: { id: { default: 'v' } }, actor } });
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
    expect(taken('source')).toEqual({ A: undefined });
  });
});

describe('Given January’s export in the cell and then February’s', () => {
  const header = 'case,activity,timestamp,amount,vendor';
  const january = `${header}\nM1,In,2026-01-10T10:00:00Z,10.00,V\nM2,In,2026-01-11T10:00:00Z,20.00,V\n`;
  const february = `${header}\nM1,Paid,2026-02-10T10:00:00Z,10.00,V\nM2,Paid,2026-02-11T10:00:00Z,20.00,V\n`;
  const byContent = { ...mapping, ids: 'content' };

  it('When positions start again, Then it says so before anything is sent', async () => {
    await imported(january);
    await cellWithWhatWasSent();
    await expect(imported(february)).rejects.toMatchObject({
      code: 'IDS_TAKEN',
      message: expect.stringContaining('M1#000001 is "paid" of 2026-02-10T10:00:00.000Z'),
      next: expect.stringContaining('"ids": "content"'),
      exitCode: 2,
    });
    expect(cell.taken).toEqual([]);
    expect((await imported(february, mapping, 'log.csv', '--no-id-check')).result.accepted).toBe(2);
  });

  it('When ids are made of content, Then both are imported, each as often as you like', async () => {
    await imported(january, byContent);
    await cellWithWhatWasSent();
    const first = (await imported(february, byContent)) && taken('eventId');
    await imported(february, byContent);
    expect(taken('eventId')).toEqual(first);
    await imported(january + february.slice(header.length + 1), byContent);
    expect(taken('eventId')).toEqual(first);
  });

  it('When the log has ids of its own, Then those are taken', async () => {
    const own = { ...mapping, fields: { ...fields, eventId: { event: 'vendor' } } };
    const { result } = await imported(
      `${header}\nM1,In,2026-01-10T10:00:00Z,1,E-7\nM2,In,2026-01-10T10:00:00Z,1,\n`,
      own,
    );
    expect(taken('eventId')).toEqual({ M1: 'E-7' });
    expect(result.problems).toMatchObject([{ problem: 'eventId: the event has none' }]);
  });

  it('When it comes again under other ids, Then it says so and stores nothing', async () => {
    await imported(january);
    await cellWithWhatWasSent();
    await expect(imported(january, byContent)).rejects.toMatchObject({
      code: 'IMPORTED_BEFORE',
      exitCode: 2,
    });
    expect(cell.taken).toEqual([]);
    expect((await imported(january)).result.accepted).toBe(2);
  });

  it('When equal events repeat, Then ids of content number them', async () => {
    await imported(`${header}\nM1,In,2026-01-10T10:00:00Z,1,V\nM1,In,2026-01-10T10:00:00Z,2,V\n`, byContent);
    const [one, other] = cell.taken.map(({ eventId }) => eventId);
    expect(one).toMatch(/^M1#[0-9a-f]{16}$/);
    expect(other).toBe(`${one}-2`);
  });
});

describe('Given events to send', () => {
  const event =
    '{"eventId":"s1","invoiceId":"S","status":"received","occurredAt":"2026-11-20T10:00:00Z","amount":"1.00","currency":"EUR","vendor":{"id":"V"}}';
  it.each<[string, string | Buffer, string]>([
    [
      'are not UTF-8',
      Buffer.from(event.replace('"V"', '"M\xfcller"'), 'latin1'),
      'line 1: it is not valid text in utf-8',
    ],
    [
      'have a key twice',
      event.replace('"amount"', '"amount":"2.00","amount"'),
      'line 1: amount appears more than once',
    ],
    [
      'have a key twice further down',
      `${event}\n${event.replace('"V"', '"V","id":"W"')}`,
      'line 2: vendor.id appears more than once',
    ],
    [
      'have a number that is rounded',
      event.replace('"1.00"', '12345678901234567.89'),
      'has more digits than a JSON number keeps',
    ],
    ['name a stage that is none', event.replace('{', '{"stage":"payment",'), 'its stage "payment" is none'],
    ['have fields beside the events', `{"events":[${event}],"stage":"posting"}`, '"stage" beside "events"'],
    ['have fields beside the event', `{"event":${event},"amount":"2.00"}`, '"amount" beside "event"'],
  ])('When they %s, Then they are refused by line and field', async (_, input, message) => {
    await expect(bems(['send'], input)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  it('When an attribute is given twice, Then it is refused', async () => {
    const options = ['--invoice=I', '--status=paid', '--amount=1', '--currency=EUR', '--vendor=V'];
    const send = bems(['send', ...options, '--attribute', 'a=1', '--attribute', 'a=2']);
    await expect(send).rejects.toThrow('a is given twice');
    expect(cell.taken).toEqual([]);
  });
});
