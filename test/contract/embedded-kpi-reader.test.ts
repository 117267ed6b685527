import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DuckDbTimeSeries, openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { kpiReaderContract } from './kpi-reader.suite.ts';
import { sampleRecord, sampleTimeNs } from './samples.ts';

async function openInNewFolder(): Promise<DuckDbTimeSeries> {
  const folder = await mkdtemp(join(tmpdir(), 'bems-kpis-'));
  const timeSeries = await openDuckDbTimeSeries({ path: join(folder, 'time-series.duckdb') });
  return {
    ...timeSeries,
    async close() {
      await timeSeries.close();
      await rm(folder, { recursive: true });
    },
  };
}

kpiReaderContract('The DuckDB file', async () => {
  const timeSeries = await openInNewFolder();
  return { timeSeries, reader: timeSeries, close: timeSeries.close };
});

describe('Given events received over days', () => {
  let timeSeries: DuckDbTimeSeries;
  const day = 86_400_000;
  const received = (ms: number, overrides: Parameters<typeof sampleRecord>[0] = {}) =>
    sampleRecord({
      timeNs: sampleTimeNs + BigInt(ms),
      ...overrides,
      measures: { receivedAt: String(ms), ...overrides.measures },
    });
  beforeAll(async () => {
    timeSeries = await openInNewFolder();
    await timeSeries.write([
      received(3 * day, { dimensions: { eventKey: 'a#b#0c' }, measures: { amount: '1250.5' } }),
      received(day, { dimensions: { currency: 'JPY' }, measures: { amount: '1250' } }),
      received(9 * day, { measures: { amount: '100000000000000000.000001' } }),
      received(2 * day),
    ]);
  });
  afterAll(() => timeSeries?.close());

  test('the latest come newest first, with exact amounts', async () => {
    const events = await timeSeries.events({ kpi: 'events', limit: 3 });
    expect(events.map(({ amount, receivedAt }) => [amount, receivedAt.slice(0, 10)])).toEqual([
      ['100000000000000000.000001', '1970-01-10'],
      ['1250.50', '1970-01-04'],
      ['1250.40', '1970-01-03'],
    ]);
    expect(events[1]).toEqual({
      invoiceId: 'INV-1',
      eventId: 'a#b',
      stage: 'ingestion',
      status: 'received',
      kind: 'started',
      occurredAt: '2026-03-02T09:15:00.259Z',
      receivedAt: '1970-01-04T00:00:00.000Z',
      amount: '1250.50',
      currency: 'EUR',
      vendorId: 'V-17',
    });
  });

  test('an amount of a currency without decimals has none', async () => {
    const events = await timeSeries.events({ kpi: 'events', limit: 10 });
    expect(events.at(-1)?.amount).toBe('1250');
  });
});

describe('Given more groups than one reading holds', () => {
  test('the reading has the first of them and says that there are more', async () => {
    const timeSeries = await openInNewFolder();
    const vendors = Array.from({ length: 10_001 }, (_, i) =>
      sampleRecord({ timeNs: sampleTimeNs + BigInt(i), dimensions: { vendorId: `V-${i}` } }),
    );
    await timeSeries.write(vendors);
    const period = { from: '2026-03-02T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' };
    const reading = await timeSeries.read({
      kpi: 'events',
      period,
      today: '2026-03-02',
      groupBy: ['vendorId'],
    });
    expect(reading.truncated).toBe(true);
    expect(reading.rows).toHaveLength(10_000);
    await timeSeries.close();
  });
});
