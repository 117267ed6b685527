import type { AlertSettings } from '../../functions/core/alerts/policy.ts';
import type { Cell } from '../cells/cell.ts';

/** What the functions of alerts need to know of their cell, as an environment variable. */
export function alertSettingsOf({ name, alerts }: Cell): string {
  const { contacts: _, ...policy } = alerts;
  return JSON.stringify({ cell: name, policy } satisfies AlertSettings);
}
