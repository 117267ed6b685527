import { paginateQuery, type Row, type TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import type { ArchivedEvent } from '../../core/conservation/archived-event.ts';
import { type HeldEvent, heldRecord, recordColumns } from '../../core/conservation/held-event.ts';
import { isWithin, type Minutes, minuteMs } from '../../core/conservation/minute-digest.ts';
import { MinuteHoldings } from '../conservation/minute-holdings.ts';
import { eventMeasure } from './time-series.ts';

interface TimestreamTableToRead {
  readonly client: TimestreamQueryClient;
  readonly database: string;
  readonly table: string;
}

/**
 * Events of a minute that happened so long before it are looked for without being known: they show what
 * the archive lacks. Most events are reported within an hour.
 */
const beforeMs = 60 * minuteMs;

/**
 * How long Timestream may take to show what is written straight to its magnetic store
 * (https://docs.aws.amazon.com/timestream/latest/developerguide/data-ingest.html).
 */
const magneticMs = 6 * 60 * minuteMs;

/**
 * When the record of an event shows at the latest, ms since the epoch: one of an event that is older than the
 * memory store goes to the magnetic one.
 * @param sentBy when its record was written at the latest
 */
export function timestreamShowsBy(memoryStoreHours: number) {
  return ({ occurredAt, receivedAt }: HeldEvent, sentBy: number): number => {
    const isLate =
      occurredAt !== undefined && occurredAt < receivedAt - (memoryStoreHours - 1) * 60 * minuteMs;
    return isLate ? sentBy + magneticMs : sentBy;
  };
}

/** As far ahead as an event may be dated; what is dated beyond counts from its receipt. */
const aheadMs = 15 * minuteMs;

/** Spans of time that are read at most. */
const maxSpans = 20;

/**
 * The records of a Timestream table, by minute of receipt. Timestream finds records by when their events
 * happened, which the archive knows: only those spans of time are read. It has no SHA-256 in its SQL
 * (https://docs.aws.amazon.com/timestream/latest/developerguide/reference.html), so the records come
 * here to be counted.
 */
export function timestreamHoldings(
  table: TimestreamTableToRead,
  archive: Pick<MinuteHoldings<ArchivedEvent>, 'within'>,
): MinuteHoldings {
  return new MinuteHoldings(async (minutes, look) => {
    const known = [...(await archive.within(minutes, look)).values()].flat();
    const held: HeldEvent[] = [];
    for (const span of spansOf(minutes, known)) held.push(...(await recordsIn(table, minutes, span)));
    return held;
  });
}

async function recordsIn(
  { client, database, table }: TimestreamTableToRead,
  { from, to }: Minutes,
  span: Minutes,
): Promise<readonly HeldEvent[]> {
  const at = (ms: number) => `from_milliseconds(${ms})`;
  const QueryString = [
    `SELECT ${recordColumns.map((column) => `"${column}"`).join(', ')} FROM "${database}"."${table}"`,
    `WHERE time >= ${at(span.from)} AND time < ${at(span.to)} AND measure_name = '${eventMeasure}'`,
    `AND "receivedAt" >= ${at(from)} AND "receivedAt" < ${at(to)}`,
  ].join(' ');
  const held: HeldEvent[] = [];
  for await (const { Rows = [] } of paginateQuery({ client }, { QueryString }))
    held.push(...Rows.map(eventOf));
  return held;
}

/** The spans of time in which the events of some minutes happened; close ones are one. */
function spansOf(minutes: Minutes, known: readonly ArchivedEvent[]): readonly Minutes[] {
  const usual = { from: minutes.from - beforeMs, to: minutes.to + aheadMs };
  const hours = new Set(
    known.flatMap(({ occurredAt }) =>
      isWithin(occurredAt, usual) ? [] : [Math.floor(occurredAt / beforeMs) * beforeMs],
    ),
  );
  const before = [...hours].filter((hour) => hour < usual.to).map((from) => ({ from, to: from + beforeMs }));
  const spans = [usual, ...before].sort((a, b) => a.from - b.from);
  const joined: Minutes[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  return withoutSmallestGaps(joined, maxSpans);
}

/** Joins the spans that are closest to each other until there are few enough. */
function withoutSmallestGaps(spans: readonly Minutes[], most: number): readonly Minutes[] {
  const rest = [...spans];
  while (rest.length > most) {
    let closest = 1;
    const gap = (index: number) => (rest[index]?.from ?? 0) - (rest[index - 1]?.to ?? 0);
    for (let index = 2; index < rest.length; index += 1) if (gap(index) < gap(closest)) closest = index;
    const [first, second] = [rest[closest - 1], rest[closest]];
    if (first && second) rest.splice(closest - 1, 2, { from: first.from, to: second.to });
  }
  return rest;
}

function eventOf({ Data = [] }: Row): HeldEvent {
  return heldRecord((column) => Data[recordColumns.indexOf(column)]?.ScalarValue ?? '', timeOf);
}

/** ms since the epoch of a TIMESTAMP as Timestream writes it, `2026-03-02 09:15:02.123000000`. */
function timeOf(timestamp: string): number {
  return Date.parse(`${timestamp.slice(0, 23).replace(' ', 'T')}Z`);
}
