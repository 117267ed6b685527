import type { Cell, TimeSeriesName, TimeSeriesSettings } from '../cells/cell.ts';

/** The settings of one of the stores. */
type SettingsOf<Store extends TimeSeriesName> = Extract<TimeSeriesSettings, { readonly store: Store }>;

/** The settings of a cell whose time series is in that store. @throws {RangeError} when it is in another */
export function settingsOf<Store extends TimeSeriesName>(
  store: Store,
  { name, timeSeries }: Pick<Cell, 'name' | 'timeSeries'>,
): SettingsOf<Store> {
  if (isOf(store, timeSeries)) return timeSeries;
  throw new RangeError(`The time series of cell ${name} is in ${timeSeries.store}, not in ${store}`);
}

function isOf<Store extends TimeSeriesName>(
  store: Store,
  settings: TimeSeriesSettings,
): settings is SettingsOf<Store> {
  return settings.store === store;
}
