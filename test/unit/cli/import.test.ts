import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Api } from '../../../cli/http/api.ts';
import { importLogs } from '../../../cli/import/import-log.ts';
import { parseMapping } from '../../../cli/import/mapping.ts';
import { logFiles, readLog } from '../../../cli/import/read-log.ts';
import { readXes } from '../../../cli/import/xes-reader.ts';
import { instantTiming, startFakeCell, type Verdict } from './fake-cell.ts';

const mapping = parseMapping(
  JSON.stringify({
    activities: {
      Receive: { stage: 'ingestion', status: 'received' },
      Match: { stage: 'reconciliation', status: 'matched' },
      Pay: { stage: 'posting', status: 'paid' },
    },
    fields: {
      amount: { event: 'amount', default: '1.00' },
      currency: { default: 'EUR' },
      vendor: { id: { default: 'v' } },
    },
    csv: { case: 'case', activity: 'activity', timestamp: 'time' },
  }),
  'test',
);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

function rows(events: readonly (readonly [string, string])[]) {
  return [
    'case,activity,time',
    ...events.map(([id, activity], index) => `${id},${activity},${new Date(index * 60_000).toISOString()}`),
  ].join('\n');
}

async function importAll(api: Api | undefined) {
  const files = await logFiles([folder]);
  return importLogs(
    files.map((file) => readLog(file, mapping)),
    {
      mapping,
      ...(api && { api }),
      concurrency: 4,
      policy: { patienceMs: Number.POSITIVE_INFINITY, baseMs: 1, capMs: 1 },
    },
  );
}

describe('Given cases scattered over the rows of two files', () => {
  beforeEach(async () => {
    await writeFile(
      join(folder, 'b.csv'),
      rows([
        ['C1', 'Pay'],
        ['C3', 'Receive'],
      ]),
    );
    const first = rows([
      ['C1', 'Receive'],
      ['C2', 'Other'],
      ['C1', 'Other'],
      ['C2', 'Receive'],
      ['C1', 'Match'],
    ]);
    await writeFile(join(folder, 'a.csv.gz'), gzipSync(first));
    await writeFile(join(folder, 'notes.txt'), 'no log');
  });

  it('When imported twice, Then positions count all events of a case, the same again', async () => {
    const cell = await startFakeCell();
    const api = new Api(cell.address, instantTiming());
    const once = await importAll(api);
    const ids = cell.taken.map(({ eventId }) => eventId);
    await importAll(api);
    await cell.close();

    expect([...ids].sort()).toEqual(['C1#000001', 'C1#000003', 'C1#000004', 'C2#000002', 'C3#000001']);
    expect(
      cell.taken
        .slice(ids.length)
        .map(({ eventId }) => eventId)
        .sort(),
    ).toEqual([...ids].sort());
    expect(once).toMatchObject({
      read: 7,
      mapped: 5,
      accepted: 5,
      rejected: 0,
      cases: 3,
      skipped: { Other: 2 },
    });
  });

  it('When it is a dry run, Then all is counted and nothing sent', async () => {
    expect(await importAll(undefined)).toMatchObject({ read: 7, mapped: 5, accepted: 0, cases: 3 });
  });
});

describe('Given a cell that throttles, fails and drops connections at random', () => {
  const events = fc.array(
    fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('Receive', 'Match', 'Pay', 'Other')),
    { maxLength: 80 },
  );
  const troubles = fc.array(fc.constantFrom<Verdict>(202, 429, 503, 'dropped', 'taken-but-dropped'), {
    maxLength: 40,
  });

  it('When a log is imported, Then no event is lost, rejected or out of order', async () => {
    await fc.assert(
      fc.asyncProperty(events, troubles, async (log, plan) => {
        await writeFile(join(folder, 'log.csv'), rows(log));
        const verdicts = [...plan];
        const cell = await startFakeCell({ verdict: () => verdicts.shift() ?? 202 });
        const counts = await importAll(new Api(cell.address, instantTiming()));
        await cell.close();

        const mapped = log.filter(([, activity]) => activity !== 'Other').length;
        const arrived = [...new Set(cell.taken.map(({ eventId }) => eventId))];
        for (const ids of Map.groupBy(arrived, (id) => id[0]).values()) expect(ids).toEqual([...ids].sort());
        expect(arrived).toHaveLength(mapped);
        expect(counts).toMatchObject({ read: log.length, accepted: mapped, rejected: 0 });
      }),
      { numRuns: 30 },
    );
  });
});

