import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conflictsIn } from '../../functions/core/invoice/conflicts.ts';
import { logMessages } from '../../functions/core/log-messages.ts';
import type { Log } from '../../functions/core/ports.ts';
import { startBackfill } from '../../local/conservation/backfill.ts';
import type { SnapshotsOfLedger } from '../../local/conservation/ledger-snapshots.ts';
import { invoiceTables } from '../../local/time-series/invoices.ts';
import { packSnapshot } from '../../local/time-series/packed-snapshots.ts';
import { addDecision } from '../../operations/conflicts/decisions.ts';
import { factOf } from '../unit/functions/harness.ts';
import { sampleSnapshot } from './samples.ts';
import { asStored, factsOfInvoices, type StoresInFolder, storesInFolder } from './snapshots-of-ledger.ts';
import { standingSnapshots, storedStocks } from './standing-records.ts';

const invoices = factsOfInvoices(23);
const ids = invoices.flatMap(([fact]) => fact?.event.invoiceId ?? []);

let stores: StoresInFolder;
let lines: { readonly code: string; readonly fields: object }[];
/** After which invoice each call asked for more. */
let asked: number[];
beforeEach(async () => {
  stores = await storesInFolder();
  lines = [];
  asked = [];
});
afterEach(() => stores.close());

const note: Log['info'] = ({ code }, fields = {}) => void lines.push({ code, fields });

/** Starts it as a cell does. @param meanwhile what happens after the ledger was read, call by call */
function backfill(meanwhile: (call: number, read: SnapshotsOfLedger) => Promise<unknown> = async () => {}) {
  return startBackfill(
    {
      ...{ standing: stores.timeSeries.snapshots, log: { info: note, warn: note, error: note } },
      async snapshotsAfter(number, count) {
        asked.push(number);
        const read = stores.ofLedger.after(number, count);
        await meanwhile(asked.length, read);
        return read;
      },
    },
    { atOnce: 5, pause: 0 },
  );
}
const expected = async () => (await Promise.all(ids.map(stores.projected))).map(asStored);
const codes = () => lines.map(({ code }) => code);

