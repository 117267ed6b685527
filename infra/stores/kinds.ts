import type { AlarmKind } from '../metrics/alarm-kind.ts';
import { archiveKinds } from './archive/kinds.ts';
import { ledgerKinds } from './ledger/kinds.ts';
import { operationsKinds } from './operations/kinds.ts';
import { timeSeriesData } from './time-series-data.ts';

/** The kinds of alarms of every store there is, whichever of them a cell has. */
export const everyStoreKind: Readonly<Record<string, AlarmKind>> = Object.fromEntries(
  [
    ledgerKinds,
    operationsKinds,
    ...Object.values(timeSeriesData).map(({ kinds }) => kinds),
    archiveKinds,
  ].flatMap((kinds) => Object.entries<AlarmKind>(kinds)),
);
