import {
  type AlertRouting,
  escalate,
  type RoutedAlerts,
  takeAlarms,
} from '../../operations/alerts/route-alerts.ts';
import { alarmChangesOf, isNotification } from '../core/alerts/alarm-change.ts';
import { BemsError } from '../core/errors.ts';

/**
 * `AlertRouter`: turns alarms into alerts, and tells people of them step by step. It is called with a
 * notification of SNS for each change of an alarm, and by a schedule with anything else.
 */
export function create(ports: AlertRouting): (event: unknown) => Promise<RoutedAlerts> {
  return async (event) => {
    const routed = isNotification(event)
      ? await takeAlarms(ports, alarmChangesOf(event))
      : await escalate(ports);
    if (routed.failed === 0) return routed;
    // What is due stays due; the failed run makes the alarm ring that does not come this way.
    throw new BemsError('ALERT_NOT_ANNOUNCED', `${routed.failed} announcements could not be made.`, {
      nextStep: 'The log names targets and reasons. The next run, a minute later, tries again.',
      failureClass: 'transient',
    });
  };
}
