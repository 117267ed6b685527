import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { powertoolsOnce } from '../../functions/adapters/idempotency/once.ts';
import { RecordsPersistence } from '../../functions/adapters/idempotency/records-persistence.ts';
import { factKey } from '../../functions/core/invoice/fact.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import { hasLeft } from '../../local/ledger/cold-facts.ts';
import { openSqliteLedger, type SqliteLedger } from '../../local/ledger/sqlite-ledger.ts';
import { coldLedgerContract } from './cold-ledger.suite.ts';
import { delivery, runWorkload, workloadSize } from './embedded-workload.ts';
import { writeUntilKilled } from './killed-writer.ts';
import { ledgerContract } from './ledger.suite.ts';
import { onceContract } from './once.suite.ts';
import { recordsContract } from './records.suite.ts';
import { sampleFact } from './samples.ts';

const makeFolder = () => mkdtemp(join(tmpdir(), 'bems-ledger-'));

ledgerContract('The SQLite file', async () => {
  const folder = await makeFolder();
  const ledger = openSqliteLedger({ path: join(folder, 'ledger.db') });
  return {
    ledger,
    async close() {
      await ledger.close();
      await rm(folder, { recursive: true });
    },
  };
});

coldLedgerContract('The SQLite file', async () => {
  const folder = await makeFolder();
  const clock = { time: Date.parse('2026-03-02T09:15:00.000Z'), now: () => clock.time };
  const path = join(folder, 'ledger.db');
  const ledger = openSqliteLedger({ path, clock, letsGo: true });
  return {
    ...{ ledger, shelf: ledger.shelf, records: ledger.records, clock },
    async hotFacts(invoiceId) {
      const db = new DatabaseSync(path, { readOnly: true });
      const rows = db.prepare("SELECT body FROM facts WHERE body ->> '$.event.invoiceId' = ?").all(invoiceId);
      db.close();
      return rows.filter(({ body }) => !hasLeft(String(body))).length;
    },
    async close() {
      await ledger.close();
      await rm(folder, { recursive: true });
    },
  };
});

recordsContract('The SQLite file', async (clock) => {
  const folder = await makeFolder();
  const ledger = openSqliteLedger({ path: join(folder, 'ledger.db'), clock });
  return {
    records: ledger.records,
    async close() {
      await ledger.close();
      await rm(folder, { recursive: true });
    },
  };
});

onceContract('Powertools on the SQLite file', async () => {
  const folder = await makeFolder();
  const ledger = openSqliteLedger({ path: join(folder, 'ledger.db') });
  return {
    once: (leaseMs) => powertoolsOnce(() => new RecordsPersistence(ledger.records, leaseMs), 'test'),
    async close() {
      await ledger.close();
      await rm(folder, { recursive: true });
    },
  };
});

