import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fact, factKey } from '../../../functions/core/invoice/fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { migrateRows } from '../../../local/ledger/migration.ts';
import { createTables } from '../../../local/ledger/schema.ts';
import { openSqliteLedger } from '../../../local/ledger/sqlite-ledger.ts';
import { sized } from '../../long-run.ts';
import { factOf, someFacts } from '../core/arbitrary-facts.ts';
import { type FormerInvoice, type FormerLedger, writeFormerLedger } from './former-ledger.ts';

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bems-former-ledger-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const newPath = () => join(folder, `${++files}.sqlite`);

const endOfTime = Date.parse('9999-01-01');

const anyInvoice = (invoiceId: string): fc.Arbitrary<FormerInvoice> =>
  someFacts.chain((some) => {
    const ofInvoice = some.map((fact) => ({ ...fact, event: { ...fact.event, invoiceId } }));
    const facts = [...new Map(ofInvoice.map((fact) => [factKey(fact), fact])).values()];
    return fc.record({ facts: fc.constant(facts), inHead: fc.nat(facts.length) });
  });

const anyLedger: fc.Arbitrary<FormerLedger> = fc.nat(12).chain((count) =>
  fc.record({
    invoices: fc.tuple(...Array.from({ length: count }, (_, i) => anyInvoice(`INV/${i} é`))),
    entered: fc.nat(count),
    repeats: fc.uniqueArray(fc.uuid(), { maxLength: 3 }),
    candidates: fc
      .uniqueArray(fc.uuid(), { maxLength: 2 })
      .map((entries) => entries.map((entryId) => ({ ...onItsWay, entryId }))),
  }),
);
const onItsWay: Fact = factOf('ingestion', 'received', 0, { invoiceId: 'on its way' });

/** What is overdue at the end of time, the oldest first. */
const overdueOf = ({ invoices }: FormerLedger) =>
  invoices
    .filter(({ inHead }) => inHead > 0)
    .map(({ facts, inHead }) => project(facts.slice(0, inHead)))
    .flatMap(({ invoiceId, stage, deadline }) => (deadline ? [{ invoiceId, stage, deadline }] : []))
    .map((overdue) => ({ ...overdue, deadline: new Date(overdue.deadline).toISOString() }));
const byInvoice = (a: { invoiceId: string }, b: { invoiceId: string }) =>
  a.invoiceId < b.invoiceId ? -1 : 1;

/** Opens the converted file and compares all that it tells. */
async function expectNothingLost(path: string, former: FormerLedger) {
  const told: (readonly [number, number])[] = [];
  const ledger = openSqliteLedger({ path, onMigration: (...progress) => told.push(progress) });
  try {
    const overdue = await ledger.overdue(endOfTime, 1_000);
    expect(overdue.map(({ deadline }) => deadline)).toEqual(overdue.map(({ deadline }) => deadline).sort());
    expect([...overdue].sort(byInvoice)).toEqual(overdueOf(former).sort(byInvoice));
    for (const { facts } of former.invoices) {
      const invoiceId = facts[0]?.event.invoiceId ?? '';
      expect(await ledger.facts(invoiceId)).toEqual(facts);
      expect(await ledger.head(invoiceId)).toEqual(project(facts));
      for (const fact of facts) expect(await ledger.append(fact)).toBe('present');
    }
    const distinct = former.invoices.flatMap(({ facts }) => facts).length;
    const duplicates = former.repeats.length + former.candidates.length;
    expect(ledger.counts()).toMatchObject({ distinct, duplicates });
    return told;
  } finally {
    await ledger.close();
  }
}

/** Goes on with what the ledger could not know yet, as a cell does whose queues still held it. */
async function expectGoesOn(path: string, former: FormerLedger) {
  const ledger = openSqliteLedger({ path });
  const { distinct, duplicates } = ledger.counts();
  for (const { facts } of former.invoices) await ledger.saveHead(project(facts));
  const waiting = former.invoices.filter(({ facts }) => project(facts).deadline !== undefined);
  expect(await ledger.overdue(endOfTime, 1_000)).toHaveLength(waiting.length);

  for (const [index, entryId] of former.repeats.entries()) {
    const known = former.invoices[index]?.facts[0];
    if (known) await ledger.append({ ...known, entryId });
  }
  expect(ledger.counts()).toMatchObject({ distinct, duplicates });

  const [candidate] = former.candidates;
  expect(await ledger.append(candidate ?? onItsWay)).toBe('appended');
  expect(ledger.counts()).toMatchObject({
    distinct: distinct + 1,
    duplicates: duplicates - (candidate ? 1 : 0),
  });
  await ledger.close();

  // The head of that fact was never saved: it is projected anew, which a second conversion would miss.
  const again = openSqliteLedger({ path });
  expect(await again.facts('on its way')).toHaveLength(1);
  expect(await again.overdue(endOfTime, 1_000)).toHaveLength(waiting.length + 1);
  await again.close();
}

describe('Given any ledger of the former layout', () => {
  it('opens with everything in it, tells progress once and goes on', async () => {
    await fc.assert(
      fc.asyncProperty(anyLedger, async (former) => {
        const path = newPath();
        const rows = writeFormerLedger(path, former);
        expect(await expectNothingLost(path, former)).toEqual(rows > 0 ? [[rows, rows]] : []);
        expect(await expectNothingLost(path, former)).toEqual([]);
        await expectGoesOn(path, former);
      }),
      { numRuns: sized(10, 60) },
    );
  });

  it('goes on with the conversion wherever it was killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLedger,
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.nat(3), { maxLength: 4 }),
        async (former, rowsPerStep, kills) => {
          const path = newPath();
          writeFormerLedger(path, former);
          for (const steps of kills) convertUntilKilled(path, rowsPerStep, steps);
          await expectNothingLost(path, former);
          await expectGoesOn(path, former);
        },
      ),
      { numRuns: sized(10, 60) },
    );
  });
});

describe('Given a ledger of the former layout that takes several steps', () => {
  it('tells how far it is, and after a kill only of what is left', async () => {
    const facts = Array.from({ length: 25 }, (_, minute) => factOf('ingestion', 'received', minute));
    const former = { invoices: [{ facts, inHead: 25 }], entered: 0, repeats: [], candidates: [] };
    const path = newPath();
    writeFormerLedger(path, former);
    expect(convertUntilKilled(path, 10, 1)).toEqual([
      [10, 26],
      [20, 26],
    ]);
    expect(await expectNothingLost(path, former)).toEqual([[6, 6]]);
  });
});

/** Converts so many steps and dies right after the next one. @returns the progress it told */
function convertUntilKilled(path: string, rowsPerStep: number, steps: number) {
  const told: (readonly [number, number])[] = [];
  const db = new DatabaseSync(path);
  createTables(db);
  const die = (...progress: readonly [number, number]) => {
    told.push(progress);
    if (told.length > steps) throw new Error('killed');
  };
  try {
    migrateRows(db, die, rowsPerStep);
  } catch (error) {
    expect(error).toEqual(new Error('killed'));
  }
  db.close();
  return told;
}
