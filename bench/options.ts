import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Shape } from './load.ts';

/** Options that cannot be used as they are; the message says why. */
export class OptionError extends Error {}

/** How to load a cell. */
export interface Settings extends Shape {
  readonly seconds: number;
  /** Load that is not measured: the servers' engines compile what is hot while it runs. */
  readonly warmUpSeconds: number;
}

export interface Options extends Settings {
  readonly runs: number;
  readonly json: boolean;
  readonly help: boolean;
}

/** Connections of a closed loop, and how many an open loop may open while the server is slow. */
export const closedLoopConnections = 96;
const openLoopConnections = 4096;
/** What the API takes in one request. */
const maxBatch = 10;

export const optionsUsage = `  --warm-up <time>    load before that, so that what is measured is what is sustained (15s)
  --rate <n>          events per second, sent when they are due whether or not earlier ones were answered
  --connections <n>   keep-alive connections: ${closedLoopConnections}, each with one request under way;
                      with a rate, at most ${openLoopConnections}, opened when needed
  --batch <n>         events per request, 1 to ${maxBatch} (1)
  --json              JSON instead of a table
A time is 30s, 5m, 1h, or a number of seconds.
`;

const shared = {
  duration: { type: 'string' },
  'warm-up': { type: 'string' },
  connections: { type: 'string' },
  rate: { type: 'string' },
  batch: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

/**
 * The options of `npm run bench`.
 * @throws {OptionError}
 */
export function benchOptions(args: readonly string[]): Options {
  const { runs = '1', ...values } = parse(args, { ...shared, runs: { type: 'string' } });
  return { ...optionsOf({ duration: '30s', ...values }), runs: whole('runs', runs) };
}

/**
 * The options of `npm run soak`.
 * @throws {OptionError}
 */
export function soakOptions(args: readonly string[]): Omit<Options, 'runs'> {
  return optionsOf({ duration: '1h', rate: '3000', ...parse(args, shared) });
}

interface Values {
  readonly duration: string;
  readonly 'warm-up'?: string;
  readonly rate?: string;
  readonly connections?: string;
  readonly batch?: string;
  readonly json?: boolean;
  readonly help?: boolean;
}

function optionsOf(values: Values): Omit<Options, 'runs'> {
  const { rate, batch = '1', json = false, help = false } = values;
  const connections = rate === undefined ? closedLoopConnections : openLoopConnections;
  return {
    seconds: duration('duration', values.duration),
    warmUpSeconds: duration('warm-up', values['warm-up'] ?? '15s'),
    rate: rate === undefined ? undefined : positive('rate', rate),
    connections: whole('connections', values.connections ?? String(connections)),
    batch: whole('batch', batch, maxBatch),
    json,
    help,
  };
}

function parse<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

const unitSeconds = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

/** Seconds. */
function duration(name: string, text: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? [];
  const seconds = Number(amount) * (unitSeconds.get(unit) ?? 0);
  if (seconds > 0) return seconds;
  throw new OptionError(`--${name} is "${text}". Give a time above 0, such as 30s, 5m or 1h.`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new OptionError(`--${name} is "${text}". Give a number above 0.`);
}

function whole(name: string, text: string, max = 100_000): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new OptionError(`--${name} is "${text}". Give a whole number from 1 to ${max}.`);
}
