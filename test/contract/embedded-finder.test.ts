import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { finderContract } from './finder.suite.ts';

finderContract('the DuckDB file', async () => {
  const timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
  return { timeSeries, finder: timeSeries, close: timeSeries.close };
});
