export type Route =
  | { readonly page: 'live' | 'stuck' | 'dead-letters' }
  | { readonly page: 'invoice'; readonly invoiceId: string }
  | { readonly page: 'unknown' };

/**
 * Reads a location's hash: `#/` is the live page, `#/stuck` the stuck invoices, `#/dead-letters` what
 * was set aside, `#/invoices/<id>` an invoice.
 */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#/, '');
  if (path === '' || path === '/') return { page: 'live' };
  if (path === '/stuck') return { page: 'stuck' };
  if (path === '/dead-letters') return { page: 'dead-letters' };
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
