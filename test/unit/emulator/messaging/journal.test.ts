import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { machineDisk } from '../../../../emulator/messaging/disk.ts';
import { Journal, type JournalOptions, type JournalRecord } from '../../../../emulator/messaging/journal.ts';
import { sized } from '../../../long-run.ts';

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'bems-journal-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const open = (folder: string, options: Partial<JournalOptions> = {}) => {
  const records: JournalRecord[] = [];
  const journal = Journal.open({ folder, snapshot: () => [], ...options }, (record) => records.push(record));
  return { journal, records };
};
const segmentsIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.log'));
const newestSegment = (folder: string) => join(folder, segmentsIn(folder).sort().at(-1) ?? '');
const segmentNumber = (folder: string) => Number(/\d+(?=\.log$)/.exec(newestSegment(folder))?.[0]);
const sizeOf = (folder: string) => statSync(newestSegment(folder)).size;

const anyRecord = fc.record({
  header: fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.integer())),
  body: fc.string({ unit: 'grapheme', maxLength: 300 }),
});
/** Smaller than most records, as large as some, and larger than the file. */
const anyChunk = fc.oneof(fc.integer({ min: 8, max: 64 }), fc.integer({ min: 64, max: 20_000 }));

describe('Given a segment whose maker died before its name was on disk', () => {
  it('has its name on disk when the journal is open', async () => {
    const folder = newFolder();
    await open(folder).journal.close();
    const synced: string[] = [];
    const disk = { ...machineDisk, syncFolder: (path: string) => void synced.push(path) };
    await open(folder, { disk }).journal.close();
    expect(synced).toEqual([folder]);
  });
});

describe('Given any records and any size of the chunks they are read in', () => {
  it('hands back the same records in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 40 }), anyChunk, async (records, chunkBytes) => {
        const folder = newFolder();
        const { journal } = open(folder);
        for (const { header, body } of records) journal.append(header, body);
        await journal.close();
        const reopened = open(folder, { chunkBytes });
        await reopened.journal.close();
        expect(reopened.records).toEqual(records);
      }),
      { numRuns: sized(15, 50) },
    );
  });

  it('cuts off a tail torn at any byte, keeps every whole record and goes on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRecord, { minLength: 1, maxLength: 10 }),
        fc.nat(),
        anyChunk,
        async (records, cut, chunkBytes) => {
          const folder = newFolder();
          const ends: number[] = [];
          const first = open(folder);
          for (const { header, body } of records) {
            first.journal.append(header, body);
            await first.journal.flushed();
            ends.push(sizeOf(folder));
          }
          await first.journal.close();
          const size = cut % sizeOf(folder);
          truncateSync(newestSegment(folder), size);

          const second = open(folder, { chunkBytes });
          expect(second.records).toEqual(records.slice(0, ends.filter((end) => end <= size).length));
          second.journal.append(['after'], 'the crash');
          await second.journal.close();

          const third = open(folder, { chunkBytes });
          await third.journal.close();
          expect(third.records).toEqual([...second.records, { header: ['after'], body: 'the crash' }]);
        },
      ),
      { numRuns: sized(15, 50) },
    );
  });
});

describe('Given something after the last record that is none', () => {
  it.each([
    ['rubbish', Buffer.from('not a record, but longer than a frame')],
    ['zeros, as a power failure leaves them', Buffer.alloc(100)],
  ])('cuts off %s', async (_, rubbish) => {
    const folder = newFolder();
    const { journal } = open(folder);
    journal.append(['kept']);
    await journal.close();
    const size = sizeOf(folder);
    appendFileSync(newestSegment(folder), rubbish);

    const again = open(folder);
    await again.journal.close();

    expect(again.records).toEqual([{ header: ['kept'], body: '' }]);
    expect(sizeOf(folder)).toBe(size);
  });
});

describe('Given something that must be on disk first', () => {
  it('writes no batch before that is', async () => {
    const folder = newFolder();
    const order: string[] = [];
    const { journal } = open(folder, {
      beforeWrite: async () => {
        order.push(`before, ${sizeOf(folder)} bytes`);
      },
    });
    journal.append(['a']);
    await journal.flushed();
    order.push(`after, ${sizeOf(folder) > 0}`);
    await journal.close();

    expect(order).toEqual(['before, 0 bytes', 'after, true']);
  });
});

describe('Given a failing disk', () => {
  it('fails the records that are awaited and all later ones', async () => {
    const { journal } = open(newFolder(), { beforeWrite: () => Promise.reject(new Error('disk full')) });
    journal.append(['a']);
    await expect(journal.flushed()).rejects.toThrow('disk full');
    journal.append(['b']);
    await expect(journal.flushed()).rejects.toThrow('disk full');
    await expect(journal.compact()).rejects.toThrow('disk full');
    await expect(journal.close()).rejects.toThrow('disk full');
  });
});

/** Values by key, kept in a journal: what is replayed must be what was set. */
class Store {
  readonly values = new Map<string, string>();
  readonly journal: Journal;

  constructor(folder: string, options: Partial<JournalOptions> = {}) {
    const snapshot = () => this.#snapshot();
    this.journal = Journal.open({ folder, snapshot, ...options }, ({ header: [key], body }) => {
      if (body === '') this.values.delete(String(key));
      else this.values.set(String(key), body);
    });
  }

  /** Sets the value, or removes it when it is empty. */
  set(key: string, value: string): void {
    if (value === '') this.values.delete(key);
    else this.values.set(key, value);
    this.journal.append([key], value);
  }

