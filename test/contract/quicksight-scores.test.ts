import { describe, expect, test } from 'vitest';
import { figureDataSets } from '../../dashboards/quicksight/data-sets.ts';
import { scoreFields } from '../../dashboards/quicksight/scores-sql.ts';
import { createAthenaQueries } from '../../functions/adapters/athena/queries.ts';
import { glueTableVersions } from '../../functions/adapters/glue/table-versions.ts';
import { lakeEventCounts } from '../../functions/adapters/lake/event-counts.ts';
import { lastingTables } from '../../functions/adapters/lake/figure-tables.ts';
import { lakeRollups } from '../../functions/adapters/lake/rollups.ts';
import { lakeScores } from '../../functions/adapters/lake/scores.ts';
import type { EventCount } from '../../functions/core/analytics/anomaly/event-counts.ts';
import { readAnomalySettings } from '../../functions/core/analytics/anomaly/settings.ts';
import { neededHours, watch } from '../../functions/core/analytics/anomaly/watch.ts';
import { watchedIn } from '../../functions/core/analytics/anomaly/watched-metrics.ts';
import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { lookForAnomalies } from '../../operations/anomalies/look.ts';
import type { Status } from '../../schemas/stages.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { startLake } from './lake.ts';
import { sampleRecord } from './samples.ts';

const hourMs = 3_600_000;
/** A Thursday of no season. */
const now = Date.UTC(2026, 4, 7, 14);
const settings = readAnomalySettings('Europe/Amsterdam 30');

/** So many events of a status in an hour, received at a time: a producer sends what it has. */
function events(hour: number, count: number, status: Status, receivedAt = now): readonly MeasureRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const at = hour + index * 1_000;
    const id = `${status}-${hour}-${receivedAt}-${index}`;
    return sampleRecord({
      timeNs: BigInt(at) * 1_000_000n,
      dimensions: { invoiceId: id, eventKey: `${id}#d`, status, currency: 'EUR' },
      measures: { receivedAt: String(receivedAt) },
    });
  });
}

/** Ten weeks of six hours a day; in the last hours far fewer, and of exceptions once far more than ever. */
const history = Array.from({ length: 70 * 24 }, (_, index) => now - (index + 1) * hourMs).flatMap((hour) => {
  const ago = (now - hour) / hourMs;
  const isOpen = new Date(hour).getUTCHours() >= 8 && new Date(hour).getUTCHours() < 14;
  if (!isOpen) return [];
  const wave = Math.round(Math.sin(hour / hourMs));
  return [
    ...events(hour, ago <= 3 ? 0 : 22 + wave, 'received'),
    ...(ago === 28 ? events(hour, 40, 'rejected') : events(hour, 9, 'rejected')),
  ];
});
/** What a producer sends two hours after it happened. */
const late = [2, 3].flatMap((ago) => events(now - ago * hourMs, 20, 'received', now + 2 * hourMs));

const exceptions: readonly string[] = ['rejected'];

/** Counts from the records themselves, and those of their one vendor, who has many. */
function countsOf(records: readonly MeasureRecord[]): readonly EventCount[] {
  const counts = countsOfAll(records);
  return [
    ...counts,
    ...counts.map(({ amount: _, ...count }) => ({ ...count, currency: '', vendor: 'V-17' })),
  ];
}

function countsOfAll(records: readonly MeasureRecord[]): readonly EventCount[] {
  const groups = Map.groupBy(records, ({ timeNs, dimensions: { status } }) => {
    const ms = Number(timeNs / 1_000_000n);
    return `${ms - (ms % hourMs)} ${status}`;
  });
  return [...groups].map(([key, group]) => {
    const [at, status] = key.split(' ');
    return {
      ...{ at: Number(at), stage: 'ingestion', currency: 'EUR', count: group.length },
      // What every record of the samples is worth.
      amount: (group.length * 1250.4).toFixed(2),
      status: exceptions.includes(status ?? '') ? ('rejected' as const) : ('received' as const),
    };
  });
}

