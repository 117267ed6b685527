import { parseJsonObject } from '../../../lib/json.ts';
import type { AlertSettings } from './policy.ts';

/**
 * A run of `AlertRouter` that has not settled an announcement by then, ms, has died: its timeout is
 * shorter.
 */
export const announcementLeaseMs = 2 * 60_000;

/**
 * Reads the settings that the construct wrote into the function's environment; they were checked at
 * synthesis.
 * @throws {Error} when the text is not theirs
 */
export function readAlertSettings(text: string): AlertSettings {
  const settings = parseJsonObject(text);
  if (typeof settings?.cell !== 'string' || settings.policy === undefined)
    throw new Error(
      'The settings of alerts are not readable; the stack that deploys the function sets them.',
    );
  return settings as unknown as AlertSettings;
}
