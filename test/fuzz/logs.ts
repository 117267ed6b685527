import { deepStrictEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { CliError } from '../../cli/errors.ts';
import { readCsv } from '../../cli/import/csv-reader.ts';
import type { LogRecord } from '../../cli/import/log-record.ts';
import { mappedNames } from '../../cli/import/mapped-names.ts';
import { parseMapping } from '../../cli/import/mapping.ts';
import { eventMapper, type Mapped } from '../../cli/import/to-event.ts';
import { readXes } from '../../cli/import/xes-reader.ts';
import { decoded, UnreadableText } from '../../cli/input/decode.ts';
import { isObject } from '../../lib/json.ts';
import { anyText, damage, decimalText, timeText } from './hostile.ts';

/** A row of a log, each value as it is written there. */
export interface LogRow {
  readonly id: string;
  readonly time: string;
  readonly amount: string;
  readonly invoiced: string;
}

/** A log, and how its mapping says it is written. */
export interface FuzzedLog {
  readonly rows: readonly LogRow[];
  readonly mark: '.' | ',' | undefined;
  readonly zone: string | undefined;
}

/** The text as a file can hold it: a NUL has the whole file refused. */
function inFile(text: string): string {
  return text.toWellFormed().replaceAll('\0', '␀');
}

const fileText = anyText.map(inFile);

/** Mostly a value of the kind, rightly written or not; now and then anything. */
function mostly(right: fc.Arbitrary<string>, likely: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: right },
    { weight: 6, arbitrary: likely },
    { weight: 1, arbitrary: fileText },
  );
}

const day = fc
  .date({ min: new Date('1900-01-02'), max: new Date('2199-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString());

const row: fc.Arbitrary<LogRow> = fc.record({
  id: mostly(fc.stringMatching(/^C[0-9]{1,2}$/), fc.string({ unit: 'grapheme', maxLength: 20 }).map(inFile)),
  time: mostly(day, timeText),
  amount: mostly(fc.stringMatching(/^[1-9][0-9]{0,8}$/), decimalText),
  invoiced: mostly(
    day.map((text) => text.slice(0, 10)),
    timeText,
  ),
});

/** Rows of a log that is well-formed as a file, whatever its values are. */
export const fuzzedLog: fc.Arbitrary<FuzzedLog> = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 20 }),
  mark: fc.constantFrom(undefined, '.' as const, ',' as const),
  zone: fc.constantFrom(undefined, 'Europe/Amsterdam', 'America/New_York', 'UTC+1'),
});

/** The bytes of such a log, some of them damaged. */
export const damagedLog: fc.Arbitrary<{
  readonly log: FuzzedLog;
  readonly bytes: Buffer;
  readonly isXes: boolean;
}> = fc
  .tuple(fuzzedLog, fc.boolean(), damage)
  .map(([log, isXes, harm]) => ({ log, isXes, bytes: harm(Buffer.from(isXes ? xesOf(log) : csvOf(log))) }));

function csvOf({ rows }: FuzzedLog): string {
  const line = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  const lines = rows.map(({ id, time, amount, invoiced }) => line([id, 'In', time, amount, invoiced]));
  return [line(['case', 'activity', 'timestamp', 'amount', 'invoiced']), ...lines].join('\n');
}

