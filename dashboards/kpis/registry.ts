import { BemsError } from '../../functions/core/errors.ts';
import { activeInvoices, events, exceptions } from './activity.ts';
import { discountsMissed, discountsTaken } from './discounts.ts';
import type { Kpi } from './kpi.ts';

/** Every KPI there is. */
export const kpis = [
  events,
  exceptions,
  activeInvoices,
  discountsTaken,
  discountsMissed,
] as const satisfies readonly Kpi[];

type AnyKpi = (typeof kpis)[number];
export type KpiId = AnyKpi['id'];
/** The KPIs that count something: what a chart of counts can show. */
export type CountKpiId = Extract<AnyKpi, { unit: 'count' }>['id'];

/** The KPI of that id. @throws {BemsError} UNKNOWN_KPI */
export function kpiOf(id: string): Kpi & { readonly id: KpiId } {
  const kpi = kpis.find((each) => each.id === id);
  if (kpi) return kpi;
  throw new BemsError('UNKNOWN_KPI', `There is no KPI "${id}".`, {
    nextStep: `Ask for one of ${kpis.map((each) => each.id).join(', ')}.`,
    failureClass: 'permanent',
  });
}
