import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  buckets,
  type EventsQuery,
  type KpiQuery,
  type KpiReader,
  type KpiRow,
} from '../../dashboards/kpi-reader.ts';
import { dimensionsOf, type Filters, type Kpi, type KpiDimension } from '../../dashboards/kpis/kpi.ts';
import { kpis } from '../../dashboards/kpis/registry.ts';
import { kindOf } from '../../functions/core/invoice/lifecycle.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { stageStatuses, stages } from '../../schemas/stages.ts';
import { memoryTimeSeries } from '../doubles/memory-time-series.ts';
import { bucketOf } from './kpi-oracle/times.ts';
import { sampleRecord } from './samples.ts';

/** A store of records and the reader of its figures. */
export interface KpiReaderUnderTest {
  readonly timeSeries: TimeSeries;
  readonly reader: KpiReader;
  close(): Promise<void>;
}

const start = Date.parse('2026-03-09T22:58:00.000Z');
function at(ms: number): string {
  return new Date(start + ms).toISOString();
}
/** Two hours, across a midnight. */
const spanMs = 7_200_000;

/** Moments within the span, often the first or last millisecond of a minute. */
const anyMoment = fc.oneof(
  fc.nat({ max: spanMs }),
  fc
    .tuple(fc.nat({ max: spanMs / 60_000 }), fc.constantFrom(-1, 0))
    .map(([minute, ms]) => minute * 60_000 + ms),
);

const anyAmount = fc.constantFrom('0.000001', '12.5', '-3', '1250.40', '90000000000000000.01');
const anyRecord = fc
  .record({
    event: fc.nat({ max: 30 }),
    version: fc.integer({ min: 1, max: 3 }),
    stage: fc.constantFrom(...stages),
    step: fc.nat({ max: 2 }),
    currency: fc.constantFrom('EUR', 'USD', 'JPY'),
    vendorId: fc.constantFrom('V-1', "O'Neill; --"),
    receivedMs: anyMoment,
    occurredMs: anyMoment,
    amount: anyAmount,
    documentType: fc.constantFrom(undefined, 'credit-note'),
    vendorCountry: fc.constantFrom(undefined, 'DE', 'FR'),
    disregarded: fc.constantFrom(undefined, undefined, 'true', 'false'),
  })
  .map(({ event, version, stage, step, currency, vendorId, receivedMs, occurredMs, ...measures }) => {
    const status = stageStatuses[stage][step] ?? 'received';
    return sampleRecord({
      version,
      timeNs: BigInt(start + occurredMs) * 1_000_000n + BigInt(event),
      dimensions: {
        invoiceId: `INV-${event % 7}`,
        // When an event was received is the same in all its records.
        eventKey: `evt-${event}-${receivedMs}#0a`,
        ...{ stage, status, currency, vendorId },
        kind: kindOf(stage, status),
        producer: `key-${event % 2}`,
      },
      measures: {
        receivedAt: `${start + receivedMs}`,
        amount: measures.amount,
        ...(measures.documentType !== undefined && { documentType: measures.documentType }),
        ...(measures.vendorCountry !== undefined && { vendorCountry: measures.vendorCountry }),
        ...(measures.disregarded !== undefined && { disregarded: measures.disregarded }),
      },
    });
  });

/**
 * Every record, and for some a later version with other values: the one that counts from then on.
 */
const anyRecords = fc
  .array(fc.tuple(anyRecord, fc.option(anyAmount)), { minLength: 1, maxLength: 25 })
  .map((drawn) => [
    drawn.map(([record]) => record),
    drawn.flatMap(([record, amount]) =>
      amount === null
        ? []
        : [
            {
              ...record,
              version: 9,
              measures: {
                ...record.measures,
                ...{ amount, disregarded: amount.startsWith('1') ? 'true' : 'false' },
              },
            },
          ],
    ),
  ]);

const coarseFilters = {
  stage: fc.subarray([...stages], { minLength: 1 }),
  status: fc.subarray(['received', 'mismatched', 'paid', 'denied'], { minLength: 1 }),
  currency: fc.subarray(['EUR', 'JPY'], { minLength: 1 }),
};
const fineFilters = {
  ...coarseFilters,
  kind: fc.subarray(['started', 'exception'], { minLength: 1 }),
  vendorId: fc.subarray(["O'Neill; --", 'V-9'], { minLength: 1 }),
  vendorCountry: fc.subarray(['', 'FR'], { minLength: 1 }),
  documentType: fc.subarray(['invoice', 'credit-note'], { minLength: 1 }),
};
const anyFilters: fc.Arbitrary<Filters> = fc.record(fineFilters, { requiredKeys: [] });

