import { type Cell, hasFewAlarms } from '../cells/cell.ts';
import { smallAlarmsOf } from '../cells/small-alarms.ts';
import { type AlarmDefinition, partOfName } from '../metrics/alarm-definition.ts';
import { archiveAlarms } from '../stores/archive/alarms.ts';
import { ledgerAlarms } from '../stores/ledger/alarms.ts';
import { operationsAlarms } from '../stores/operations/alarms.ts';
import { timeSeriesStoreOf } from '../stores/time-series.ts';
import { alertAlarms } from './alerts/alarms.ts';
import { anomalyAlarms } from './anomalies/alarms.ts';
import { apiAlarms } from './api/alarms.ts';
import { functionAlarms } from './functions/alarms.ts';
import { pathAlarms } from './path/alarms.ts';
import { reconciliationAlarms } from './reconciliation/alarms.ts';
import { stageAlarms } from './stages/alarms.ts';

/** Every alarm of a cell. A small one has a few of them. */
export function alarmsOf(cell: Cell): readonly AlarmDefinition[] {
  if (!hasFewAlarms(cell)) return allAlarmsOf(cell);
  const few = new Set(smallAlarmsOf(cell));
  return allAlarmsOf(cell).filter((alarm) => few.has(partOfName(alarm)));
}

function allAlarmsOf(cell: Cell): readonly AlarmDefinition[] {
  return [
    ...apiAlarms(cell),
    ...pathAlarms(cell),
    ...functionAlarms(cell),
    ...stageAlarms(cell),
    ...ledgerAlarms(cell),
    ...operationsAlarms(cell),
    ...timeSeriesStoreOf(cell).alarms(cell),
    ...archiveAlarms(cell),
    ...reconciliationAlarms(cell),
    ...alertAlarms(cell),
    ...anomalyAlarms(cell),
  ];
}
