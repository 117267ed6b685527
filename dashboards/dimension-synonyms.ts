import type { KpiDimension } from './kpis/kpi.ts';

/** What else people call each dimension when they ask for figures: each means nothing else. */
export const dimensionSynonyms: Readonly<Record<KpiDimension, readonly string[]>> = {
  stage: ['process step', 'step'],
  status: ['latest event'],
  kind: ['kind of event', 'outcome'],
  state: ['open or settled'],
  documentType: ['document type', 'type of document'],
  currency: ['currency code'],
  vendorId: ['supplier', 'vendor number', 'creditor'],
  vendorCountry: ['country', 'supplier country'],
  producer: ['upstream system', 'sender'],
  aging: ['age bucket', 'age of debt'],
};