describe('Given a cell that refuses one event', () => {
  it('When a log is imported, Then the bad one is explained and the others accepted', async () => {
    await writeFile(
      join(folder, 'log.csv'),
      rows([
        ['A', 'Receive'],
        ['A', 'Match'],
        ['B', 'Receive'],
      ]),
    );
    const cell = await startFakeCell({
      verdict: (events) => (events.some(({ invoiceId }) => invoiceId === 'B') ? 400 : 202),
    });
    const counts = await importAll(new Api(cell.address, instantTiming()));
    await cell.close();
    expect(counts).toMatchObject({
      accepted: 2,
      rejected: 1,
      problems: [{ eventId: 'B#000001', problem: expect.stringContaining('refused with 400') }],
    });
  });
});

describe('Given a log far larger than what may be kept of it', () => {
  it('When it is read, Then memory holds little more than a counter for each case', async () => {
    v8.setFlagsFromString('--expose-gc');
    const gc: () => void = vm.runInNewContext('gc');
    const used = () => {
      gc();
      const { heapUsed, external } = process.memoryUsage();
      return (heapUsed + external) / 1e6;
    };
    const padding = 'x'.repeat(1_500);
    async function* text() {
      yield '<log>';
      for (let piece = 0; piece < 300; piece += 1) {
        const trace = (index: number) =>
          `<trace><string key="concept:name" value="a case with a long name ${piece}-${index}"/>` +
          `<event><string key="concept:name" value="Pay"/><string key="note" value="${padding}"/></event></trace>`;
        yield Buffer.from(Array.from({ length: 40 }, (_, index) => trace(index)).join('')).toString();
      }
      yield '</log>';
    }
    const before = used();
    let growth = Number.NaN;
    const counts = await importLogs([readXes(text(), 'large.xes')], {
      mapping,
      concurrency: 1,
      onProgress: ({ read }) => {
        if (read === 12_000) growth = used() - before;
      },
    });
    expect(counts).toMatchObject({ read: 12_000, cases: 12_000 });
    // The text has 20 MB.
    expect(growth).toBeLessThan(8);
  });
});

describe('Given paths that hold no log', () => {
  it.each([
    ['an empty folder', () => folder, 'NO_LOGS'],
    ['a file of another kind', () => join(folder, 'notes.txt'), 'LOG_UNKNOWN'],
    ['a path that is not there', () => join(folder, 'nothing.xes'), 'ENOENT'],
  ])('When %s is named, Then the error says so', async (_, path, code) => {
    if (code === 'LOG_UNKNOWN') await writeFile(path(), '');
    await expect(logFiles([path()])).rejects.toMatchObject({ code });
  });

  it('When a file is not text in its encoding, Then the error says so', async () => {
    await writeFile(join(folder, 'bad.csv'), Buffer.from('case,activity,time\nMa\xdfe,Pay,x', 'latin1'));
    await expect(importAll(undefined)).rejects.toMatchObject({ code: 'LOG_ENCODING' });
  });

  it('When an XES file declares Latin-1, Then it is read as that', async () => {
    const xes =
      '<?xml version="1.0" encoding="ISO-8859-1"?><log><trace><event><string key="concept:name" value="Ma\xdf"/></event></trace></log>';
    await writeFile(join(folder, 'latin.xes'), Buffer.from(xes, 'latin1'));
    expect((await importAll(undefined)).skipped).toEqual({ Maß: 1 });
  });
});
