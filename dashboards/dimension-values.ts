import type { Kind } from '../functions/core/invoice/lifecycle.ts';
import { invoiceStates } from '../functions/core/measures/invoice-snapshot.ts';
import { documentTypes } from '../schemas/document-types.ts';
import { country, currency } from '../schemas/patterns.ts';
import { stageStatuses, stages } from '../schemas/stages.ts';
import { agingBuckets } from './kpis/derived.ts';
import type { KpiDimension } from './kpis/kpi.ts';

/** The dimensions whose values are all known. */
export const knownValues: Readonly<Partial<Record<KpiDimension, readonly string[]>>> = {
  stage: stages,
  status: Object.values(stageStatuses).flat(),
  kind: ['started', 'succeeded', 'exception'] satisfies readonly Kind[],
  state: invoiceStates,
  documentType: documentTypes,
  aging: agingBuckets,
};

/** The forms of the values of others. */
const forms: Readonly<Partial<Record<KpiDimension, RegExp>>> = {
  currency: new RegExp(currency),
  vendorCountry: new RegExp(country),
};

/** Whether a dimension can have the value, whatever there is in a cell. */
export function canBe(dimension: KpiDimension, value: string): boolean {
  return knownValues[dimension]?.includes(value) ?? forms[dimension]?.test(value) ?? value !== '';
}
