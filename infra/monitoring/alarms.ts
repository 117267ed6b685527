import type { Cell } from '../cells/cell.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { alertAlarms } from './alarms/alert-alarms.ts';
import { apiAlarms } from './alarms/api-alarms.ts';
import { functionAlarms } from './alarms/function-alarms.ts';
import { pathAlarms } from './alarms/path-alarms.ts';
import { stageAlarms } from './alarms/stage-alarms.ts';
import { storeAlarms } from './alarms/store-alarms.ts';

/** Every alarm of a cell. */
export const alarmsOf = (cell: Cell): readonly AlarmDefinition[] => [
  ...apiAlarms(cell),
  ...pathAlarms(cell),
  ...functionAlarms(cell),
  ...stageAlarms(cell),
  ...storeAlarms(cell),
  ...alertAlarms(cell),
];