/** Whole minutes and any others, within the records' time and reaching beyond it. */
const anyPeriod = fc
  .tuple(
    fc.integer({ min: -60_000, max: spanMs }),
    fc.integer({ min: 1, max: spanMs }),
    fc.constantFrom(1, 60_000),
  )
  .map(([from, length, grain]) => {
    const begin = Math.floor((start + from) / grain) * grain;
    const end = begin + Math.max(grain, Math.floor(length / grain) * grain);
    return { from: new Date(begin).toISOString(), to: new Date(end).toISOString() };
  });

const anyBucket = fc.constantFrom(...buckets);

const today = '2026-03-10';

/** Half of them by dimensions that a rollup has. */
const anyQuery: fc.Arbitrary<Omit<KpiQuery, 'kpi' | 'today'>> = fc.oneof(
  fc.record(
    {
      period: anyPeriod,
      filters: fc.record(coarseFilters, { requiredKeys: [] }),
      groupBy: fc.subarray(['stage', 'status', 'currency'] as const),
      bucket: anyBucket,
    },
    { requiredKeys: ['period'] },
  ),
  fc.record(
    {
      period: anyPeriod,
      filters: anyFilters,
      groupBy: fc.subarray([...dimensionsOf.events]),
      bucket: anyBucket,
    },
    { requiredKeys: ['period'] },
  ),
);

/**
 * What every implementation of the `KpiReader` port must do; one store, empty at first, serves all
 * the tests.
 */
export function kpiReaderContract(name: string, make: () => Promise<KpiReaderUnderTest>): void {
  describe(`${name} as a reader of figures`, () => {
    let subject: KpiReaderUnderTest;
    const double = memoryTimeSeries();
    beforeAll(async () => {
      subject = await make();
    });
    afterAll(() => subject?.close());

    const write = async (records: readonly MeasureRecord[]) => {
      await double.write(records);
      await subject.timeSeries.write(records);
    };

    test('without records, counts are zero, and nothing is divided', async () => {
      const period = { from: at(0), to: at(spanMs) };
      for (const kpi of kpis) {
        const { rows } = await subject.reader.read({ kpi: kpi.id, period, today });
        expect(rows).toEqual(rowsOfNothing(kpi));
      }
      expect(await subject.reader.events({ kpi: 'events', limit: 10 })).toEqual([]);
    });

    test.each(eventKpis)('%s is what follows from the records, for any query', async (kpi) => {
      await fc.assert(
        fc.asyncProperty(anyRecords, anyQuery, async ([first = [], second = []], drawn) => {
          await write(first);
          await write(second);
          const query = { ...drawn, kpi, today };
          const reading = await subject.reader.read(query);
          expect(reading.query).toEqual(query);
          expect(reading.truncated).toBe(false);
          expect(reading.rows).toEqual(recomputed(double.records(), query));
        }),
        { numRuns: 20 },
      );
    });

    test.each(eventKpis)('the events listed behind %s are the ones it is made of', async (kpi) => {
      await fc.assert(
        fc.asyncProperty(anyRecords, anyPeriod, anyFilters, async ([records = []], period, filters) => {
          await write(records);
          const listed = await subject.reader.events({ kpi, period, filters, limit: 500 });
          const expected = selected(double.records(), { kpi, period, filters });
          expect(listed.length).toBe(Math.min(500, expected.length));
          expect(listed.map(({ receivedAt }) => Date.parse(receivedAt))).toEqual(
            expected
              .map(receivedMs)
              .sort((a, b) => b - a)
              .slice(0, 500),
          );
        }),
        { numRuns: 10 },
      );
    });

    test('what is unknown is refused, whatever it contains', async () => {
      const period = { from: at(0), to: at(spanMs) };
      const bad = 'x" FROM events; DROP TABLE events; --';
      // What arrives over a wire may be anything, whatever the types say.
      const ask = (query: unknown) => subject.reader.read(query as KpiQuery);
      await expect(ask({ kpi: bad, period, today })).rejects.toMatchObject({ code: 'UNKNOWN_KPI' });
      for (const part of [{ groupBy: [bad] }, { filters: { [bad]: ['1'] } }, { groupBy: ['invoiceId'] }])
        await expect(ask({ kpi: 'events', period, today, ...part })).rejects.toMatchObject({
          code: 'UNKNOWN_DIMENSION',
        });
      const { rows } = await ask({ kpi: 'events', period, today, filters: { vendorId: [bad] } });
      expect(rows).toEqual([{ group: {}, value: '0' }]);
    });

    test('a period beyond what a store can hold is an empty one', async () => {
      for (const kpi of kpis.filter(({ clock }) => clock !== null))
        for (const [from, to] of [
          ['0001-01-01T00:00:00.000Z', '0002-01-01T00:00:00.000Z'],
          ['9998-01-01T00:00:00.000Z', '9999-01-01T00:00:00.000Z'],
        ] as const) {
          const { rows } = await subject.reader.read({ kpi: kpi.id, period: { from, to }, today });
          expect(rows).toEqual(rowsOfNothing(kpi));
        }
    });
  });
}

