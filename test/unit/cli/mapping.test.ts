import Ajv from 'ajv-draft-04';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../cli/import/log-record.ts';
import { loadMapping, parseMapping } from '../../../cli/import/mapping.ts';
import { eventMapper } from '../../../cli/import/to-event.ts';
import { eventSchema } from '../../../schemas/event.ts';

function record(
  activity: string,
  event: Readonly<Record<string, string>> = {},
  ofCase: Readonly<Record<string, string>> = {},
): LogRecord {
  return {
    place: 'log.xes, line 7',
    caseId: '4507_00010',
    activity,
    timestamp: '2018-01-16T14:39:00.000+01:00',
    eventAttribute: (name) => event[name],
    caseAttribute: (name) => ofCase[name] ?? (name === 'concept:name' ? '4507_00010' : undefined),
  };
}

describe('Given the mapping of the BPI Challenge 2019', () => {
  const mapping = loadMapping('bpi-challenge-2019');
  const toEvent = eventMapper(mapping);

  it('When a full log is mapped, Then amount, vendor and actor come from the log', () => {
    const mapped = toEvent(
      record(
        'Clear Invoice',
        { 'Cumulative net worth (EUR)': '298.0', User: 'batch_06' },
        { Vendor: 'vendorID_0001' },
      ),
      12,
    );
    expect(mapped).toEqual({
      kind: 'event',
      caseId: '4507_00010',
      outgoing: {
        place: 'log.xes, line 7',
        stage: 'posting',
        invoiceId: '4507_00010',
        event: {
          eventId: '4507_00010#000012',
          invoiceId: '4507_00010',
          status: 'paid',
          occurredAt: '2018-01-16T13:39:00.000Z',
          amount: '298.0',
          currency: 'EUR',
          vendor: { id: 'vendorID_0001' },
          source: { actor: 'system' },
        },
      },
    });
  });

  it('When the log has neither amounts nor vendors, Then the defaults are taken', () => {
    expect(toEvent(record('Vendor creates invoice'), 1)).toMatchObject({
      outgoing: { event: { amount: '0.00', currency: 'EUR', vendor: { id: 'unknown' } } },
    });
  });

  it('When any of its activities is mapped, Then the event keeps the contract', () => {
    const ajv = new Ajv.default({ strictTypes: false });
    for (const [activity, { stage }] of Object.entries(mapping.activities)) {
      const mapped = toEvent(record(activity), 1);
      const validate = ajv.compile(eventSchema(stage));
      expect(mapped.kind === 'event' && validate(mapped.outgoing.event), activity).toBe(true);
    }
  });

  it('When an activity is not in it, Then the event is skipped by name', () => {
    expect(toEvent(record('Change Price'), 3)).toEqual({ kind: 'skipped', activity: 'Change Price' });
    expect(toEvent(record('constructor'), 3)).toEqual({ kind: 'skipped', activity: 'constructor' });
  });

  it('When time or amount cannot be read, Then the event is unusable and says why', () => {
    expect(toEvent({ ...record('Clear Invoice'), timestamp: 'yesterday' }, 1)).toMatchObject({
      kind: 'unusable',
      problem: expect.stringContaining('yesterday'),
    });
    expect(toEvent(record('Clear Invoice', { 'Cumulative net worth (EUR)': 'much' }), 1)).toMatchObject({
      kind: 'unusable',
      problem: expect.stringContaining('much'),
    });
  });
});

