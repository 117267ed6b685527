import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import { measureRecords } from '../../functions/core/measures/records.ts';
import { localSnapshots } from '../../local/conservation/snapshots.ts';
import { invoiceTables } from '../../local/time-series/invoices.ts';
import type { StandingSnapshots } from '../../local/time-series/snapshots.ts';
import { sized } from '../long-run.ts';
import { factOf } from '../unit/functions/harness.ts';
import { asStored, factsOfInvoices, type StoresInFolder, storesInFolder } from './snapshots-of-ledger.ts';
import { standingSnapshots, storedStocks } from './standing-records.ts';

const invoices = factsOfInvoices(12);
const ids = invoices.flatMap(([fact]) => fact?.event.invoiceId ?? []);
const received = invoices.flat().map(({ receivedAt }) => Date.parse(receivedAt));
const minutes = { from: minuteOf(Math.min(...received)), to: minuteOf(Math.max(...received)) + minuteMs };

let stores: StoresInFolder;
beforeEach(async () => {
  stores = await storesInFolder();
  await stores.timeSeries.snapshots.backfill([], undefined);
  await Promise.all(invoices.map(stores.store));
  await stores.timeSeries.merge();
});
afterEach(() => stores.close());

const check = (
  how: { readonly thorough: boolean; readonly putRight: boolean },
  standing: StandingSnapshots = stores.timeSeries.snapshots,
  within = minutes,
) => localSnapshots({ ledger: stores.ledger, records: stores.ledger.records, standing }).check(within, how);
const everywhere = { thorough: true, putRight: true };
const expected = async () => (await Promise.all(ids.map(stores.projected))).map(asStored);
const standing = () => standingSnapshots(stores.timeSeries);

/** What may happen to the row of an invoice, and whether a check of versions finds it. */
const damages: Readonly<
  Record<string, { readonly sql: (table: string, id: string) => string; readonly isLoss: boolean }>
> = {
  lost: { sql: (table, id) => `DELETE FROM ${table} WHERE "invoiceId" = '${id}'`, isLoss: true },
  outdated: {
    sql: (table, id) =>
      `UPDATE ${table} SET version = version - 1, status = 'old' WHERE "invoiceId" = '${id}'`,
    isLoss: true,
  },
  'of another invoice': {
    sql: (table, id) => `UPDATE ${table} SET "invoiceId" = 'nobody' WHERE "invoiceId" = '${id}'`,
    isLoss: true,
  },
  'altered in an amount': {
    sql: (table, id) => `UPDATE ${table} SET "openAmount" = 0.01 WHERE "invoiceId" = '${id}'`,
    isLoss: false,
  },
  'altered by a field too few': {
    sql: (table, id) => `UPDATE ${table} SET "beganOn" = NULL WHERE "invoiceId" = '${id}'`,
    isLoss: false,
  },
  'altered by a field too many': {
    sql: (table, id) => `UPDATE ${table} SET "vendorCountry" = 'XX' WHERE "invoiceId" = '${id}'`,
    isLoss: false,
  },
  'altered in its version': {
    sql: (table, id) => `UPDATE ${table} SET version = version + 7 WHERE "invoiceId" = '${id}'`,
    isLoss: false,
  },
  'there twice': {
    sql: (table, id) => `INSERT INTO ${table} FROM ${table} WHERE "invoiceId" = '${id}'`,
    isLoss: false,
  },
};

/** Does the same to each table of snapshots. */
async function inEach(sql: (table: string) => string): Promise<void> {
  for (const table of invoiceTables) await stores.timeSeries.query(sql(table));
}

