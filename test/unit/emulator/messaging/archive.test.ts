import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type ArchivedEvent, openArchive } from '../../../../emulator/messaging/archive/archive.ts';

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
  return (await collect(events)).map(({ event }) => event);
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
    for await (const { event } of archive.read(0, forever)) {
      seen.push(event);
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

  test('replayed events carry the name of the replay and are not archived again', async () => {
    const { archive } = await setUp({ pattern: { source: ['s'] } });
    const event = { source: 's', detail: { x: 1 } };
    expect(archive.accepts(event)).toBe(true);
    expect(archive.accepts({ source: 'other' })).toBe(false);
    await archive.append([JSON.stringify(event)]);

    const replayed = await collect(archive.replay('again', 0, forever));
    expect(replayed).toEqual([{ ...event, 'replay-name': 'again' }]);
    expect(replayed.some((again) => archive.accepts(again))).toBe(false);
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
