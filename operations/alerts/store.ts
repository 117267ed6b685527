import { alertsCollection } from '../../functions/core/alerts/groups.ts';
import { BemsError } from '../../functions/core/errors.ts';
import type { Records } from '../../functions/core/ports.ts';
import { everyRecord } from '../record-pages.ts';
import { type Alert, newAlert } from './alert.ts';

/** Others change an alert at the same moment; each attempt means that one of them was done. */
const maxAttempts = 20;

/** Every alert, whatever its state. */
export async function listAlerts(records: Pick<Records, 'list'>): Promise<readonly Alert[]> {
  const alerts: Alert[] = [];
  for await (const { value } of everyRecord(records, alertsCollection)) alerts.push(stored(value));
  return alerts;
}

export async function readAlert(records: Pick<Records, 'read'>, id: string): Promise<Alert | undefined> {
  const record = await records.read(alertsCollection, id);
  return record && stored(record.value);
}

/**
 * Changes an alert as it stands, however many others do the same; one that is not known yet is new.
 * Nothing is written when the change makes no difference.
 * @param change may be called several times; `undefined` leaves the alert as it is
 * @returns the alert as it is now
 */
export async function changeAlert(
  records: Pick<Records, 'read' | 'create' | 'replace'>,
  id: string,
  change: (alert: Alert) => Alert | undefined,
): Promise<Alert> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const record = await records.read(alertsCollection, id);
    const before = record ? stored(record.value) : newAlert(id);
    const after = change(before);
    if (after === undefined || JSON.stringify(after) === JSON.stringify(before)) return before;
    const done = record
      ? await records.replace(alertsCollection, id, after, record.revision)
      : await records.create(alertsCollection, id, after);
    if (done) return after;
  }
  throw new BemsError('ALERT_CONTENDED', `The alert ${id} is changed by too many at once.`, {
    nextStep: 'Try again.',
    failureClass: 'transient',
  });
}

/** Only this file writes to the collection. */
function stored(value: unknown): Alert {
  return value as Alert;
}