  *#snapshot(): Generator<JournalRecord> {
    for (const key of [...this.values.keys()]) {
      const body = this.values.get(key);
      if (body) yield { header: [key], body };
    }
  }
}

/** What a cell would find that starts on the folder as it is now. */
async function valuesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  const { values, journal } = new Store(copy);
  await journal.close();
  return values;
}

describe('Given a segment that is rewritten in slices while more is appended', () => {
  const anyRounds = fc.array(
    fc.array(
      fc.record({ key: fc.integer({ min: 0, max: 30 }).map(String), value: fc.string({ maxLength: 80 }) }),
      { maxLength: 12 },
    ),
    { minLength: 20, maxLength: 40 },
  );

  it('loses nothing that was flushed, whenever the process dies', async () => {
    let rewrites = 0;
    await fc.assert(
      fc.asyncProperty(anyRounds, async (rounds) => {
        const folder = newFolder();
        let flushed = new Map<string, string>();
        const check = async () => expect(await valuesIn(folder)).toEqual(flushed);
        const store = new Store(folder, { segmentBytes: 500, sliceBytes: 60, beforeWrite: check });
        for (const round of rounds) {
          for (const { key, value } of round) store.set(key, value);
          const next = new Map(store.values);
          await store.journal.flushed();
          flushed = next;
        }
        await store.journal.close();
        expect(await valuesIn(folder)).toEqual(store.values);
        rewrites += segmentNumber(folder);
      }),
      { numRuns: 5 },
    );
    expect(rewrites).toBeGreaterThan(0);
  });

  it('leaves one segment, no larger than the bound', async () => {
    const folder = newFolder();
    const segmentBytes = 5_000;
    const store = new Store(folder, { segmentBytes, sliceBytes: 200 });
    let largest = 0;
    for (let round = 0; round < 500; round++) {
      for (let i = 0; i < 5; i++) store.set(String((7 * round + i) % 40), 'x'.repeat(60));
      await store.journal.flushed();
      largest = Math.max(largest, sizeOf(folder));
    }
    await store.journal.close();

    const snapshotBytes = 40 * 80;
    const batchBytes = 5 * 80;
    expect(largest).toBeLessThan(Math.max(segmentBytes, 2 * snapshotBytes) + snapshotBytes / 2 + batchBytes);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(segmentNumber(folder)).toBeGreaterThan(1);
  });
});

describe('Given a process that died between two steps of a rewrite', () => {
  it('starts on the newest segment and removes what is left of the others', async () => {
    const folder = newFolder();
    for (const name of ['journal-0000000009.log', 'snapshot.tmp', 'journal-0000000010.log']) {
      const other = newFolder();
      const { journal } = open(other);
      journal.append([name]);
      await journal.close();
      cpSync(newestSegment(other), join(folder, name));
    }

    const { journal, records } = open(folder);
    await journal.close();

    expect(records).toEqual([{ header: ['journal-0000000010.log'], body: '' }]);
    expect(readdirSync(folder)).toEqual(['journal-0000000010.log']);
  });
});

describe('Given a segment of which most is out of date', () => {
  const large = 'x'.repeat(100_000);
  const fill = async (folder: string, keys: number, options: Partial<JournalOptions> = {}) => {
    const store = new Store(folder, options);
    for (let i = 0; i < 30; i++) store.set(String(i % keys), large);
    await store.journal.flushed();
    return store;
  };

  it('keeps but the snapshot when it is compacted', async () => {
    const folder = newFolder();
    const store = await fill(folder, 5);
    await store.journal.compact();
    store.set('later', 'appended');
    await store.journal.close();

    expect(sizeOf(folder)).toBeLessThan(6 * large.length);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(await valuesIn(folder)).toEqual(store.values);
  });

  it('loses nothing when the process dies at any moment of it', async () => {
    const folder = newFolder();
    let seen = 0;
    const expected = new Map(Array.from({ length: 5 }, (_, i) => [String(i), large]));
    const check = async () => {
      if (!readdirSync(folder).includes('snapshot.tmp')) return;
      seen++;
      expect(await valuesIn(folder)).toEqual(expected);
    };
    const store = await fill(folder, 5, { sliceBytes: large.length, beforeWrite: check });
    await store.journal.compact();
    await store.journal.close();
    expect(seen).toBeGreaterThan(3);
    expect(await valuesIn(folder)).toEqual(expected);
  });

  it('is left alone when it is closed without, as after an error', async () => {
    const folder = newFolder();
    const store = await fill(folder, 5);
    const size = sizeOf(folder);
    await store.journal.close();
    expect(sizeOf(folder)).toBe(size);
  });
});

describe('Given a segment that holds little else than the snapshot would', () => {
  it('is left alone when it is compacted', async () => {
    const folder = newFolder();
    const store = new Store(folder);
    for (let i = 0; i < 30; i++) store.set(String(i % 18), 'x'.repeat(100_000));
    await store.journal.compact();
    await store.journal.close();
    expect(segmentNumber(folder)).toBe(0);
  });

  it('is not rewritten at the next start either, however large it is', async () => {
    const folder = newFolder();
    const values = Array.from({ length: 30 }, (_, i) => [String(i), 'x'.repeat(1_000)] as const);
    const store = new Store(folder);
    for (const [key, value] of values) store.set(key, value);
    await store.journal.close();

    const again = new Store(folder, { segmentBytes: 5_000 });
    again.set('0', 'changed');
    await again.journal.close();

    expect(segmentNumber(folder)).toBe(0);
  });
});
