import type { Minute } from './minutes.ts';

/** A minute as a soak reports it. Rates are events per second. */
export interface Row {
  /** From 1; what the drain after the load took is a row of its own. */
  readonly minute: number;
  readonly phase: Minute['phase'];
  readonly seconds: number;
  readonly acceptedPerSecond: number;
  readonly visiblePerSecond: number;
  /** Events sent and not acknowledged; and due when no connection was free. */
  readonly refused: number;
  readonly unsent: number;
  readonly lagMaxSeconds: number;
  readonly visibilityP50Ms: number;
  readonly visibilityP99Ms: number;
  readonly memoryMB: number;
  /** Undefined when nothing was accepted. */
  readonly cpuMsPerEvent: number | undefined;
}

export function rowOf(number: number, minute: Minute): Row {
  const { phase, seconds, accepted, visible, refused, unsent, lagMaxSeconds, visibilityMs } = minute;
  return {
    minute: number,
    phase,
    seconds,
    acceptedPerSecond: accepted / seconds,
    visiblePerSecond: visible / seconds,
    refused,
    unsent,
    lagMaxSeconds,
    visibilityP50Ms: visibilityMs.p50,
    visibilityP99Ms: visibilityMs.p99,
    memoryMB: minute.memoryMB,
    cpuMsPerEvent: accepted === 0 ? undefined : (minute.cpuSeconds * 1000) / accepted,
  };
}

/** The columns of the table: heading, and what a row shows. */
const columns: readonly (readonly [heading: string, cell: (row: Row) => string])[] = [
  ['minute', ({ phase, minute }) => (phase === 'load' ? String(minute) : phase)],
  ['accepted/s', ({ acceptedPerSecond }) => acceptedPerSecond.toFixed(0)],
  ['visible/s', ({ visiblePerSecond }) => visiblePerSecond.toFixed(0)],
  ['refused', ({ refused }) => String(refused)],
  ['unsent', ({ unsent }) => String(unsent)],
  ['lag max s', ({ lagMaxSeconds }) => lagMaxSeconds.toFixed(1)],
  ['visible p50 ms', ({ visibilityP50Ms }) => visibilityP50Ms.toFixed(0)],
  ['p99 ms', ({ visibilityP99Ms }) => visibilityP99Ms.toFixed(0)],
  ['RSS MB', ({ memoryMB }) => memoryMB.toFixed(0)],
  ['CPU ms/event', ({ cpuMsPerEvent }) => cpuMsPerEvent?.toFixed(3) ?? ''],
];

/** The table's heading. */
export const tableHead = columns.map(([heading]) => heading).join('  ');

/** A row of the table, without the end of its line. */
export function tableLine(row: Row): string {
  return columns.map(([heading, cell]) => cell(row).padStart(heading.length)).join('  ');
}
