export type Route =
  | { readonly page: 'live' }
  | { readonly page: 'alarms' }
  | { readonly page: 'invoice'; readonly invoiceId: string }
  | { readonly page: 'unknown' };

/** Reads a location's hash: `#/` is the live page, `#/alarms` the alarms, `#/invoices/<id>` an invoice. */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#/, '');
  if (path === '' || path === '/') return { page: 'live' };
  if (path === '/alarms') return { page: 'alarms' };
  const encoded = /^\/invoices\/([^/]+)$/.exec(path)?.[1];
  if (!encoded) return { page: 'unknown' };
  try {
    return { page: 'invoice', invoiceId: decodeURIComponent(encoded) };
  } catch {
    return { page: 'unknown' };
  }
}

/** The link to an invoice's history. A lone surrogate, which no URL can hold, is replaced. */
export function invoiceHref(invoiceId: string): string {
  return `#/invoices/${encodeURIComponent(invoiceId.toWellFormed())}`;
}
