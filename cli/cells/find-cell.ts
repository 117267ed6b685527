import { connect } from 'node:net';
import { readOperatorKey } from '../../local/operator-key.ts';
import { CliError, exitCodes } from '../errors.ts';
import type { CellAddress } from '../http/api.ts';
import type { ConsoleAddress } from '../http/console-api.ts';
import { unreachable } from '../http/requests.ts';
import { type CellEntry, runningCells } from './registry.ts';

/** The cell that the user asked for. */
export interface CellChoice {
  readonly api?: string;
  readonly apiKey?: string;
}

/** The cell that an operator asked for. */
export interface ConsoleChoice extends Pick<CellChoice, 'api'> {
  readonly operatorKey?: string;
}

/**
 * The cell that a command talks to: the one named by `--api` (or BEMS_API), else the newest started
 * from this project, else the newest on this machine. A named cell that runs here needs no API key:
 * its registry entry has it.
 * @throws {CliError} NO_CELL, BAD_ADDRESS, NO_API_KEY, or CELL_UNREACHABLE when no key is known and
 * nothing answers
 */
export async function findCell(choice: CellChoice, cells = runningCells()): Promise<CellAddress> {
  const { api, console, entry } = await locate(choice.api, cells);
  const apiKey = choice.apiKey ?? entry?.apiKey;
  if (apiKey) return { api, apiKey, console };
  // A key would not help if nothing answers.
  if (!(await answers(api))) throw unreachable(api, 'it takes no connections');
  throw new CliError(
    'NO_API_KEY',
    `There is no API key for ${api}.`,
    'Give it with --api-key or in BEMS_API_KEY.',
    exitCodes.unreachable,
  );
}

/**
 * The console of the same cell. The operator's key of one that runs here is found in its data
 * folder, if this user may read it.
 * @throws {CliError} NO_CELL, BAD_ADDRESS
 */
export async function findConsole(choice: ConsoleChoice, cells = runningCells()): Promise<ConsoleAddress> {
  const { api, console, entry } = await locate(choice.api, cells);
  return { api, console, operatorKey: choice.operatorKey ?? (entry && readOperatorKey(entry.dataDir)) };
}

interface Located {
  readonly api: string;
  readonly console: string;
  /** Of a cell that runs on this machine. */
  readonly entry?: CellEntry | undefined;
}

async function locate(named: string | undefined, cells: readonly CellEntry[]): Promise<Located> {
  if (named) return namedCell(named.replace(/\/+$/, ''), cells);
  for (const entry of cells) {
    // A process id may have been reused; a port that accepts connections settles it.
    if (await answers(entry.api)) return { api: entry.api, console: entry.console, entry };
  }
  throw new CliError(
    'NO_CELL',
    'No running cell was found on this machine.',
    'Start one with `bems up` (or `npm start`), or name one with --api and --api-key.',
    exitCodes.unreachable,
  );
}

function namedCell(api: string, cells: readonly CellEntry[]): Located {
  if (!URL.canParse(api)) {
    throw new CliError(
      'BAD_ADDRESS',
      `"${api}" is not an address.`,
      'Give --api like http://127.0.0.1:8787',
      exitCodes.usage,
    );
  }
  const entry = cells.find((cell) => isSame(cell.api, api));
  return { api: entry?.api ?? api, console: entry?.console ?? `${api}/console/`, entry };
}

/** Whether two addresses lead to the same place; this machine has several names. */
function isSame(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(address: string): string {
  const url = new URL(address);
  if (thisMachine.has(url.hostname)) url.hostname = 'localhost';
  return url.href.replace(/\/+$/, '');
}

const thisMachine: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether something accepts connections at the address within a second. */
function answers(address: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(address);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
