import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { openInvoiceTables } from '../../../local/time-series/invoices.ts';
import { maintenanceOn } from '../../../local/time-series/maintenance.ts';
import { packSnapshot } from '../../../local/time-series/packed-snapshots.ts';
import { rollupTables } from '../../../local/time-series/rollup.ts';
import { eventsTable } from '../../../local/time-series/transaction.ts';
import { timeSeriesWriter } from '../../../local/time-series/writer.ts';
import { sampleRecord, sampleSnapshot } from '../../contract/samples.ts';

/** More than is left lying. */
const much = { rollupChanges: 0, versions: 20_001 };

async function store(): Promise<{ writing: DuckDBConnection; maintaining: DuckDBConnection }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const writing = await instance.connect();
  await writing.run(eventsTable);
  await writing.run(rollupTables);
  return { writing, maintaining: await instance.connect() };
}

async function count(connection: DuckDBConnection, table: string): Promise<number> {
  const [row] = await (await connection.run(`SELECT count(*) FROM ${table}`)).getRows();
  return Number(row?.[0]);
}

describe('Given a time series whose maintenance is at work', () => {
  it('When records are written, Then they stand before it ends', async () => {
    const { writing, maintaining } = await store();
    await openInvoiceTables(writing);
    const maintenance = maintenanceOn(maintaining);
    const writer = timeSeriesWriter(writing, maintenance, undefined, () => {});
    await maintenance.exclusively(async () => {
      await maintaining.run('BEGIN TRANSACTION');
      await maintaining.run('DELETE FROM invoice_versions');
      await writer.write([sampleRecord()], [packSnapshot(sampleSnapshot())]);
      expect(await count(writing, 'events')).toBe(1);
      await maintaining.run('COMMIT');
      return 0;
    });
    expect(await count(writing, 'invoice_versions')).toBe(1);
    await maintenance.merge();
    expect(await count(writing, 'invoice_versions')).toBe(0);
    expect(await count(writing, 'invoices')).toBe(1);
  });
});

describe('Given maintenance that fails', () => {
  it('When more is written, Then the writer learns of it once, and it is retried', async () => {
    const { writing, maintaining } = await store();
    const maintenance = maintenanceOn(maintaining);
    // There is no table to merge from.
    maintenance.appended(much);
    await expect.poll(() => isRefused(maintenance)).toBe(true);
    await openInvoiceTables(writing);
    await maintenance.merge();
    // One that was due when there was no table yet may have failed again.
    await expect.poll(() => isRefused(maintenance)).toBe(false);
    await maintenance.close();
  });
});

describe('Given a time series that closes', () => {
  it('When work was asked for, Then it is done, and no more is taken', async () => {
    const { maintaining } = await store();
    const maintenance = maintenanceOn(maintaining);
    const done: string[] = [];
    const work = (name: string) => async () => {
      await maintaining.run('SELECT 1');
      done.push(name);
      return 0;
    };
    void maintenance.exclusively(work('first'));
    void maintenance.exclusively(work('second'));
    await maintenance.close();
    expect(done).toEqual(['first', 'second']);
    await expect(maintenance.exclusively(work('third'))).rejects.toThrow('The time series is closed.');
  });
});

function isRefused(maintenance: ReturnType<typeof maintenanceOn>): boolean {
  try {
    maintenance.appended({ rollupChanges: 0, versions: 0 });
    return false;
  } catch (error) {
    expect(String(error)).toContain('invoice_versions');
    return true;
  }
}
