import type { ListedAlert } from '../../../functions/core/alerts/listed-alert.ts';
import { fetchStandingAlerts } from './api.ts';
import { usePolled } from './use-polled.ts';

/** Alerts change when an alarm does, once a minute at most, or when somebody acts. */
export const alertPollMs = 5_000;

/** How many alerts nobody has acknowledged; undefined until it is known. */
export function useWaitingAlerts(): number | undefined {
  const { data } = usePolled(fetchStandingAlerts, alertPollMs);
  return data && waitingAmong(data.alerts).length;
}

/** Those that nobody has acknowledged and that are not over. */
export function waitingAmong(alerts: readonly ListedAlert[]): readonly ListedAlert[] {
  return alerts.filter(({ state }) => state === 'open');
}
