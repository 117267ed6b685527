import type { AlarmKind } from './kinds/alarm-kind.ts';
import { apiKinds } from './kinds/api-kinds.ts';
import { deadLetterKinds } from './kinds/dead-letter-kinds.ts';
import { functionKinds } from './kinds/function-kinds.ts';
import { pathKinds } from './kinds/path-kinds.ts';
import { stageKinds } from './kinds/stage-kinds.ts';
import { storeKinds } from './kinds/store-kinds.ts';

/** Every kind of alarm a cell has. The name is part of the alarms' names. */
export const alarmKinds = {
  ...apiKinds,
  ...pathKinds,
  ...deadLetterKinds,
  ...functionKinds,
  ...stageKinds,
  ...storeKinds,
} as const satisfies Readonly<Record<string, AlarmKind>>;

export type AlarmKindName = keyof typeof alarmKinds;

/** Every kind with its name, in the type that all have in common. */
export const alarmKindEntries: readonly (readonly [AlarmKindName, AlarmKind])[] = Object.entries(
  alarmKinds,
).flatMap(([name, kind]) => (isKindName(name) ? [[name, kind] as const] : []));

function isKindName(name: string): name is AlarmKindName {
  return Object.hasOwn(alarmKinds, name);
}
