import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { historyOf } from '../../cli/demo/history.ts';
import { readKeptHistory } from '../../cli/demo/kept-history.ts';
import type { CellStatus } from '../../dashboards/console-api.ts';
import { projectRoot } from '../../local/project-root.ts';
import { eventually } from './eventually.ts';

const launcher = join(projectRoot, 'scripts', 'bems.mjs');
const isWindows = process.platform === 'win32';

let folder: string;
let launched: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bems-up-'));
  launched = [];
});
afterEach(() => {
  for (const child of launched) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** Starts a cell as a user does, through the launcher; what it says is read as it comes. */
function up(...args: string[]) {
  const dataDir = join(folder, 'data');
  const child = spawn(process.execPath, [launcher, 'up', '--port', '0', '--data-dir', dataDir, ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  launched.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said, exitCode };
}

const wait = { lookAt: 'what the command says', withinMs: 120_000 };
async function statusOf(said: string): Promise<CellStatus> {
  return (await fetch(`${JSON.parse(said).console}api/status`)).json();
}

function answers(address: string) {
  return fetch(address).then(
    () => true,
    () => false,
  );
}

describe('Given a cell that was started with the command', () => {
  it.skipIf(isWindows)(
    'When its curl line is pasted and Ctrl-C pressed, Then it took the event and ends',
    async () => {
      const { child, said, exitCode } = up('--no-demo');
      await eventually(
        async () => said,
        ({ out }) => out.includes('curl '),
        wait,
      );
      const curl = said.out.trimEnd().split('\n').at(-1) ?? '';
      const { stdout } = await promisify(execFile)('sh', ['-c', `${curl} --silent --show-error`]);
      expect(stdout).toContain('"accepted":1');

      child.kill('SIGINT');
      expect(await exitCode).toBe(0);
      expect(said.err).toContain('Stopping:');
      expect(said.err).toContain(`Everything accepted is kept in ${join(folder, 'data')}.`);
    },
    180_000,
  );

  it.skipIf(isWindows)(
    'When the launcher is killed, Then its folder and key are free for the next',
    async () => {
      const first = up('--no-demo', '--json');
      await eventually(
        async () => first.said,
        ({ out }) => out.includes('\n'),
        wait,
      );
      const { api, apiKey, operatorKey } = JSON.parse(first.said.out);
      const asOperator = (key: string) =>
        fetch(`${api}/console/api/operator`, { headers: { 'x-operator-key': key } });
      expect((await asOperator(operatorKey)).status).toBe(200);
      expect((await asOperator(apiKey)).status).toBe(403);
      first.child.kill('SIGKILL');
      await eventually(
        () => answers(`${api}/openapi.json`),
        (answered) => !answered,
        wait,
      );
      const second = up('--no-demo', '--json');
      await eventually(
        async () => second.said,
        ({ out, err }) => out.includes('\n') || err !== '',
        wait,
      );
      expect(second.said.err).toBe('');
      expect(JSON.parse(second.said.out).operatorKey).toBe(operatorKey);
      second.child.kill('SIGTERM');
      expect(await second.exitCode).toBe(0);
    },
    180_000,
  );

  it('When it is killed while it feeds itself, Then the next one completes the history', async () => {
    const args = ['--json', '--history', '4000'];
    const first = up(...args);
    await eventually(
      async () => first.said,
      ({ out }) => out.includes('\n'),
      wait,
    );
    await eventually(
      async () => statusOf(first.said.out),
      ({ visible }) => visible > 300,
      wait,
    );
    process.kill(JSON.parse(first.said.out).pid, 'SIGKILL');
    await first.exitCode;

    const { child, said, exitCode } = up(...args);
    const kept = await eventually(
      async () => readKeptHistory(join(folder, 'data')),
      (history) => history !== undefined && history.sent >= history.total,
      wait,
    );
    const ids = historyOf(kept ?? { seed: 0, events: 0, asOf: '' })
      .take(kept?.total ?? 0)
      .map(({ event }) => event.eventId);
    const status = await eventually(
      async () => statusOf(said.out),
      ({ inFlight, accepted }) => inFlight === 0 && accepted > 0,
      wait,
    );
    expect(status.distinct).toBeGreaterThanOrEqual(new Set(ids).size);
    expect(status.accepted).toBe(status.visible);
    expect(status.deadLettered).toBe(0);
    expect(said.out.trimEnd().split('\n')).toHaveLength(1);
    child.kill('SIGTERM');
    expect(await exitCode).toBe(isWindows ? null : 0);
  }, 180_000);
});

describe('Given the command without anything to do', () => {
  it.each([[[]], [['cells']]])(
    'When it is called as bems %j, Then it shows its help and nothing else',
    async (args) => {
      const child = spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      launched.push(child);
      const said = child.stderr.setEncoding('utf8').toArray();
      expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
      const help = (await said).join('');
      expect(help).toMatch(/^Usage: bems/);
      expect(help).not.toContain('outputHelp');
    },
  );
});
