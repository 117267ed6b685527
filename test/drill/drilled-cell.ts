import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CellClient } from '../../bench/cell-client.ts';
import { ConsoleApi } from '../../cli/http/console-api.ts';
import type { CellStatus } from '../../dashboards/console-api.ts';
import { readOperatorKey } from '../../local/operator-key.ts';
import { projectRoot } from '../../local/project-root.ts';
import { type CellHome, cellHome, type RunningCell } from '../cell/cell-process.ts';
import { eventually } from '../cell/eventually.ts';
import { Faults, faultsVariable } from './faults.ts';

/** Longer than any store is away. */
const settledWithinMs = 300_000;

/** Poison that a stage has at work at a time, at most: one event in a hundred, of some hundred a second. */
const poisonAtOnce = 10;

/** The cell under the drill: a process that is killed and comes back on the same port. */
export class DrilledCell {
  readonly home: CellHome;
  readonly faults: Faults;
  #running: RunningCell | undefined;

  /** @param downstream where the cell calls the system downstream */
  constructor(downstream: string) {
    this.home = cellHome([join(projectRoot, 'test', 'drill', 'cell.ts'), '--downstream', downstream]);
    const folder = join(this.home.folder, 'faults');
    this.faults = new Faults(folder);
    // Cells inherit it.
    process.env[faultsVariable] = folder;
  }

  get running(): RunningCell {
    if (!this.#running) throw new Error('the cell is not running');
    return this.#running;
  }

  get isUp(): boolean {
    return this.#running !== undefined;
  }

  /** Where producers send to, also while the cell is dead. */
  get origin(): URL {
    return new URL(`${this.running.api}/`);
  }

  async start(port = '0'): Promise<void> {
    this.#running = await this.home.startReady(['--port', port]);
  }

  /** Kills the cell, does something to what it left, and starts it where it was. */
  async killAndRestart(meanwhile: (dataFolder: string) => Promise<void>): Promise<void> {
    const { port } = this.origin;
    const { running } = this;
    this.#running = undefined;
    await running.kill9();
    await meanwhile(this.home.dataFolder);
    await this.start(port);
  }

  /** Puts the cell's clock ahead of the machine's: what waits for a time need not wait. */
  advance(ms: number): void {
    this.running.send({ advanceMs: ms });
  }

  get console(): ConsoleApi {
    const { api, console } = this.running;
    return new ConsoleApi({ api, console, operatorKey: readOperatorKey(this.home.dataFolder) });
  }

  /** @param since ms since the epoch: freshness leaves out what became visible before */
  status(since?: number): Promise<CellStatus> {
    const query = since === undefined ? [] : [['since', new Date(since).toISOString()]];
    return this.console.read('status', new URLSearchParams(query));
  }

  /** The status once nothing is under way and all but so many events are visible or dead letters. */
  settled(lost: number): Promise<CellStatus> {
    return eventually(
      () => this.status(),
      ({ inFlight, accepted, visible, distinct, deadLettered, discarded }) =>
        inFlight === 0 && visible === distinct && accepted - visible - deadLettered - discarded <= lost,
      { lookAt: 'where in `stages` events are stuck', withinMs: settledWithinMs },
    );
  }

  /**
   * Resolves when a processor has something to do that it cannot do and a kill does not take away: what may
   * not be on disk yet is still with the relay as well, and a few may be poison that is about to leave.
   */
  somethingWaits(): Promise<CellStatus> {
    return eventually(
      () => this.status(),
      ({ stages }) =>
        Object.values(stages).some(
          ({ relaying, queued, processing }) => queued + processing > relaying + poisonAtOnce,
        ),
      { lookAt: 'the load' },
    );
  }

  /**
   * Runs a `bems` command and reads what it prints as JSON.
   * @param expected exit codes that are no failure
   * @throws with its exit code and what it said
   */
  async bems<T>(args: readonly string[], expected: readonly number[] = [0]): Promise<T> {
    const { exitCode, stdout, stderr } = await this.home.bems(...args, '--json');
    if (stdout === '' || !expected.includes(exitCode))
      throw new Error(`bems ${args.join(' ')} ended with ${exitCode}: ${stderr || stdout}`);
    return JSON.parse(stdout);
  }

  /** What the cell said last, on stderr and in its log. */
  lastWords(): string {
    const log = join(this.home.dataFolder, 'cell.log');
    const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20) : [];
    return [this.#running?.said() ?? 'It is not running.', ...lines].join('\n');
  }

  /** A client that reads histories. */
  client(): Promise<CellClient> {
    const { running } = this;
    return CellClient.open({
      ...{ pid: running.pid, api: this.origin, apiKey: running.apiKey },
      console: new URL(running.console),
      stop: () => running.stop(),
    });
  }

  /** Kills whatever runs, and removes its data. */
  remove(): Promise<void> {
    return this.home.remove();
  }
}