describe('Given a folder whose records an earlier version wrote, without snapshots', () => {
  beforeEach(async () => {
    await Promise.all(invoices.map(stores.storeWithoutSnapshot));
  });

  test('When a cell opens it, Then every invoice gets its snapshot', async () => {
    expect(await standingSnapshots(stores.timeSeries)).toEqual([]);
    await backfill().ended;
    expect(await standingSnapshots(stores.timeSeries)).toEqual(await expected());
    expect(asked).toEqual([0, 5, 10, 15, 20]);
    expect(lines).toMatchObject([
      { code: logMessages.snapshotsBegun.code, fields: { invoices: 23 } },
      { code: logMessages.snapshotsEnded.code, fields: { invoices: 23, left: 0 } },
    ]);
  });

  test('When it is opened again, Then nothing is left to do', async () => {
    await backfill().ended;
    await stores.reopen();
    await backfill().ended;
    expect(asked).toHaveLength(5);
    expect(codes()).toHaveLength(2);
    expect(await stores.timeSeries.snapshots.projectedTo()).toBeUndefined();
  });

  test('When it dies on the way, Then the next one goes on there', async () => {
    const dies = async (call: number) => {
      if (call === 3) throw new Error('the thread has ended');
    };
    await backfill(dies).ended;
    expect(codes()).toEqual([logMessages.snapshotsBegun.code, logMessages.snapshotsFailed.code]);
    await stores.reopen();
    expect(await standingSnapshots(stores.timeSeries)).toEqual((await expected()).slice(0, 10));
    await backfill().ended;
    expect(asked).toEqual([0, 5, 10, 10, 15, 20]);
    expect(await standingSnapshots(stores.timeSeries)).toEqual(await expected());
  });

  test('When it is stopped, Then it ends after what it has at hand', async () => {
    const work: { stop?: () => Promise<void> } = {};
    const started = backfill(async (call) => {
      if (call === 2) void work.stop?.();
    });
    work.stop = started.stop;
    await started.ended;
    expect(await stores.timeSeries.snapshots.projectedTo()).toBe(10);
    await started.stop();
    expect(codes()).toEqual([logMessages.snapshotsBegun.code]);
  });

  test('When the path writes meanwhile, Then what is newer stays', async () => {
    const [old = '', unread = '', young = 'INV-new'] = [ids[1], ids[22]];
    const more = (invoiceId: string, minute: number) =>
      factOf({ stage: 'posting', event: { invoiceId, eventId: `more-${minute}`, status: 'posted' } });
    await backfill(async (call) => {
      if (call === 1) for (const id of [old, unread, young]) await stores.store([more(id, 1)]);
      if (call === 5) await stores.store([more(unread, 2)]);
      if (call === 2) await stores.timeSeries.merge();
    }).ended;
    const all = [...(await expected()), asStored(await stores.projected(young))];
    expect(await standingSnapshots(stores.timeSeries)).toEqual(all);
  });

  test('When a fact cannot be read, Then its invoice alone is left', async () => {
    const db = new DatabaseSync(stores.paths.ledger);
    db.exec(`UPDATE facts SET body = 'torn' WHERE id = (SELECT min(fact) FROM links WHERE number = 7)`);
    db.close();
    await backfill().ended;
    const others = (await expected()).filter(({ invoiceId }) => invoiceId !== ids[6]);
    expect(await standingSnapshots(stores.timeSeries)).toEqual(others);
    expect(lines.at(-1)).toMatchObject({ fields: { invoices: 23, left: 1 } });
  });

  test('When a conflict was decided, Then the decision counts', async () => {
    const facts = invoices.find((of) => conflictsIn(of).length > 0) ?? [];
    const [conflict] = conflictsIn(facts);
    const invoiceId = facts[0]?.event.invoiceId ?? '';
    const [counts = ''] = conflict?.digests ?? [];
    await addDecision(
      stores.ledger.records,
      {
        ...{ invoiceId, eventId: conflict?.eventId ?? '', digests: conflict?.digests ?? [] },
        ...{ choice: 'one', counts, reason: 'the producer says so', by: 'ada', at: '2026-03-03T00:00:00Z' },
      },
      0,
    );
    await backfill().ended;
    const standing = await standingSnapshots(stores.timeSeries);
    expect(standing).toEqual(await expected());
    expect(standing.filter(({ version }) => version > 1e9)).toMatchObject([{ invoiceId }]);
  });

  test('When another revision made the snapshots, Then all are made anew', async () => {
    await backfill().ended;
    await stores.timeSeries.merge();
    await stores.timeSeries.query(`UPDATE snapshot_progress SET revision = 'another'`);
    for (const table of invoiceTables)
      await stores.timeSeries.query(`UPDATE ${table} SET "openAmount" = NULL`);
    await stores.reopen();
    await backfill().ended;
    expect(asked).toHaveLength(10);
    expect(await standingSnapshots(stores.timeSeries)).toEqual(await expected());
  });

  test('When nothing says what the rows are, Then they are made anew', async () => {
    await backfill().ended;
    const kept = await storedStocks(stores.timeSeries);
    await stores.timeSeries.query('DROP TABLE snapshot_progress');
    for (const table of invoiceTables) await stores.timeSeries.query(`UPDATE ${table} SET hash = hash // 2`);
    await stores.reopen();
    await backfill().ended;
    expect(await standingSnapshots(stores.timeSeries)).toEqual(await expected());
    expect(await storedStocks(stores.timeSeries)).toEqual(kept);
  });
});

describe('Given a new folder', () => {
  test('When a cell opens it, Then nothing is to be done, and nothing is said', async () => {
    await backfill().ended;
    expect(await stores.timeSeries.snapshots.projectedTo()).toBeUndefined();
    expect(lines).toEqual([]);
  });

  test('When a snapshot cannot be stored, Then it is named and the others stand', async () => {
    const { snapshots } = stores.timeSeries;
    const [good, bad] = [sampleSnapshot(), sampleSnapshot({ invoiceId: 'INV-2', fields: { amount: 'x' } })];
    expect(await snapshots.backfill([bad, good].map(packSnapshot), 2)).toEqual(['INV-2']);
    expect(await standingSnapshots(stores.timeSeries)).toEqual([good]);
    expect(await snapshots.projectedTo()).toBe(2);
  });
});
