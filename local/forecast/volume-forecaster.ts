import {
  type HourlyVolumes,
  noVolumeForecast,
  type VolumeForecast,
  volumeSettings,
} from '../../dashboards/volume-forecast.ts';
import { addDays } from '../../functions/core/invoice/dates.ts';
import type { Clock } from '../../lib/clock.ts';
import type { PayablesReader } from '../time-series/payables.ts';
import type { VolumesReader } from '../time-series/volumes.ts';
import { aside } from './aside.ts';
import { keptForecast } from './kept-forecast.ts';

/** What the thread of a forecast is given. */
export interface AskedVolumes {
  readonly volumes: HourlyVolumes;
  readonly today: string;
}

const script = new URL('./volume-thread.ts', import.meta.url);

/** Forecasts how many events a cell's stages get when somebody asks, in a thread of its own. */
export function volumeForecaster(
  store: VolumesReader & Pick<PayablesReader, 'knownPast'>,
  clock: Clock,
): () => Promise<VolumeForecast> {
  return keptForecast(store, clock, {
    async make(today) {
      const from = addDays(today, -volumeSettings.pastDays);
      const asked: AskedVolumes = {
        volumes: await store.volumes(Date.parse(from), Date.parse(today)),
        today,
      };
      return aside<VolumeForecast>(script, asked);
    },
    loading: (today, invoices) =>
      noVolumeForecast(today, `a history is being loaded: ${invoices} invoices so far`),
  });
}
