import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAnomalySettings } from '../../../functions/core/analytics/anomaly/settings.ts';
import type { MeasureRecord } from '../../../functions/core/measures/measures.ts';
import { chunks } from '../../../lib/chunks.ts';
import { openDuckDbTimeSeries } from '../../../local/time-series/duckdb-time-series.ts';
import { listAnomalies } from '../../../operations/anomalies/list.ts';
import { lookForAnomalies } from '../../../operations/anomalies/look.ts';
import { sampleRecord } from '../../contract/samples.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { hourMs, start } from './anomaly-world.ts';

const weeks = 5;
const large = "O'Neill & Söhne";

/** What vendors have in an hour of a working day, the large one unless it is struck. */
function eventsIn(hour: number, vendors: readonly (readonly [string, number])[]): MeasureRecord[] {
  const date = new Date(hour);
  if (date.getUTCHours() < 7 || date.getUTCHours() >= 18 || date.getUTCDay() % 6 === 0) return [];
  return vendors.flatMap(([vendorId, count]) =>
    Array.from({ length: count }, (_, index) => {
      const id = `${vendorId}-${hour}-${index}`;
      return sampleRecord({
        timeNs: BigInt(hour + index) * 1_000_000n,
        dimensions: { invoiceId: id, eventKey: `${id}#d`, vendorId, status: 'received' },
        measures: { receivedAt: String(hour + index) },
      });
    }),
  );
}

const others = [
  ['V-1', 30],
  ['V-2', 30],
] as const;
const all = [[large, 75], ...others] as const;

const hoursBetween = (from: number, until: number) =>
  Array.from({ length: (until - from) / hourMs }, (_, index) => from + index * hourMs);

describe('Given a local cell with a large vendor whose events stay away', () => {
  let timeSeries: Awaited<ReturnType<typeof openDuckDbTimeSeries>>;
  let now = start;
  const clock = { now: () => now };
  const records = memoryRecords(clock);
  const silent = hoursBetween(start - 2 * hourMs, start);
  const write = async (written: readonly MeasureRecord[]) => {
    for (const some of chunks(written, 5_000)) await timeSeries.write(some);
  };
  const look = async () => {
    await lookForAnomalies({
      ...{ records, clock, wait: async () => {}, anomalySettings: readAnomalySettings('UTC 5') },
      eventCounts: timeSeries.eventCounts,
      anomalyScores: timeSeries.anomalyScores,
    });
    const { anomalies, metrics } = await listAnomalies({ records, clock });
    return { metrics, anomalies: anomalies.filter(({ vendor }) => vendor !== undefined) };
  };

  beforeAll(async () => {
    timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
    const before = hoursBetween(start - weeks * 7 * 24 * hourMs, start - 2 * hourMs);
    await write(before.flatMap((hour) => eventsIn(hour, all)));
    await write(silent.flatMap((hour) => eventsIn(hour, others)));
  }, 120_000);
  afterAll(() => timeSeries.close());

  test('When it looks, Then the episode names the vendor, and no other is watched', async () => {
    now = start + 5 * 60_000;
    const { anomalies, metrics } = await look();
    expect(anomalies).toMatchObject([
      {
        ...{ metric: 'ingestion-vendor-O%27Neill%20%26%20S%C3%B6hne', measure: 'vendor', vendor: large },
        ...{ stage: 'ingestion', state: 'growing', direction: 'less', actual: 0, bucket: 'hour' },
        ...{ from: '2026-05-07T12:00:00.000Z', until: '2026-05-07T14:00:00.000Z' },
      },
    ]);
    expect(anomalies[0]?.sentence).toMatch(
      /^Ingestion events of vendor O'Neill & Söhne: less than usual, 0 instead of about 1[45]\d in 2 hours/,
    );
    expect(metrics.flatMap(({ vendor = [], judged }) => (vendor === large ? [judged] : vendor))).toEqual([
      'hour',
    ]);
    const scores = await timeSeries.query(
      "SELECT observed, episode FROM anomaly_scores WHERE metric LIKE '%-vendor-%' ORDER BY time DESC LIMIT 3",
    );
    expect(scores).toEqual([
      { observed: 0n, episode: true },
      { observed: 0n, episode: true },
      { observed: 75n, episode: false },
    ]);
  });

  test('When its events come again, Then the episode is over', async () => {
    await write(hoursBetween(start, start + 4 * hourMs).flatMap((hour) => eventsIn(hour, all)));
    now = start + 4 * hourMs + 5 * 60_000;
    expect((await look()).anomalies).toMatchObject([{ vendor: large, state: 'over' }]);
  });

  test('When those that stayed away come late, Then it was usual after all', async () => {
    await write(silent.flatMap((hour) => eventsIn(hour, [[large, 75]])));
    now = start + 5 * hourMs;
    expect((await look()).anomalies).toMatchObject([{ vendor: large, state: 'corrected' }]);
  });
});