describe('Given a mapping that is wrong', () => {
  const fields = { amount: { default: '0' }, currency: { default: 'EUR' }, vendor: { id: { default: 'v' } } };
  it.each([
    ['is not JSON', '{', 'JSON'],
    [
      'lacks a field',
      JSON.stringify({ activities: { A: { stage: 'posting', status: 'paid' } } }),
      "'fields'",
    ],
    [
      'names an unknown stage',
      JSON.stringify({ activities: { A: { stage: 'paying', status: 'paid' } }, fields }),
      '/activities/A/stage must be one of ingestion',
    ],
    [
      'gives a stage a status of another',
      JSON.stringify({ activities: { A: { stage: 'posting', status: 'matched' } }, fields }),
      '/activities/A/status "matched" is not a status of posting',
    ],
    [
      'has an unknown field',
      JSON.stringify({
        activities: { A: { stage: 'posting', status: 'paid' } },
        fields: { ...fields, amout: {} },
      }),
      '/fields has an unknown field "amout"',
    ],
    [
      'has a pattern that is none',
      JSON.stringify({
        activities: { A: { stage: 'posting', status: 'paid' } },
        fields: { ...fields, actor: { event: 'User', match: [{ pattern: '(', value: 'human' }] } },
      }),
      '"(" is not a regular expression',
    ],
  ])('When it %s, Then the error names the field', (_, text, named) => {
    expect(() => parseMapping(text, 'my.json')).toThrow(expect.objectContaining({ code: 'MAPPING_INVALID' }));
    expect(() => parseMapping(text, 'my.json')).toThrow(named);
  });
});

describe('Given a mapping that promises what it cannot keep', () => {
  const fields = { amount: { default: '0' }, currency: { default: 'EUR' }, vendor: { id: { default: 'v' } } };
  const whole = { activities: { A: { stage: 'posting', status: 'paid' } }, fields };
  it.each([
    [
      'a zone that does not exist',
      { timestamp: { zone: 'Europe/Amsterdm' } },
      '/timestamp/zone: "Europe/Amsterdm"',
    ],
    ['the zone of the machine', { timestamp: { zone: 'local' } }, '/timestamp/zone: "local"'],
    [
      'a time without its day',
      { timestamp: { format: 'HH:mm' } },
      '/timestamp/format: the format "HH:mm" has no year',
    ],
    ['a day without its year', { timestamp: { format: 'dd.MM. HH:mm' } }, 'has no year'],
    ['two-digit years', { timestamp: { format: 'dd.MM.yy' } }, 'do not tell the century'],
    ['twelve hours without AM or PM', { timestamp: { format: 'yyyy-MM-dd hh:mm' } }, 'needs a (AM or PM)'],
    ['an unknown encoding', { csv: { encoding: 'latin-99' } }, '/csv/encoding "latin-99"'],
    [
      'two kinds of ids',
      { ids: 'content', fields: { ...fields, eventId: { event: 'id' } } },
      '/ids and /fields/eventId',
    ],
    [
      'a default amount as the file writes it',
      { fields: { ...fields, amount: { default: '1.250,00' } } },
      '/fields/amount/default "1.250,00" is not a decimal',
    ],
    [
      'a default date that is none',
      { fields: { ...fields, dueDate: { default: '31.03.2026' } } },
      '/fields/dueDate/default "31.03.2026" is not a date',
    ],
    [
      'a date without its year',
      { fields: { ...fields, dueDate: { event: 'due', format: 'dd.MM.' } } },
      '/fields/dueDate/format: ',
    ],
    [
      'a pattern that looks back',
      { fields: { ...fields, actor: { event: 'u', match: [{ pattern: '(a)\\1', value: 'human' }] } } },
      '/fields/actor/match/0/pattern',
    ],
    [
      'one activity in two encodings',
      { activities: { 'Pr\u00fcfung': whole.activities.A, 'Pru\u0308fung': whole.activities.A } },
      'is there twice',
    ],
  ])('When it has %s, Then it is refused by the field', (_, part, named) => {
    const text = JSON.stringify({ ...whole, ...part });
    expect(() => parseMapping(text, 'my.json')).toThrow(expect.objectContaining({ code: 'MAPPING_INVALID' }));
    expect(() => parseMapping(text, 'my.json')).toThrow(named);
  });

  it('When it has a field twice, Then it is refused by the field', () => {
    const text = JSON.stringify(whole).replace('"default":"EUR"', '"default":"EUR","default":"USD"');
    expect(() => parseMapping(text, 'my.json')).toThrow('fields.currency.default appears more than once');
  });
});
