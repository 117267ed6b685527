import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { kpiFiguresContract } from './kpi-figures.suite.ts';

kpiFiguresContract('The DuckDB file', async () => {
  const timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
  return { timeSeries, reader: timeSeries, close: timeSeries.close };
});
