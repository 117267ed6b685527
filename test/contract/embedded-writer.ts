/**
 * A process to be killed: writes the workload to the store named by its arguments and prints each
 * position that is durable.
 */

import { openSqliteLedger } from '../../local/ledger/sqlite-ledger.ts';
import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { delivery, record, runWorkload, snapshot } from './embedded-workload.ts';

const [, , store, path = ''] = process.argv;

async function ledgerStep(): Promise<(position: number) => Promise<unknown>> {
  const ledger = openSqliteLedger({ path });
  return (position) => {
    const { fact, dropped } = delivery(position);
    return dropped ? ledger.recordRepeat(fact) : ledger.append(fact);
  };
}

async function timeSeriesStep(): Promise<(position: number) => Promise<unknown>> {
  const timeSeries = await openDuckDbTimeSeries({ path });
  return async (position) => {
    await timeSeries.write([record(position)], [snapshot(position)]);
    if (position % 100 === 0) await timeSeries.merge();
  };
}

const write = await (store === 'ledger' ? ledgerStep() : timeSeriesStep());
await runWorkload(40, async (position) => {
  await write(position);
  process.stdout.write(`${position}\n`);
});
