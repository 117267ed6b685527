import type { Panel } from '../../dashboards/pages/dashboard.ts';

/** Panels of the console that QuickSight does not have, and why. */
const reasons: Readonly<Partial<Record<Panel['kind'], string>>> = {
  usual: 'what is usual by this time of the day is compared there',
  freshness: 'it is measured on the way of each event, and no store of figures has it',
  health: 'queues and alarms are in CloudWatch',
  forecast: 'its simulation runs there; here is a forecast of QuickSight',
  volumes: 'it is forecast there, from the counts of all events by the hour',
};

/** Why a panel is not in QuickSight; undefined if it is. */
export function whyLeftOut({ kind }: Panel): string | undefined {
  return reasons[kind];
}
