import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Big from 'big.js';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bucketStarts } from '../../dashboards/asks.ts';
import { bucketMs, type KpiQuery } from '../../dashboards/kpi-reader.ts';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import { type DuckDbTimeSeries, openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { sized } from '../long-run.ts';
import {
  anyDrawn,
  anyTime,
  currencies,
  type Drawn,
  drawnOpen,
  hourMs,
  openThen,
  snapshotOf,
} from './drawn-invoices.ts';
import { anyRecordOf } from './snapshots.suite.ts';
import { storedStocks } from './standing-records.ts';

let folder: string;
let timeSeries: DuckDbTimeSeries;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bems-stocks-'));
  await open();
});
afterEach(async () => {
  await timeSeries.close();
  await rm(folder, { recursive: true });
});
async function open(): Promise<void> {
  timeSeries = await openDuckDbTimeSeries({ path: join(folder, 'time-series.duckdb') });
}
async function reopen(): Promise<void> {
  await timeSeries.close();
  await open();
}
function write(...snapshots: readonly InvoiceSnapshot[]) {
  const records = snapshots.map(({ invoiceId }) => anyRecordOf(invoiceId));
  return timeSeries.write(records, snapshots);
}
/** The rollup has to be what the snapshots that stand say. */
async function expectWorkedOut(): Promise<void> {
  const kept = await storedStocks(timeSeries);
  await timeSeries.query('DROP TABLE stock_progress');
  await reopen();
  expect(await storedStocks(timeSeries)).toEqual(kept);
}

const query = {
  kpi: 'open-amount',
  period: { from: '2026-03-01T00:00:00Z', to: '2026-03-06T00:00:00Z' },
  today: '2026-03-06',
} as const satisfies KpiQuery;

describe('Given invoices that are received, paid in part, returned and settled', () => {
  test('When any versions of them come, Then stocks always are as those say', async () => {
    const anyAct = fc.oneof(
      { weight: 5, arbitrary: anyDrawn },
      { weight: 2, arbitrary: fc.constant('merge' as const) },
      { weight: 1, arbitrary: fc.constant('reopen' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { minLength: 1, maxLength: 14 }), anyTime, async (acts, time) => {
        await timeSeries.close();
        await rm(folder, { recursive: true });
        folder = await mkdtemp(join(tmpdir(), 'bems-stocks-'));
        await open();
        const highest = new Map<number, Drawn>();
        for (const act of acts) {
          if (act === 'merge') await timeSeries.merge();
          else if (act === 'reopen') await reopen();
          else {
            await write(snapshotOf(act));
            if ((highest.get(act.invoice)?.version ?? 0) <= act.version) highest.set(act.invoice, act);
          }
        }
        for (const at of [time, time - (time % hourMs), Date.parse('2026-03-06T00:00:00Z')]) {
          const { rows } = await timeSeries.read({ ...query, at: new Date(at).toISOString() });
          expect({ at, rows }).toEqual({ at, rows: rowsThen([...highest.values()], at) });
        }
        const hours = { from: '2026-03-02T05:00:00Z', to: '2026-03-02T07:00:00Z' };
        for (const bucket of ['minute', 'hour', 'day'] as const) {
          const period = bucket === 'minute' ? hours : query.period;
          const { rows } = await timeSeries.read({ ...query, period, bucket });
          const steps = bucketStarts(period, bucket).flatMap((at) =>
            rowsThen([...highest.values()], Date.parse(at) + bucketMs[bucket]).map((row) => ({ at, ...row })),
          );
          expect({ bucket, rows }).toEqual({ bucket, rows: steps });
        }
        await expectWorkedOut();
      }),
      { numRuns: sized(4, 20) },
    );
  }, 120_000);

  test('When an invoice was there twice and comes again, Then it counts once', async () => {
    const drawn: Drawn = { ...drawnOpen, amount: 5 };
    await write(snapshotOf(drawn), snapshotOf({ ...drawn, invoice: 1, amount: 70 }));
    await timeSeries.merge();
    await timeSeries.query(
      `INSERT INTO unsettled_invoices FROM unsettled_invoices WHERE "invoiceId" = 'INV-0'`,
    );
    await timeSeries.query('DROP TABLE stock_progress');
    await reopen();
    const at = '2026-03-06T00:00:00Z';
    expect((await timeSeries.read({ ...query, at })).rows).toMatchObject([{ value: '80' }]);
    await write(snapshotOf({ ...drawn, version: 2 }), snapshotOf({ ...drawn, invoice: 2, amount: 900 }));
    expect((await timeSeries.read({ ...query, at })).rows).toMatchObject([{ value: '975' }]);
    await expectWorkedOut();
  });

  test('When DPO is read, Then purchases of today and 89 days before count', async () => {
    const purchases = ['2025-12-03', '2025-12-04', '2026-03-03', '2026-03-04'].map((day, invoice) => {
      const [beganAt, amount] = [Date.parse(`${day}T12:00:00Z`), 10 ** invoice];
      const { fields, ...snapshot } = snapshotOf({ ...drawnOpen, invoice, beganAt, amount });
      return { ...snapshot, fields: { ...fields, approvedAt: `${beganAt}` } };
    });
    await write(...purchases);
    const asked = { ...query, kpi: 'days-payable-outstanding', today: '2026-03-03' };
    const { rows } = await timeSeries.read(asked);
    expect(rows).toMatchObject([{ parts: { of: '1111', to: '110' } }]);
    const then = await timeSeries.read({ ...asked, at: '2026-03-04T00:00:00Z' });
    expect(then.rows).toMatchObject([{ parts: { of: '111', to: '110' } }]);
  });

  test('When many changes are added up, Then stocks stay what they were', async () => {
    const drawn = fc.sample(anyDrawn, { numRuns: 4_000, seed: 11 });
    // Hardly two of them in one hour.
    const versions = (version: number) =>
      drawn.map((each, invoice): Drawn => {
        const later = (2 * invoice + version) * hourMs;
        return {
          ...{ ...each, invoice, version },
          ...{ beganAt: each.beganAt + later, endedAt: each.endedAt + later },
        };
      });
    for (const version of [1, 2, 3, 4]) {
      await write(...versions(version).map(snapshotOf));
      await timeSeries.merge();
      const changes = await timeSeries.query('FROM stock_changes');
      expect(changes.length).toBeLessThan(20_000);
    }
    await write(...versions(5).slice(0, 1_000).map(snapshotOf));
    await expectWorkedOut();
  }, 60_000);
});

function rowsThen(invoices: readonly Drawn[], at: number) {
  return currencies.flatMap((currency) => {
    const then = invoices
      .filter((invoice) => invoice.currency === currency)
      .flatMap((invoice) => openThen(invoice, at) ?? []);
    const value = then.reduce((sum, each) => sum.plus(each), new Big(0)).toFixed();
    return then.length === 0 ? [] : [{ group: { currency }, value }];
  });
}
