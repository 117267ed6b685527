import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../local/project-root.ts';

/** What a cell says of itself when it is ready. */
export interface CellAddress {
  readonly api: string;
  readonly apiKey: string;
  readonly console: string;
  readonly pid: number;
}

/** A cell that was told to start; it need not be ready yet. */
export interface StartedCell {
  /** Resolves when the cell is ready; rejects with what it wrote to stderr when it ends before. */
  readonly ready: Promise<CellAddress>;
  /** Tells the process something, if it listens. */
  send(message: object): void;
  /** The end of what it wrote to stderr, and its exit code once it has ended. */
  said(): string;
  /** SIGKILL: the process gets no chance to do anything. Resolves when it is gone. */
  kill9(): Promise<void>;
  /**
   * Ctrl-C. Resolves when the cell has ended. @throws when it ended with another exit code than 0
   */
  stop(): Promise<void>;
}

export type RunningCell = StartedCell & CellAddress;

/** What a `bems` command did. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A folder on which cells run one after the other, each a process of its own; other cells and users
 * do not see them.
 */
export interface CellHome {
  readonly dataFolder: string;
  /** Folder for a test's own files. */
  readonly folder: string;
  /** @param more arguments besides the usual ones */
  start(more?: readonly string[]): StartedCell;
  startReady(more?: readonly string[]): Promise<RunningCell>;
  /** Runs the `bems` command, which finds the home's cell by itself. */
  bems(...args: string[]): Promise<CommandResult>;
  /** Kills whatever still runs and removes the folder. */
  remove(): Promise<void>;
}

/**
 * The first start on a machine synthesizes the cell and builds the console; two cores may be busy
 * besides.
 */
const readyWithinMs = 120_000;
/** Characters of stderr in the message of a failure. */
const shownOutput = 4_000;

const bems = join(projectRoot, 'cli', 'main.ts');
const bemsUp = [bems, 'up', '--no-demo', '--json', '--port', '0'];

/**
 * Makes a home in the temporary folder.
 * @param up starts a cell on the folder `--data-dir`: a script with its arguments
 */
export function cellHome(up: readonly string[] = bemsUp): CellHome {
  const folder = mkdtempSync(join(tmpdir(), 'bems-cell-'));
  const dataFolder = join(folder, 'data');
  const running = new Set<StartedCell>();

  const home: CellHome = {
    folder,
    dataFolder,
    start(more = []) {
      const child = run(folder, [...up, '--data-dir', dataFolder, ...more]);
      const cell = startedCell(child);
      running.add(cell);
      child.once('exit', () => running.delete(cell));
      return cell;
    },
    async startReady(more) {
      const cell = home.start(more);
      return { ...cell, ...(await cell.ready) };
    },
    async bems(...args) {
      const child = run(folder, [bems, ...args]);
      const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
      const exitCode = await exitOf(child);
      return { exitCode, stdout: stdout(), stderr: stderr() };
    },
    async remove() {
      await Promise.all([...running].map((cell) => cell.kill9()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return home;
}

/**
 * Runs a command itself, without the launcher before it, so that a signal hits the cell and
 * nothing else. The channel ends it should the tests be killed. Its temporary folder is the home:
 * running cells are listed there.
 */
function run(folder: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: projectRoot,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

function startedCell(child: ChildProcess): StartedCell {
  const stderr = textOf(child.stderr);
  const said = () => stderr().slice(-shownOutput);
  const ended = exitOf(child);
  let end = '';
  void ended.then((code) => {
    end = `\nIt ended with exit code ${code}.`;
  });
  const ready = addressFrom(child, said);
  // A cell that is killed while it starts is not ready and nobody may be waiting for it.
  ready.catch(() => {});
  return {
    ready,
    send: (message) => child.send(message),
    said: () => said() + end,
    async kill9() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGINT');
      const exitCode = await ended;
      if (exitCode !== 0) throw new Error(`The cell ended with exit code ${exitCode}. It said:\n${said()}`);
    },
  };
}

function addressFrom(child: ChildProcess, said: () => string): Promise<CellAddress> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The cell ${why}. It said:\n${said()}`));
    const late = setTimeout(() => fail(`was not ready in ${readyWithinMs / 1000} s`), readyWithinMs);
    child.once('close', (code, signal) => {
      clearTimeout(late);
      fail(`ended (${signal ?? code}) before it was ready`);
    });
    if (!child.stdout) return fail('has no output');
    createInterface(child.stdout).once('line', (line) => {
      clearTimeout(late);
      resolve(JSON.parse(line));
    });
  });
}

/** Reads a stream as it comes. @returns what it said so far */
function textOf(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

/**
 * The exit code, or 128 and the like for a signal as a shell has it; once all output has arrived.
 */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? (signal ? 128 : 1))));
}
