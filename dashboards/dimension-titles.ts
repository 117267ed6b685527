import type { KpiDimension } from './kpis/kpi.ts';

/** What each dimension is called on a page. */
export const dimensionTitles: Readonly<Record<KpiDimension, string>> = {
  stage: 'Stage',
  status: 'Status',
  kind: 'Kind',
  state: 'State',
  documentType: 'Document',
  currency: 'Currency',
  vendorId: 'Vendor',
  vendorCountry: 'Vendor country',
  producer: 'Source system',
  aging: 'Age',
};