/** What a visual that tells metrics and times apart has to show, worked out from the records. */
function recomputed(records: readonly MeasureRecord[], until: number) {
  const known = neededHours(until);
  const counts = countsOf(records);
  return watchedIn(counts).flatMap((metric) =>
    watch(metric, counts, { zone: settings.zone, known, expected: [] }).scores.map(
      ({ at, bucket, day, observed, expected, score, isEpisode }) => ({
        ...{ key: `${metric.id} ${bucket} ${at} ${day} ${isEpisode ? 'unusual' : 'usual'}` },
        observed: Math.round(observed),
        ...{ expected: Number(expected.toFixed(1)), score: Number(score.toFixed(3)) + 0 },
      }),
    ),
  );
}

const formula = (expression: string) => expression.replaceAll(/\{(\w+)\}/g, '"$1"');

/** The same as QuickSight asks Athena for it. */
const visualSql = () => {
  const set = figureDataSets(
    lastingTables("TIMESTAMP '1970-01-01 00:00:00'", (table) => table),
    usualStageDeadlines,
  ).find(({ name }) => name === 'anomaly-scores');
  const { observed, expected, score } = scoreFields;
  return `SELECT concat_ws(' ', "metric", "bucket", epoch_ms("time"), "day", "episode") AS key, CAST(${formula(observed.expression)} AS double) AS observed, CAST(${formula(expected.expression)} AS double) AS expected, CAST(${formula(score.expression)} AS double) AS score FROM (${set?.sql}) x GROUP BY 1`;
};

const sorted = <Row extends Readonly<Record<string, unknown>>>(rows: readonly Row[]) =>
  rows.toSorted((a, b) => (String(a.key) < String(b.key) ? -1 : 1));

describe('Given a lake whose events were judged', () => {
  test('When QuickSight asks for scores, Then they follow from the events, late ones too', {
    timeout: 60_000,
  }, async () => {
    const clock = { at: now + 10 * 60_000, now: () => clock.at };
    const lake = await startLake({}, { clock });
    const queries = createAthenaQueries({
      ...{ client: lake.athena, database: 'd', workgroup: 'w', patienceMs: 1_000, wait: async () => {} },
    });
    const rollups = lakeRollups(queries, { keptDays: 400 });
    const records = memoryRecords(clock);
    const look = () =>
      lookForAnomalies({
        ...{
          eventCounts: lakeEventCounts(queries, glueTableVersions(lake.glue, 'd')),
          anomalyScores: lakeScores(queries),
          records,
          clock,
        },
        ...{ anomalySettings: settings, wait: async () => {} },
      });
    const shown = async () => sorted(await lake.query(visualSql()));

    await lake.timeSeries.write(history);
    await rollups.bringUpToDate(clock.now(), 'usual');
    await look();
    const first = await shown();
    expect(first).toEqual(sorted(recomputed(history, now)));
    const unusual = (rows: typeof first) => rows.filter(({ key }) => String(key).endsWith(' unusual'));
    const metrics = unusual(first).map(({ key }) => String(key).split(' ')[0]);
    expect(new Set(metrics)).toEqual(
      new Set(['ingestion', 'ingestion-exceptions', 'ingestion-share', 'ingestion-amount-EUR']),
    );
    expect(metrics.length).toBeLessThan(first.length / 5);

    clock.at += 2 * hourMs;
    await lake.timeSeries.write([...late, ...late]);
    await rollups.bringUpToDate(clock.now(), 'usual');
    await look();
    clock.at += 40 * 60_000;
    await look();
    const again = await shown();
    expect(again).toEqual(sorted(recomputed([...history, ...late], now + 2 * hourMs)));
    expect(new Set(again.map(({ key }) => key)).size).toBe(again.length);
    await lake.stop();
  });
});
