import { appendFileSync, mkdtempSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Journal, type JournalRecord } from '../../../../emulator/messaging/journal.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'bems-journal-'));
const open = (folder: string, options: Partial<Parameters<typeof Journal.open>[0]> = {}) => {
  const records: JournalRecord[] = [];
  const journal = Journal.open({ folder, snapshot: () => [], ...options }, (record) => records.push(record));
  return { journal, records };
};
const newestSegment = (folder: string) => join(folder, readdirSync(folder).sort().at(-1) ?? '');
const anyRecord = fc.record({
  header: fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.integer())),
  body: fc.string({ unit: 'grapheme', maxLength: 300 }),
});

describe('Given a journal', () => {
  it('When it is opened again, Then it hands back any records in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 40 }), async (records) => {
        const folder = newFolder();
        const { journal } = open(folder);
        for (const { header, body } of records) journal.append(header, body);
        await journal.close();
        const reopened = open(folder);
        await reopened.journal.close();
        expect(reopened.records).toEqual(records);
      }),
      { numRuns: 30 },
    );
  });

  it('When its tail is torn at any byte, Then it keeps every whole record and goes on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRecord, { minLength: 1, maxLength: 10 }),
        fc.nat(),
        async (records, cut) => {
          const folder = newFolder();
          const first = open(folder);
          for (const { header, body } of records) first.journal.append(header, body);
          await first.journal.close();
          const size = readFileSync(newestSegment(folder)).length;
          truncateSync(newestSegment(folder), size - 1 - (cut % size));

          const second = open(folder);
          expect(second.records).toEqual(records.slice(0, second.records.length));
          expect(second.records.length).toBeLessThan(records.length);
          second.journal.append(['after'], 'the crash');
          await second.journal.close();

          const third = open(folder);
          await third.journal.close();
          expect(third.records).toEqual([...second.records, { header: ['after'], body: 'the crash' }]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('When rubbish follows the last record, Then opening it cuts the rubbish off', async () => {
    const folder = newFolder();
    const { journal } = open(folder);
    journal.append(['kept']);
    await journal.close();
    appendFileSync(newestSegment(folder), Buffer.from('not a record, but longer than a frame'));

    const again = open(folder);
    await again.journal.close();

    expect(again.records).toEqual([{ header: ['kept'], body: '' }]);
  });

  it('When a segment is full, Then a snapshot replaces it without loss or repeats', async () => {
    const folder = newFolder();
    let total = 0;
    const { journal } = open(folder, {
      segmentBytes: 2_000,
      snapshot: () => [{ header: ['total', total], body: '' }],
    });
    for (let round = 0; round < 50; round++) {
      for (let i = 0; i < 10; i++) {
        total++;
        journal.append(['add', 1], 'x'.repeat(50));
      }
      await journal.flushed();
    }
    await journal.close();

    const { records, journal: again } = open(folder);
    await again.close();

    const sum = records.reduce(
      (so, { header: [kind, n] }) => (kind === 'total' ? Number(n) : so + Number(n)),
      0,
    );
    expect(sum).toBe(500);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(newestSegment(folder)).not.toContain('journal-0000000000');
  });

  it('When something must be on disk first, Then it comes before the batch', async () => {
    const folder = newFolder();
    const order: string[] = [];
    const { journal } = open(folder, {
      beforeWrite: async () => {
        order.push(`before, ${readFileSync(newestSegment(folder)).length} bytes`);
      },
    });
    journal.append(['a']);
    await journal.flushed();
    order.push(`after, ${readFileSync(newestSegment(folder)).length > 0}`);
    await journal.close();

    expect(order).toEqual(['before, 0 bytes', 'after, true']);
  });

  it('When the disk fails, Then these records and all later ones fail', async () => {
    const { journal } = open(newFolder(), { beforeWrite: () => Promise.reject(new Error('disk full')) });
    journal.append(['a']);
    await expect(journal.flushed()).rejects.toThrow('disk full');
    journal.append(['b']);
    await expect(journal.flushed()).rejects.toThrow('disk full');
  });
});
