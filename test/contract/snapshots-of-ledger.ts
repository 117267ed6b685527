import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decidedTimeline } from '../../functions/core/invoice/decided.ts';
import { digestOf } from '../../functions/core/invoice/digest.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import {
  type InvoiceSnapshot,
  snapshotFields,
  snapshotTypes,
} from '../../functions/core/measures/invoice-snapshot.ts';
import { measureRecords } from '../../functions/core/measures/records.ts';
import { headAndSnapshotOf } from '../../functions/core/measures/snapshot-of.ts';
import { openLedgerSnapshots } from '../../local/conservation/ledger-snapshots.ts';
import { openSqliteLedger } from '../../local/ledger/sqlite-ledger.ts';
import { decimalText } from '../../local/time-series/columns.ts';
import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { decisionsAbout } from '../../operations/conflicts/decisions.ts';
import { someFacts } from '../unit/core/arbitrary-facts.ts';

/** The facts of some invoices, as a property test draws them. */
export function factsOfInvoices(count: number): readonly (readonly Fact[])[] {
  return fc.sample(someFacts, { numRuns: count, seed: 7 }).map((facts, index) => {
    const invoiceId = `INV-${String(index).padStart(3, '0')}`;
    return facts.map((fact) => {
      const event = { ...fact.event, invoiceId };
      return { ...fact, event, digest: digestOf(event), entryId: `${invoiceId} ${fact.entryId}` };
    });
  });
}

const decimals = new Set<string>(snapshotFields.filter((name) => snapshotTypes[name] === 'decimal'));

/** The snapshot as a store gives it back: decimals without superfluous zeros. */
export function asStored(snapshot: InvoiceSnapshot): InvoiceSnapshot {
  const fields = Object.entries(snapshot.fields).map(([name, text]) => {
    const isDecimal = decimals.has(name);
    return [name, isDecimal ? decimalText(text) : text];
  });
  return { ...snapshot, fields: Object.fromEntries(fields) };
}

/** Both stores of a cell in a folder of their own, and what a test does to them. */
export async function storesInFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'bems-snapshots-of-ledger-'));
  const paths = { ledger: join(folder, 'ledger.sqlite'), series: join(folder, 'time-series.duckdb') };
  const ledger = openSqliteLedger({ path: paths.ledger });
  const ofLedger = openLedgerSnapshots(paths.ledger);
  let timeSeries = await openDuckDbTimeSeries({ path: paths.series });

  const projected = async (invoiceId: string): Promise<InvoiceSnapshot> => {
    const facts = await ledger.facts(invoiceId);
    const decided = decidedTimeline(facts, await decisionsAbout(facts, ledger.records));
    return headAndSnapshotOf(decided, usualStageDeadlines).snapshot;
  };
  return {
    ...{ paths, ledger, ofLedger, projected },
    get timeSeries() {
      return timeSeries;
    },
    /** Stores facts, and their records as an earlier version would: without a snapshot. */
    async storeWithoutSnapshot(facts: readonly Fact[]) {
      await Promise.all(facts.map((fact) => ledger.append(fact)));
      const [{ event } = { event: undefined }] = facts;
      await timeSeries.write(measureRecords(await ledger.facts(event?.invoiceId ?? '')));
    },
    /** Stores facts, their records and the snapshot of their invoice. */
    async store(facts: readonly Fact[]) {
      await Promise.all(facts.map((fact) => ledger.append(fact)));
      const invoiceId = facts[0]?.event.invoiceId ?? '';
      await timeSeries.write(measureRecords(await ledger.facts(invoiceId)), [await projected(invoiceId)]);
    },
    async reopen() {
      await timeSeries.close();
      timeSeries = await openDuckDbTimeSeries({ path: paths.series });
    },
    async close() {
      ofLedger.close();
      await ledger.close();
      await timeSeries.close();
      rmSync(folder, { recursive: true });
    },
  };
}
export type StoresInFolder = Awaited<ReturnType<typeof storesInFolder>>;
