import type { Found, VendorNames, VendorProfile } from '../../dashboards/finder.ts';

const vendors: readonly VendorProfile[] = [
  {
    ...{ vendorId: 'V-1000', name: 'Northbridge Paper', country: 'DE', invoices: 310 },
    otherNames: ['Northbridge & Sons'],
    terms: [
      { netDays: 30, discountDays: 10, discountPercent: '2', invoices: 240 },
      { netDays: 14, discountDays: null, discountPercent: null, invoices: 60 },
    ],
    invoicesWithTerms: 305,
  },
  {
    ...{ vendorId: 'V-1001', name: 'Norden Office', country: null, invoices: 12 },
    ...{ otherNames: [], terms: [], invoicesWithTerms: 0 },
  },
  {
    // The invoices behind figures are of it.
    ...{ vendorId: 'V-1', name: 'Meridian Tools', country: 'DE', invoices: 300 },
    ...{ otherNames: [], terms: [], invoicesWithTerms: 0 },
  },
  {
    // Its id begins with that of an invoice.
    ...{ vendorId: 'INV-2026-00042-SELLER', name: 'Holt & Co', country: 'AT', invoices: 3 },
    ...{ otherNames: [], terms: [], invoicesWithTerms: 0 },
  },
];

/** The vendor of that id. */
export function vendorOf(vendorId: string): VendorProfile | undefined {
  return vendors.find((vendor) => vendor.vendorId === vendorId);
}

/** What vendors are called; that of the figures' first one is known too. */
export function namesOf(vendorIds: readonly string[]): VendorNames {
  const named = [...vendors, { vendorId: 'V-1', name: 'Acme Parts' }];
  return {
    names: named
      .filter(({ vendorId }) => vendorIds.includes(vendorId))
      .map(({ vendorId, name }) => ({ vendorId, name })),
  };
}

/** Vendors and invoices that begin so. */
export function foundBy(text: string): Found {
  const begins = (value: string | null) =>
    value?.toLowerCase().startsWith(text.trim().toLowerCase()) ?? false;
  const invoices = ['INV-2026-00042', 'INV-2026-00043'].filter(begins);
  return {
    vendors: vendors.filter(({ vendorId, name }) => begins(vendorId) || begins(name)),
    invoices: invoices.map((invoiceId) => ({
      ...{ invoiceId, vendorId: 'V-1000', vendorName: 'Northbridge Paper', stage: 'posting' },
      ...{ status: 'scheduled', amount: '1250.00', currency: 'EUR', beganAt: '2026-03-02T09:15:00.000Z' },
    })),
    more: [],
  };
}
