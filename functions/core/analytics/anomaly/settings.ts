import { BemsError } from '../../errors.ts';
import type { Zone } from '../../values/zone.ts';
import { zoneOffsets } from '../../values/zone-offsets.ts';

const minuteMs = 60_000;

/** How a cell looks for what is unusual. */
export interface AnomalySettings {
  /** The zone whose hours and weekdays are told apart. */
  readonly zone: Pick<Zone, 'offsetAt'>;
  /** The least time between two looks at the counts, ms. */
  readonly paceMs: number;
}

/** The settings as a function's environment holds them: `Europe/Dublin 15`. */
export function anomalySettingsText(timeZone: string, paceMinutes: number): string {
  return `${timeZone} ${paceMinutes}`;
}

/** @throws {BemsError} ANOMALY_SETTINGS_INVALID when the text is not what `anomalySettingsText` writes */
export function readAnomalySettings(text: string): AnomalySettings {
  const [, name = '', minutes] = /^(\S+) (\d+)$/.exec(text) ?? [];
  const zone = zoneOffsets(name);
  if (zone) return { zone, paceMs: Number(minutes) * minuteMs };
  throw new BemsError('ANOMALY_SETTINGS_INVALID', `The settings “${text}” are no zone and minutes.`, {
    nextStep: 'Deploy the cell again: its stack sets them.',
    failureClass: 'permanent',
  });
}
