import Ajv from 'ajv-draft-04';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../cli/import/log-record.ts';
import { loadMapping, parseMapping } from '../../../cli/import/mapping.ts';
import { timestampReader } from '../../../cli/import/timestamps.ts';
import { eventMapper } from '../../../cli/import/to-event.ts';
import { eventSchema } from '../../../schemas/event.ts';

function record(
  activity: string,
  event: Readonly<Record<string, string>> = {},
  ofCase: Readonly<Record<string, string>> = {},
): LogRecord {
  return {
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
      outgoing: {
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

describe('Given times as logs write them', () => {
  it.each([
    [{}, '2018-01-16T14:39:00.000+01:00', '2018-01-16T13:39:00.000Z'],
    [{}, '2018-01-16T14:39:00', '2018-01-16T14:39:00.000Z'],
    [{}, '2018-01-16 14:39:00+01:00', '2018-01-16T13:39:00.000Z'],
    [{ zone: 'Europe/Amsterdam' }, '2018-07-16T14:39:00', '2018-07-16T12:39:00.000Z'],
    [{ format: 'dd-MM-yyyy HH:mm:ss.SSS' }, '26-01-2018 22:59:00.000', '2018-01-26T22:59:00.000Z'],
    [{ format: 'dd.MM.yyyy HH:mm', zone: 'UTC+2' }, '01.02.2018 01:00', '2018-01-31T23:00:00.000Z'],
    [{}, '31/12/2018', undefined],
  ])('When %o reads %s, Then it is %s', (options, text, expected) => {
    expect(timestampReader(options)(text)).toBe(expected);
  });
});