describe('The SQLite ledger', () => {
  let folder: string;
  let path: string;
  let ledger: SqliteLedger;
  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'ledger.db');
    ledger = openSqliteLedger({ path });
  });
  afterEach(async () => {
    await ledger.close();
    await rm(folder, { recursive: true });
  });
  const reopen = async () => {
    await ledger.close();
    ledger = openSqliteLedger({ path });
  };

  const fact = sampleFact({ entryId: 'entry-a' });
  const repeat = { ...fact, entryId: 'entry-b' };

  describe('Given an empty ledger', () => {
    test('When counted, Then there is nothing', () => {
      expect(ledger.counts()).toMatchObject({ distinct: 0, duplicates: 0 });
    });
  });

  describe('Given a stored fact', () => {
    test('When another entry brings it any number of times, Then that is one repeat', async () => {
      await ledger.append(fact);
      await Promise.all([ledger.append(repeat), ledger.append(repeat), ledger.recordRepeat(repeat)]);
      expect(ledger.counts()).toMatchObject({ distinct: 1, duplicates: 1 });
    });

    test('When its own entry comes again, Then that is no repeat', async () => {
      await ledger.append(fact);
      await ledger.append(fact);
      await ledger.recordRepeat(fact);
      expect(ledger.counts()).toMatchObject({ distinct: 1, duplicates: 0 });
    });
  });

  describe('Given a fact under way', () => {
    test('When the topic drops another entry of it, Then that stays a repeat', async () => {
      await ledger.recordRepeat(repeat);
      await reopen();
      await ledger.append(fact);
      await ledger.recordRepeat(repeat);
      expect(ledger.counts()).toMatchObject({ distinct: 1, duplicates: 1 });
    });

    test('When the topic drops the same entry, Then it turns out to be no repeat', async () => {
      await ledger.recordRepeat(fact);
      expect(ledger.counts()).toMatchObject({ distinct: 0, duplicates: 1 });
      await reopen();
      await ledger.append(fact);
      expect(ledger.counts()).toMatchObject({ distinct: 1, duplicates: 0 });
    });
  });

  describe('Given an entry whose message is discarded', () => {
    test('When its event is stored nowhere, Then it counts once, also after a restart', async () => {
      await ledger.recordDiscard('entry-a', fact);
      await ledger.recordDiscard('entry-a', undefined);
      await reopen();
      expect(ledger.counts()).toEqual({ distinct: 0, duplicates: 0, discarded: 1 });
    });

    test('When it is stored after all, Then it no longer counts as discarded', async () => {
      await ledger.recordDiscard('entry-a', fact);
      await ledger.append(fact);
      await reopen();
      expect(ledger.counts()).toEqual({ distinct: 1, duplicates: 0, discarded: 0 });
    });

    test('When it stored the event itself, Then nothing is lost with the message', async () => {
      await ledger.append(fact);
      await ledger.recordDiscard('entry-a', fact);
      expect(ledger.counts()).toEqual({ distinct: 1, duplicates: 0, discarded: 0 });
    });

    test('When another entry stored the event, Then this one was a repeat', async () => {
      await ledger.append(fact);
      await ledger.recordDiscard('entry-b', repeat);
      expect(ledger.counts()).toEqual({ distinct: 1, duplicates: 1, discarded: 0 });
    });

    test('When the discard did not happen, Then it does not count', async () => {
      await ledger.recordDiscard('entry-a', fact);
      await ledger.forgetDiscard('entry-a');
      expect(ledger.counts()).toEqual({ distinct: 0, duplicates: 0, discarded: 0 });
    });
  });

  describe('Given facts and heads of more invoices than memory keeps', () => {
    test('When the file is opened again, Then all are found', async () => {
      const ids = Array.from({ length: 20_000 }, (_, i) => `INV-${i}`);
      await Promise.all(ids.map((invoiceId) => ledger.append(sampleFact({ event: { invoiceId } }))));
      const sampled = ids.filter((_, i) => i % 501 === 0);
      const headOf = (invoiceId: string) => project([sampleFact({ event: { invoiceId } })]);
      await Promise.all(sampled.map((invoiceId) => ledger.saveHead(headOf(invoiceId))));
      await reopen();
      for (const invoiceId of sampled) {
        expect(await ledger.facts(invoiceId)).toEqual([sampleFact({ event: { invoiceId } })]);
        expect(await ledger.head(invoiceId)).toEqual(headOf(invoiceId));
        expect(await ledger.append(sampleFact({ event: { invoiceId } }))).toBe('present');
      }
      expect(ledger.counts()).toMatchObject({ distinct: ids.length, duplicates: 0 });
    });
  });

  describe('Given a saved head that the process did not live to write', () => {
    test('When the file is opened again, Then it is there', async () => {
      const deadline = (days: number) => Date.parse(fact.receivedAt) + days * 86_400_000;
      await ledger.append(fact);
      await ledger.saveHead(project([fact]));
      // Another process finds the file as a kill would leave it.
      const copy = join(folder, 'killed.db');
      for (const suffix of ['', '-wal']) await copyFile(`${path}${suffix}`, `${copy}${suffix}`);
      const killed = openSqliteLedger({ path: copy });
      expect(await killed.overdue(deadline(0), 10)).toEqual([]);
      expect(await killed.overdue(deadline(400), 10)).toEqual(await ledger.overdue(deadline(400), 10));
      expect(await killed.overdue(deadline(400), 10)).toMatchObject([{ invoiceId: 'INV-1' }]);
      await killed.close();
    });
  });

  describe('Given a file of a later layout', () => {
    test('When it is opened, Then it is refused and left as it is', () => {
      const later = join(folder, 'later.db');
      const db = new DatabaseSync(later);
      db.exec('PRAGMA user_version = 4');
      db.close();
      expect(() => openSqliteLedger({ path: later })).toThrow('later version of BEMS (layout 4');
    });
  });

  describe('Given waiting calls', () => {
    test('When the ledger is closed, Then they are durable first', async () => {
      const appended = ledger.append(fact);
      const closed = reopen();
      expect(await appended).toBe('appended');
      await closed;
      expect(await ledger.facts('INV-1')).toEqual([fact]);
    });
  });

  describe('Given several appends at once', () => {
    test('When one cannot be written, Then it fails alone and leaves nothing behind', async () => {
      const unwritable = {
        ...sampleFact({ event: { eventId: 'evt-2' } }),
        get requestId(): string {
          throw new RangeError('cannot be written');
        },
      };
      const other = sampleFact({ event: { invoiceId: 'INV-2' } });
      const outcomes = await Promise.allSettled([fact, unwritable, other].map((of) => ledger.append(of)));
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await ledger.facts('INV-1')).toEqual([fact]);
      expect(await ledger.facts('INV-2')).toEqual([other]);
      expect(ledger.counts()).toMatchObject({ distinct: 2, duplicates: 0 });
    });
  });

  describe('Given a writer killed at any moment', () => {
    test('When all is delivered again, Then nothing is missing and counts are exact', async () => {
      const deliveries = Array.from({ length: workloadSize }, (_, position) => delivery(position));
      const distinct = new Set(deliveries.map(({ fact: of }) => factKey(of))).size;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: workloadSize / 2 }), async (acknowledgements) => {
          const killed = join(folder, `killed-${acknowledgements}-${Math.random()}.db`);
          const durable = await writeUntilKilled('ledger', killed, acknowledgements);
          expect(durable.length).toBeGreaterThanOrEqual(acknowledgements);
          const survivor = openSqliteLedger({ path: killed });
          const stored = new Map<string, string>();
          const invoiceIds = new Set(deliveries.map(({ fact: { event } }) => event.invoiceId));
          for (const invoiceId of invoiceIds)
            for (const of of await survivor.facts(invoiceId)) stored.set(factKey(of), of.entryId);
          expect(survivor.counts().distinct).toBe(stored.size);
          for (const { fact: of, dropped } of durable.flatMap((position) => deliveries[position] ?? []))
            if (!dropped) expect(stored.has(factKey(of))).toBe(true);

          await runWorkload(100, async (position) => {
            const { fact: of, dropped } = delivery(position);
            await (dropped ? survivor.recordRepeat(of) : survivor.append(of));
          });
          expect(survivor.counts()).toMatchObject({ distinct, duplicates: workloadSize - distinct });
          await survivor.close();
        }),
        { numRuns: 3 },
      );
    });
  });
});
