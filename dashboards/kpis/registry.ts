import { BemsError } from '../../functions/core/errors.ts';
import { activity } from './activity.ts';
import { discounts } from './discounts.ts';
import type { Kpi } from './kpi.ts';
import { payables } from './payables.ts';
import { quality } from './quality.ts';
import { speed } from './speed.ts';
import { volume } from './volume.ts';

/** Every KPI there is, by what it says. */
export const kpiGroups: readonly { readonly title: string; readonly kpis: readonly Kpi[] }[] = [
  { title: 'Activity', kpis: activity },
  { title: 'Volume', kpis: volume },
  { title: 'Payables', kpis: payables },
  { title: 'Discounts', kpis: discounts },
  { title: 'Speed', kpis: speed },
  { title: 'Quality', kpis: quality },
];

/** Every KPI there is. */
export const kpis: readonly Kpi[] = kpiGroups.flatMap((group) => group.kpis);

/** The KPI of that id. @throws {BemsError} UNKNOWN_KPI */
export function kpiOf(id: string): Kpi {
  const kpi = kpis.find((each) => each.id === id);
  if (kpi) return kpi;
  throw new BemsError('UNKNOWN_KPI', `There is no KPI "${id}".`, {
    nextStep: `Ask for one of ${kpis.map((each) => each.id).join(', ')}.`,
    failureClass: 'permanent',
  });
}
