export type Route =
  | { readonly page: 'live' | 'stuck' | 'dead-letters' }
  | { readonly page: 'alarms'; readonly alarm?: string }
  | { readonly page: 'alerts'; readonly alertId?: string }
  | { readonly page: 'invoice'; readonly invoiceId: string }
  | { readonly page: 'unknown' };

/**
 * Reads a location's hash: `#/` is the live page, `#/alerts` the alerts and `#/alerts/<id>` one of them, `#/alarms` the
 * alarms and `#/alarms/<name>` the runbook of one, `#/stuck` the stuck invoices, `#/dead-letters` what was set aside,
 * `#/invoices/<id>` an invoice.
 */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#/, '');
  if (path === '' || path === '/') return { page: 'live' };
  if (path === '/alarms') return { page: 'alarms' };
  if (path === '/stuck') return { page: 'stuck' };
  if (path === '/dead-letters') return { page: 'dead-letters' };
  if (path === '/alerts') return { page: 'alerts' };
  const [, kind, encoded = ''] = /^\/(invoices|alerts|alarms)\/([^/]+)$/.exec(path) ?? [];
  try {
    const name = decodeURIComponent(encoded);
    if (kind === 'invoices') return { page: 'invoice', invoiceId: name };
    if (kind === 'alerts') return { page: 'alerts', alertId: name };
    if (kind === 'alarms') return { page: 'alarms', alarm: name };
  } catch {
    // A percent sign that encodes nothing.
  }
  return { page: 'unknown' };
}

/** The link to one alert. */
export function alertHref(id: string): string {
  return `#/alerts/${encodeURIComponent(id)}`;
}

/** The link to an alarm and its runbook. */
export function alarmHref(name: string): string {
  return `#/alarms/${encodeURIComponent(name)}`;
}

/** The link to an invoice's history. A lone surrogate, which no URL can hold, is replaced. */
export function invoiceHref(invoiceId: string): string {
  return `#/invoices/${encodeURIComponent(invoiceId.toWellFormed())}`;
}
