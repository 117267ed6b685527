import { stages } from '../../schemas/stages.ts';
import type { Cell } from '../cells/cell.ts';

/** What of a cell costs money whether events come or not, or decides how much logs and traces they make. */
export interface Inventory {
  readonly keys: number;
  readonly webAcls: number;
  readonly webAclRules: number;
  readonly alarms: number;
  readonly anomalyAlarms: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  /** Custom metrics, dimensions counted apart. */
  readonly metrics: number;
  /** Calls of functions on a schedule, a month of 30 days. */
  readonly scheduledCalls: number;
}

const minutesPerMonth = 60 * 24 * 30;

/** Counted by hand from the stacks; a test compares it with what is synthesized. */
export const inventoryOf = ({ partitions }: Cell): Inventory => ({
  keys: 3,
  webAcls: 1,
  webAclRules: 6,
  alarms: 7 * partitions.length + 25,
  anomalyAlarms: stages.length,
  compositeAlarms: 1,
  dashboards: 2 + stages.length,
  metrics: 60,
  scheduledCalls: minutesPerMonth,
});
