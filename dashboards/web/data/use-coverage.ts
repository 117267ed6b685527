import { figurePath, type Looker } from '../../asks.ts';
import { type Coverage, daysAsk, firstIn, monthsAsk } from '../../coverage.ts';
import type { KpiReading } from '../../kpi-reader.ts';
import { read } from './api.ts';
import { usePolled } from './use-polled.ts';

/** Older data may come in at any time, such as while a history is imported. */
const pollMs = 10_000;

/** What the cell has data of. */
export function useCoverage(): Coverage {
  return usePolled(readCoverage, pollMs).data ?? { isKnown: false };
}

async function readCoverage(signal: AbortSignal): Promise<Coverage> {
  const now = Date.now();
  const ofCell: Looker = { now, zone: 'UTC', view: { period: { days: 1 }, compare: false, filters: {} } };
  const month = firstIn(await read<KpiReading>(figurePath(monthsAsk(now), ofCell), signal));
  if (month === undefined) return { isKnown: true, firstDay: undefined };
  const day = firstIn(await read<KpiReading>(figurePath(daysAsk(month), ofCell), signal));
  return { isKnown: true, firstDay: day ?? month };
}