describe('Given invoices whose snapshots are as projected', () => {
  test('When checked, Then nothing is found', async () => {
    expect(await check(everywhere)).toEqual([]);
    expect(await check({ thorough: false, putRight: true })).toEqual([]);
    expect(await standing()).toEqual(await expected());
  });

  test('When any are damaged, Then these are found, and put right', async () => {
    const damage = fc.constantFrom(...Object.keys(damages), undefined);
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { minLength: ids.length, maxLength: ids.length }),
        fc.boolean(),
        async (kinds, thorough) => {
          const struck = ids.filter((_, index) => {
            const { sql, isLoss } = damages[kinds[index] ?? ''] ?? {};
            return sql && (thorough || isLoss);
          });
          for (const [index, id] of ids.entries()) {
            const sql = damages[kinds[index] ?? '']?.sql;
            if (sql) await inEach((table) => sql(table, id));
          }
          expect((await check({ thorough, putRight: false })).toSorted()).toEqual(struck);
          expect((await check({ thorough, putRight: true })).toSorted()).toEqual(struck);
          expect(await check({ thorough, putRight: true })).toEqual([]);
          await check(everywhere);
          expect(await standing()).toEqual(await expected());
          const kept = await storedStocks(stores.timeSeries);
          await stores.timeSeries.query('DROP TABLE stock_progress');
          await stores.reopen();
          expect(await storedStocks(stores.timeSeries)).toEqual(kept);
        },
      ),
      { numRuns: sized(2, 8) },
    );
  }, 120_000);

  test('When the window is of other minutes, Then their invoices are left alone', async () => {
    await inEach((table) => `DELETE FROM ${table}`);
    const before = { from: minutes.from - 5 * minuteMs, to: minutes.from };
    expect(await check(everywhere, undefined, before)).toEqual([]);
    expect(await check({ thorough: false, putRight: false })).toHaveLength(ids.length);
  });

  test('When snapshots are still being made, Then none counts as lost', async () => {
    await inEach((table) => `DELETE FROM ${table}`);
    await stores.timeSeries.snapshots.backfill([], 3);
    expect(await check(everywhere)).toEqual([]);
  });
});

describe('Given an invoice that moves on while it is checked', () => {
  const [id = ''] = ids;
  const more = (minute: number) =>
    factOf({
      stage: 'posting',
      receivedAt: new Date(minutes.from + minute).toISOString(),
      event: { invoiceId: id, eventId: `more-${minute}`, status: 'posted' },
    });
  /** The store, with something happening right before or after the ledger is read. */
  const during = (moment: 'before' | 'after', act: () => Promise<unknown>): StandingSnapshots => {
    const { versions, compare, ...others } = stores.timeSeries.snapshots;
    return {
      ...others,
      async versions(asked) {
        const found = await versions(asked);
        if (moment === 'before') await act();
        return found;
      },
      async compare(projected, replace) {
        if (moment === 'after') await act();
        return compare(projected, replace);
      },
    };
  };

  test('When its next event is visible before or after, Then nothing is wrong', async () => {
    for (const [at, moment] of (['before', 'after'] as const).entries()) {
      expect(
        await check(
          everywhere,
          during(moment, () => stores.store([more(at)])),
        ),
      ).toEqual([]);
      expect(await standing()).toEqual(await expected());
    }
  });

  test('When its next event is in the ledger only, Then nothing is wrong', async () => {
    const before = await standing();
    for (const [at, moment] of (['before', 'after'] as const).entries())
      expect(
        await check(
          everywhere,
          during(moment, () => stores.ledger.append(more(at))),
        ),
      ).toEqual([]);
    expect(await standing()).toEqual(before);
  });
});

describe('Given a ledger that lacks facts', () => {
  test('When records know more than it, Then snapshots are left alone', async () => {
    const [facts = []] = invoices;
    const { invoiceId = '' } = facts[0]?.event ?? {};
    const unknown = factOf({ event: { invoiceId, eventId: 'unknown' }, receivedAt: facts[0]?.receivedAt });
    const snapshot = { ...(await stores.projected(invoiceId)), version: 1_000_100 };
    const records = measureRecords([...facts, unknown]).map((record) => ({ ...record, version: 1_000_100 }));
    await stores.timeSeries.write(records, [snapshot]);
    const before = await standing();
    expect(await check(everywhere)).toEqual([]);
    expect(await standing()).toEqual(before);
  });

  test('When a fact cannot be read, Then its invoice is left alone', async () => {
    await inEach((table) => `DELETE FROM ${table}`);
    const ledger = {
      facts: (invoiceId: string) =>
        invoiceId === ids[1] ? Promise.reject(new Error('torn')) : stores.ledger.facts(invoiceId),
    };
    const { records } = stores.ledger;
    const found = await localSnapshots({ ledger, records, standing: stores.timeSeries.snapshots }).check(
      minutes,
      everywhere,
    );
    expect(found.toSorted()).toEqual(ids.filter((each) => each !== ids[1]));
  });
});
