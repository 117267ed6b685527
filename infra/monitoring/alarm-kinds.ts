import type { AlarmKind } from '../metrics/alarm-kind.ts';
import { everyStoreKind } from '../stores/kinds.ts';
import { alertKinds } from './alerts/kinds.ts';
import { anomalyKinds } from './anomalies/kinds.ts';
import { apiKinds } from './api/kinds.ts';
import { functionKinds } from './functions/kinds.ts';
import { deadLetterKinds } from './path/dead-letter-kinds.ts';
import { pathKinds } from './path/kinds.ts';
import { reconciliationKinds } from './reconciliation/kinds.ts';
import { stageKinds } from './stages/kinds.ts';

/** Every kind of alarm that a cell may have, by its part of the alarms' names. */
export const alarmKinds: Readonly<Record<string, AlarmKind>> = {
  ...apiKinds,
  ...pathKinds,
  ...deadLetterKinds,
  ...functionKinds,
  ...stageKinds,
  ...everyStoreKind,
  ...reconciliationKinds,
  ...alertKinds,
  ...anomalyKinds,
};
