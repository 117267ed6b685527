import type { AlertRequest, ListedAlert } from '../../../functions/core/alerts/listed-alert.ts';
import { actAsOperator } from './api.ts';

/** Acknowledges an alert, or declares it over. */
export function actOnAlert(request: AlertRequest): Promise<ListedAlert> {
  return actAsOperator<ListedAlert>('alerts/act', request);
}