function xesOf({ rows }: FuzzedLog): string {
  const value = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const attribute = (key: string, text: string) => `<string key="${key}" value="${value(text)}"/>`;
  const traces = rows.map(
    ({ id, time, amount, invoiced }) =>
      `<trace>${attribute('concept:name', id)}<event>${attribute('concept:name', 'In')}${attribute('time:timestamp', time)}` +
      `${attribute('amount', amount)}${attribute('invoiced', invoiced)}</event></trace>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><log>${traces.join('')}</log>`;
}

function mappingOf({ mark, zone }: FuzzedLog) {
  return parseMapping(
    JSON.stringify({
      activities: { In: { stage: 'ingestion', status: 'received' } },
      fields: {
        amount: { event: 'amount' },
        currency: { default: 'EUR' },
        vendor: { id: { default: 'V-1' } },
        invoiceDate: { event: 'invoiced' },
      },
      csv: { case: 'case', activity: 'activity', timestamp: 'timestamp', decimalMark: mark },
      timestamp: { zone },
    }),
    'fuzz',
  );
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

async function read(log: FuzzedLog, bytes: Buffer, isXes = false): Promise<readonly Mapped[]> {
  const mapping = mappingOf(log);
  const text = decoded(once(bytes), () => undefined);
  const records: AsyncIterable<LogRecord> = isXes
    ? readXes(text, 'fuzz.xes', mappedNames(mapping))
    : readCsv(text, 'fuzz.csv', mapping.csv, mappedNames(mapping));
  const toEvent = eventMapper(mapping);
  const mapped: Mapped[] = [];
  for await (const record of records) mapped.push(toEvent(record, mapped.length + 1));
  return mapped;
}

/**
 * Reads a log with any values.
 * @returns how many rows became events
 * @throws when a row is missing, or an event says something else than its row
 */
export async function judgeLog(log: FuzzedLog): Promise<number> {
  const mapped = await read(log, Buffer.from(csvOf(log)));
  deepStrictEqual(mapped.length, log.rows.length);
  let events = 0;
  for (const [index, each] of mapped.entries()) {
    if (each.kind === 'unusable') ok(each.problem.length > 0, 'a row was refused without a reason');
    if (each.kind !== 'event') continue;
    events++;
    const written = log.rows[index];
    ok(written, 'an event has no row');
    requireSame(written, each.outgoing.event, log);
  }
  return events;
}

/**
 * Reads a damaged log.
 * @returns whether it was taken all the same
 * @throws anything but a refusal that says why
 */
export async function judgeDamage({
  log,
  bytes,
  isXes,
}: {
  log: FuzzedLog;
  bytes: Buffer;
  isXes: boolean;
}): Promise<boolean> {
  try {
    await read(log, bytes, isXes);
    return true;
  } catch (error) {
    if (!(error instanceof CliError || error instanceof UnreadableText)) throw error;
    ok(error.message.length > 0, 'a file was refused without a reason');
    return false;
  }
}

function requireSame(row: LogRow, posted: unknown, { mark, zone }: FuzzedLog): void {
  ok(isObject(posted), 'the event is no object');
  deepStrictEqual(scaled(String(posted.amount)), scaled(plainDecimal(row.amount.trim(), mark)), 'amount');
  const time = row.time.trim();
  const expected = DateTime.fromISO(time.replace(/^(\S+) (\S+)$/, '$1T$2'), {
    zone: zone ?? 'utc',
    setZone: false,
  });
  const occurredAt = String(posted.occurredAt);
  // Luxon knows no leap seconds.
  if (occurredAt.slice(17, 19) === '60') deepStrictEqual(occurredAt, time);
  else {
    ok(expected.isValid, `${time} was read as ${occurredAt}`);
    deepStrictEqual(DateTime.fromISO(occurredAt).toMillis(), expected.toMillis(), 'occurredAt');
    deepStrictEqual(nanos(occurredAt), nanos(time), 'occurredAt below the millisecond');
  }
  if (posted.invoiceDate !== undefined) requireDay(row.invoiced.trim(), String(posted.invoiceDate), zone);
}

/** The day is the one that is written, or the one that it is in the zone of the mapping. */
function requireDay(text: string, day: string, zone: string | undefined): void {
  const [, year, month, date] = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text) ?? [];
  const written = `${year}-${month}-${date}`;
  const hasOffset = /T?\d{2}:?\d{2}(:?\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const inZone = DateTime.fromISO(text.replace(' ', 'T'), { zone: zone ?? 'utc' }).toISODate();
  deepStrictEqual(day, hasOffset && zone !== undefined ? inZone : written, 'invoiceDate');
}

/** Digits of a time below the millisecond. */
function nanos(text: string): string {
  return (/[.,]\d{3}(\d*)/.exec(text)?.[1] ?? '').replace(/0+$/, '');
}

/** A decimal with a dot before its decimals and nothing between thousands. */
function plainDecimal(text: string, mark: '.' | ',' | undefined): string {
  const thousands = mark === ',' ? '.' : ',';
  if (mark !== undefined && text.includes(thousands)) {
    const [head = '', ...groups] = (text.split(mark)[0] ?? '').split(thousands);
    ok(/^[+-]?\d{1,3}$/.test(head) && groups.every((group) => /^\d{3}$/.test(group)), `${text} was guessed`);
  }
  return mark === ',' ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
}

/** A decimal as a whole number and the power of ten that it is to be multiplied by. */
function scaled(text: string): { readonly digits: bigint; readonly exponent: number } {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return { digits: 0n, exponent: 0 };
  const dropped = digits.length - kept.length;
  return {
    digits: BigInt(`${sign === '-' ? '-' : ''}${kept}`),
    exponent: Number(exponent) - fraction.length + dropped,
  };
}