/** The figures of events; those of invoices have `kpi-figures.suite.ts`. */
const eventKpis = ['events', 'exceptions', 'active-invoices'] as const;

/** What a figure is when there is nothing that it could be about. */
function rowsOfNothing({ aggregate, groupBy = [] }: Kpi): readonly unknown[] {
  if (groupBy.length > 0) return [];
  if (aggregate.kind === 'count') return [{ group: {}, value: '0' }];
  const parts = aggregate.kind === 'percentile' ? {} : { parts: { of: '0', to: '0' } };
  return [{ group: {}, value: null, ...parts }];
}

/** The records that a KPI is made of. */
function selected(
  records: readonly MeasureRecord[],
  { kpi, period, filters = {} }: Omit<EventsQuery, 'limit'>,
): readonly MeasureRecord[] {
  return records.filter((record) => {
    const when = receivedMs(record);
    return (
      record.measures.disregarded !== 'true' &&
      (!period || (when >= Date.parse(period.from) && when < Date.parse(period.to))) &&
      (kpi !== 'exceptions' || record.dimensions.kind === 'exception') &&
      dimensionsOf.events.every((name) => filters[name]?.includes(dimensionValue(record, name)) ?? true)
    );
  });
}

function receivedMs({ measures }: MeasureRecord): number {
  return Number(measures.receivedAt);
}

/** The value of a dimension; only credit notes say what they are, and not every vendor has a country. */
function dimensionValue({ dimensions, measures }: MeasureRecord, name: KpiDimension): string {
  if (name === 'documentType') return measures.documentType ?? 'invoice';
  if (name === 'vendorCountry') return measures.vendorCountry ?? '';
  return name in dimensions ? dimensions[name as keyof typeof dimensions] : '';
}

/** The rows of a reading of events, computed from the records without any store. */
export function recomputed(records: readonly MeasureRecord[], query: KpiQuery): readonly KpiRow[] {
  const names = query.groupBy ?? [];
  const figureOf = (of: readonly MeasureRecord[]): number =>
    query.kpi === 'active-invoices'
      ? new Set(of.map(({ dimensions }) => dimensions.invoiceId)).size
      : of.length;
  const keyOf = (record: MeasureRecord): string =>
    JSON.stringify([
      ...(query.bucket ? [bucketOf(receivedMs(record), query.bucket)] : []),
      ...names.map((name) => dimensionValue(record, name)),
    ]);
  const groups = Map.groupBy(selected(records, query), keyOf);
  if (groups.size === 0 && names.length === 0 && !query.bucket) groups.set('[]', []);
  return [...groups]
    .map(([key, of]) => ({ parts: JSON.parse(key) as string[], value: `${figureOf(of)}` }))
    .sort((a, b) => (a.parts.join('\0') < b.parts.join('\0') ? -1 : 1))
    .map(({ parts, value }) => ({
      ...(query.bucket && { at: parts[0] ?? '' }),
      group: Object.fromEntries(names.map((name, i) => [name, parts[i + (query.bucket ? 1 : 0)]])),
      value,
    }));
}
