import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCell, findConsole } from '../../../cli/cells/find-cell.ts';
import { type CellEntry, register, runningCells } from '../../../cli/cells/registry.ts';
import { startFailure } from '../../../cli/commands/up.ts';
import { loadOperatorKey } from '../../../local/operator-key.ts';
import { startFakeCell } from './fake-cell.ts';

let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'registry-test-')), 'cells');
  dataDir = mkdtempSync(join(tmpdir(), 'registry-data-'));
});
afterEach(() => {
  rmSync(join(folder, '..'), { recursive: true });
  rmSync(dataDir, { recursive: true });
});

function entry(changes: Partial<CellEntry> = {}): CellEntry {
  return {
    pid: process.pid,
    api: 'http://127.0.0.1:1',
    apiKey: 'secret',
    console: 'http://127.0.0.1:1/console/',
    dataDir,
    project: '/projects/one',
    startedAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
}

describe('Given a cell that registers', () => {
  it('When it runs, Then it is listed, and only its user can read the entry', () => {
    register(entry(), folder);
    expect(runningCells(folder)).toEqual([entry()]);
    expect(JSON.parse(readFileSync(join(dataDir, 'cell.json'), 'utf8'))).toEqual(entry());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const file of [join(folder, `${process.pid}.json`), join(dataDir, 'cell.json')]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });

  it('When it ends, Then nothing of it is left', () => {
    register(entry(), folder)();
    expect(runningCells(folder)).toEqual([]);
    expect(existsSync(join(dataDir, 'cell.json'))).toBe(false);
  });

  it('When one of another project is newer, Then the project’s own comes first', () => {
    const other = entry({ project: '/projects/two', startedAt: '2026-02-01T00:00:00.000Z' });
    register(entry(), folder);
    // Another process that is alive: whoever runs this one.
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ ...other, pid: process.ppid }));
    const projects = (own: string) => runningCells(folder, own).map(({ project }) => project);
    expect(projects('/projects/one')).toEqual(['/projects/one', '/projects/two']);
    expect(projects('/projects/three')).toEqual(['/projects/two', '/projects/one']);
  });

  it('When others were killed or left rubbish, Then they are ignored and cleared away', () => {
    register(entry(), folder);
    // No process has this id: it is above what any supported system gives out.
    writeFileSync(join(folder, 'dead.json'), JSON.stringify(entry({ pid: 2 ** 30 })));
    writeFileSync(join(folder, 'rubbish.json'), '{');
    expect(runningCells(folder)).toEqual([entry()]);
    expect(existsSync(join(folder, 'dead.json'))).toBe(false);
  });

  it('When others could write into the folder, Then it is not trusted', () => {
    register(entry(), folder);
    chmodSync(folder, 0o777);
    expect(runningCells(folder)).toEqual([]);
    expect(() => register(entry(), folder)).toThrow('only this user');
  });
});

describe('Given several cells', () => {
  it('When none is named, Then the newest that answers is found', async () => {
    const cell = await startFakeCell();
    const gone = entry({ startedAt: '2026-01-02T00:00:00.000Z' });
    const alive = entry({ ...cell.address, apiKey: 'its key' });
    expect(await findCell({}, [gone, alive])).toEqual({ ...cell.address, apiKey: 'its key' });
    await cell.close();
  });

  it('When one is named, Then its key is known if it runs here, else must be given', async () => {
    expect(await findCell({ api: 'http://127.0.0.1:1/' }, [entry()])).toMatchObject({ apiKey: 'secret' });
    expect(await findCell({ api: 'https://a.example/prod', apiKey: 'k' }, [])).toEqual({
      api: 'https://a.example/prod',
      apiKey: 'k',
      console: 'https://a.example/prod/console/',
    });
    await expect(findCell({ api: 'nonsense' }, [])).rejects.toMatchObject({ code: 'BAD_ADDRESS' });
  });

  it('When one is named without a key, Then the error says if it answers or needs one', async () => {
    const cell = await startFakeCell();
    const { api } = cell.address;
    await expect(findCell({ api }, [])).rejects.toMatchObject({ code: 'NO_API_KEY', exitCode: 3 });
    await cell.close();
    await expect(findCell({ api }, [])).rejects.toMatchObject({ code: 'CELL_UNREACHABLE', exitCode: 3 });
  });

  it.each(['http://localhost:8787', 'http://[::1]:8787/', 'http://127.0.0.1:8787'])(
    'When one is named as %s, Then it is the one that registered as 127.0.0.1',
    async (api) => {
      const here = entry({ api: 'http://127.0.0.1:8787', console: 'http://127.0.0.1:8787/console/' });
      expect(await findCell({ api }, [entry(), here])).toEqual({
        api: 'http://127.0.0.1:8787',
        apiKey: 'secret',
        console: 'http://127.0.0.1:8787/console/',
      });
    },
  );

  it('When another port of this machine is named, Then no other cell’s key is used', async () => {
    const cell = await startFakeCell();
    const port = new URL(cell.address.api).port;
    const named = findCell({ api: `http://localhost:${port}` }, [entry({ api: 'http://127.0.0.1:1' })]);
    await expect(named).rejects.toMatchObject({ code: 'NO_API_KEY' });
    await cell.close();
  });

  it('When none runs, Then it says how to start one', async () => {
    await expect(findCell({}, [])).rejects.toMatchObject({ code: 'NO_CELL', exitCode: 3 });
  });
});

describe('Given the console of a cell', () => {
  const address = { api: 'http://127.0.0.1:1', console: 'http://127.0.0.1:1/console/' };

  it('When it runs here, Then its operator key comes from its data folder', async () => {
    const operatorKey = loadOperatorKey(dataDir);
    expect(await findConsole({ api: address.api }, [entry()])).toEqual({ ...address, operatorKey });
  });

  it('When a key is given, Then it is taken before that of the data folder', async () => {
    loadOperatorKey(dataDir);
    const found = await findConsole({ api: address.api, operatorKey: 'mine' }, [entry()]);
    expect(found.operatorKey).toBe('mine');
  });

  it('When its key is nowhere, Then it can be read without one', async () => {
    expect(await findConsole({ api: address.api }, [entry()])).toEqual({
      ...address,
      operatorKey: undefined,
    });
    expect(await findConsole({ api: address.api }, [])).toMatchObject({ operatorKey: undefined });
  });
});

describe('Given a data folder that is in use', () => {
  const inUse = Object.assign(new Error('in use'), { code: 'DATA_FOLDER_IN_USE' });

  it('When the cell in it is known, Then the error names it', () => {
    register(entry({ api: 'http://127.0.0.1:8790' }), folder);
    expect(startFailure(inUse, { port: 0, dataDir })).toMatchObject({
      message: `The data folder ${dataDir} is in use, by the cell at http://127.0.0.1:8790 (process ${process.pid}).`,
      exitCode: 5,
    });
  });

  it('When the cell said nothing of itself, or is gone, Then only the folder is named', () => {
    const only = `The data folder ${dataDir} is in use.`;
    expect(startFailure(inUse, { port: 0, dataDir })).toMatchObject({ message: only });
    register(entry({ pid: 2 ** 30 }), folder);
    expect(startFailure(inUse, { port: 0, dataDir })).toMatchObject({ message: only });
  });
});
