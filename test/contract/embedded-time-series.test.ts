import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDbTimeSeries } from '../../local/adapters/duckdb-time-series.ts';
import { standingRecords } from './standing-records.ts';
import { timeSeriesContract } from './time-series.suite.ts';

timeSeriesContract('The DuckDB file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bems-time-series-'));
  const timeSeries = await openDuckDbTimeSeries({ path: join(folder, 'time-series.duckdb') });
  return {
    timeSeries,
    records: () => standingRecords(timeSeries),
    async close() {
      await timeSeries.close();
      await rm(folder, { recursive: true });
    },
  };
});
