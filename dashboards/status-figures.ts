import { stages } from '../schemas/stages.ts';
import type { CellStatus } from './console-api.ts';

/**
 * The figures of a cell's status by name, so that a panel can name its source as data.
 * `null` means there is nothing to measure yet.
 */
export const cellFigures = {
  accepted: (status) => status.accepted,
  visible: (status) => status.visible,
  distinct: (status) => status.distinct,
  duplicates: (status) => status.duplicates,
  inFlight: (status) => status.inFlight,
  deadLettered: (status) => status.deadLettered,
  callsWaiting: (status) => status.callsWaiting,
  stuckInvoices: ({ stuckInvoices }) =>
    stuckInvoices && stages.reduce((sum, stage) => sum + stuckInvoices[stage], 0),
  freshnessAge: (status) => status.freshness.ageMs,
  freshnessP50: (status) => status.freshness.p50Ms,
  freshnessP95: (status) => status.freshness.p95Ms,
  freshnessP99: (status) => status.freshness.p99Ms,
  freshnessMax: (status) => status.freshness.maxMs,
} as const satisfies Record<string, (status: CellStatus) => number | null>;

export type CellFigure = keyof typeof cellFigures;
