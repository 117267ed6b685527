import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { openArchive } from '../../../../emulator/messaging/archive/archive.ts';
import type { ArchivedEvent } from '../../../../emulator/messaging/archive/reader.ts';

const day = 86_400_000;
const start = Date.parse('2026-11-20T10:00:00.000Z');
const forever = Number.MAX_SAFE_INTEGER;
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** An archive in a folder of its own, under a clock that the test sets. */
async function setUp(options: { retentionDays?: number; pattern?: unknown } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'archive-'));
  folders.push(folder);
  const time = { now: start };
  const open = () => openArchive({ folder, retentionDays: 0, clock: { now: () => time.now }, ...options });
  return { folder, time, open, archive: await open() };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
async function all(events: AsyncIterable<ArchivedEvent>) {
  return (await collect(events)).map(({ text }) => JSON.parse(text));
}
function line(id: unknown) {
  return JSON.stringify({ id });
}

describe('Given an archive', () => {
  test('a range over several days gives the events of that range, in order', async () => {
    const { archive, time, folder } = await setUp();
    await archive.append([line(1), line(2)]);
    time.now = start + day;
    await archive.append([line(3)]);
    time.now = start + 3 * day;
    await archive.append([line(4)]);

    expect(await all(archive.read(0, forever))).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]);
    expect(await all(archive.read(start + 1, start + 3 * day))).toEqual([{ id: 3 }]);
    expect(await all(archive.read(start, start + day + 1))).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect((await readdir(folder)).sort()).toEqual([
      'events-2026-11-20.ndjson',
      'events-2026-11-21.ndjson',
      'events-2026-11-23.ndjson',
    ]);
    await archive.close();
  });

  test('when many append at once, then their lines stand in the order of the calls', async () => {
    const { archive } = await setUp();
    await Promise.all(Array.from({ length: 200 }, (_, at) => archive.append([line(at), line(`${at}b`)])));
    await archive.sync();
    expect(await all(archive.read(0, forever))).toEqual(
      Array.from({ length: 200 }, (_, at) => [{ id: at }, { id: `${at}b` }]).flat(),
    );
    await archive.close();
  });

  test('when the clock is set back, then later events still come later', async () => {
    const { archive, time, open } = await setUp();
    await archive.append([line(1)]);
    await archive.close();
    time.now = start - 2 * day;
    const reopened = await open();
    await reopened.append([line(2)]);
    expect(await all(reopened.read(start, start + 1))).toEqual([{ id: 1 }, { id: 2 }]);
    await reopened.close();
  });

  test('when events are read while more are appended, then whole lines only are seen', async () => {
    const { archive } = await setUp();
    await archive.append([line(1), line(2)]);
    const seen: unknown[] = [];
    for await (const { text } of archive.read(0, forever)) {
      seen.push(JSON.parse(text));
      await archive.append([line('later')]);
    }
    expect(seen).toEqual([{ id: 1 }, { id: 2 }]);
    await archive.close();
  });

  test('when a line has a line break, then it is refused and nothing is written', async () => {
    const { archive, folder } = await setUp();
    await expect(archive.append([line(1), '{\n}'])).rejects.toThrow(/line break/);
    expect(await readdir(folder)).toEqual([]);
    await archive.close();
  });

  test('what its pattern leaves out, and what is replayed, it does not keep', async () => {
    const { archive } = await setUp({ pattern: { source: ['s'] } });
    const event = { source: 's', detail: { x: 1 } };
    expect(archive.accepts(event)).toBe(true);
    expect(archive.accepts({ source: 'other' })).toBe(false);
    expect(archive.accepts({ ...event, 'replay-name': 'again' })).toBe(false);
    await archive.close();
  });

  test('any range of a long day is found wherever it lies in the file', async () => {
    const { archive, time } = await setUp();
    const padding = 'x'.repeat(300);
    for (let second = 0; second < 2_000; second++) {
      time.now = start + second * 1_000;
      await archive.append([JSON.stringify({ id: second, padding })]);
    }
    const second = fc.integer({ min: -10, max: 2_010 });
    await fc.assert(
      fc.asyncProperty(second, second, async (from, to) => {
        const read = await all(archive.read(start + from * 1_000, start + to * 1_000));
        const expected = Array.from({ length: 2_000 }, (_, id) => id).filter((id) => id >= from && id < to);
        expect(read.map(({ id }) => id)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
    await archive.close();
  });
});

describe('Given retention', () => {
  test('the file of a whole day past it goes at the turn of a day or the next start', async () => {
    const { archive, time, folder, open } = await setUp({ retentionDays: 2 });
    await archive.append([line(1)]);
    time.now = start + day;
    await archive.append([line(2)]);
    time.now = start + 2 * day;
    await archive.append([line(3)]);
    expect(await readdir(folder)).toHaveLength(3);

    time.now = start + 3 * day;
    await archive.append([line(4)]);
    expect(await all(archive.read(0, forever))).toEqual([{ id: 2 }, { id: 3 }, { id: 4 }]);
    await archive.close();

    time.now = start + 30 * day;
    const reopened = await open();
    expect(await readdir(folder)).toEqual([]);
    await reopened.close();
  });
});

describe('Given a crash', () => {
  test('a last line torn anywhere costs that event alone, and appending goes on', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '\u2028', '\n', '"', '😀'), maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (ids, part) => {
          const { archive, folder, open } = await setUp();
          const [file] = await (async () => {
            await archive.append(ids.map(line));
            await archive.close();
            return readdir(folder);
          })();
          const path = join(folder, file ?? '');
          const bytes = await readFile(path);
          const lastLine = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
          await truncate(path, lastLine + Math.floor(part * (bytes.length - 1 - lastLine)));

          const reopened = await open();
          await reopened.append([line('after')]);
          expect(await all(reopened.read(0, forever))).toEqual(
            [...ids.slice(0, -1), 'after'].map((id) => ({ id })),
          );
          await reopened.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a torn line longer than what is read at once is cut off all the same', async () => {
    const { archive, folder, open } = await setUp();
    await archive.append([line('x'.repeat(200_000))]);
    await archive.close();
    const path = join(folder, 'events-2026-11-20.ndjson');
    const { size } = await stat(path);
    await appendFile(path, 'y'.repeat(150_000));

    const reopened = await open();
    expect((await stat(path)).size).toBe(size);
    expect(await all(reopened.read(0, forever))).toEqual([{ id: 'x'.repeat(200_000) }]);
    await reopened.close();
  });
});
