import type { Stage } from '../../../schemas/stages.ts';
import type { Dashboard } from '../../pages/dashboard.ts';
import { dashboards } from '../../pages/registry.ts';
import { narrowed, type View, viewParameters } from '../../view.ts';

export type Route =
  | { readonly page: 'live' }
  | { readonly page: 'stuck'; readonly query?: string }
  | { readonly page: 'dead-letters'; readonly query?: string }
  | { readonly page: 'dashboard'; readonly dashboard: Dashboard; readonly query: string }
  | { readonly page: 'alarms'; readonly alarm?: string }
  | { readonly page: 'alerts'; readonly alertId?: string }
  | { readonly page: 'anomaly'; readonly anomalyId: string; readonly query: string }
  | { readonly page: 'invoices'; readonly query: string }
  | { readonly page: 'vendor'; readonly vendorId: string; readonly query: string }
  | { readonly page: 'invoice'; readonly invoiceId: string; readonly query?: string }
  | { readonly page: 'unknown'; readonly path: string };

/** Characters of an unknown address that are said again. */
const longestPath = 60;

/**
 * Reads a location's hash: `#/` is the live page, `#/finance` and the like the dashboards, `#/alerts` the alerts and
 * `#/alerts/<id>` one of them, `#/alarms` the alarms and `#/alarms/<name>` the runbook of one, `#/stuck` the stuck
 * invoices, `#/dead-letters` what was set aside, `#/invoices` those behind a figure, `#/invoices/<id>` an invoice,
 * `#/vendors/<id>` a vendor, `#/anomalies/<id>` what was unusual. What follows a question mark says what part of it is shown.
 */
export function parseRoute(hash: string): Route {
  const [, path = '', query = ''] = /^#?([^?]*)(?:\?(.*))?$/s.exec(hash) ?? [];
  if (path === '' || path === '/') return { page: 'live' };
  if (path === '/alarms') return { page: 'alarms' };
  if (path === '/stuck') return { page: 'stuck', ...(query !== '' && { query }) };
  if (path === '/dead-letters') return { page: 'dead-letters', ...(query !== '' && { query }) };
  if (path === '/alerts') return { page: 'alerts' };
  if (path === '/invoices') return { page: 'invoices', query };
  const dashboard = dashboards.find(({ id }) => path === `/${id}`);
  if (dashboard) return { page: 'dashboard', dashboard, query };
  const [, kind, encoded = ''] = /^\/(invoices|vendors|anomalies|alerts|alarms)\/([^/]+)$/.exec(path) ?? [];
  try {
    const name = decodeURIComponent(encoded);
    if (kind === 'invoices') return { page: 'invoice', invoiceId: name, ...(query !== '' && { query }) };
    if (kind === 'vendors') return { page: 'vendor', vendorId: name, query };
    if (kind === 'anomalies') return { page: 'anomaly', anomalyId: name, query };
    if (kind === 'alerts') return { page: 'alerts', alertId: name };
    if (kind === 'alarms') return { page: 'alarms', alarm: name };
  } catch {
    // A percent sign that encodes nothing.
  }
  return { page: 'unknown', path: path.slice(0, longestPath) };
}

/** Names what a route shows, whatever part of it: another part is no other page. */
export function placeOf(route: Route): string {
  const { page } = route;
  if (page === 'dashboard') return route.dashboard.id;
  return JSON.stringify({ ...route, query: undefined });
}

/** A link with what it says after the question mark. */
export function hrefOf(page: string, parameters: URLSearchParams): string {
  const query = parameters.toString();
  return query === '' ? `#/${page}` : `#/${page}?${query}`;
}

/**
 * Where a page was come from, as its address says under `back`: a dashboard, a vendor, an anomaly, a list of
 * invoices or the stuck ones, and nothing else.
 */
export function backOf(query = ''): { readonly href: string; readonly title: string } | undefined {
  const back = new URLSearchParams(query).get('back');
  if (back === null || !back.startsWith('#/')) return undefined;
  const route = parseRoute(back);
  if (route.page === 'dashboard') return { href: back, title: route.dashboard.title };
  if (route.page === 'vendor') return { href: back, title: `Vendor ${route.vendorId}` };
  if (route.page === 'anomaly') return { href: back, title: 'What is unusual' };
  if (route.page === 'stuck') return { href: back, title: 'Stuck invoices' };
  return route.page === 'invoices' ? { href: back, title: 'Invoices' } : undefined;
}

/** The link to one alert. */
export function alertHref(id: string): string {
  return `#/alerts/${encodeURIComponent(id)}`;
}

/** The link to the page of an anomaly, and from there back. */
export function anomalyHref(id: string, back?: string): string {
  const parameters = new URLSearchParams(back === undefined ? {} : { back });
  return hrefOf(`anomalies/${encodeURIComponent(id)}`, parameters);
}

/** The link to an alarm and its runbook. */
export function alarmHref(name: string): string {
  return `#/alarms/${encodeURIComponent(name)}`;
}

/** The link to the stuck invoices of a stage, or of all. */
export function stuckHref(stage?: Stage): string {
  return hrefOf('stuck', new URLSearchParams(stage && { stage }));
}

/**
 * The link to an invoice's history, and from there back. A lone surrogate, which no URL can hold,
 * is replaced.
 */
export function invoiceHref(invoiceId: string, back?: string): string {
  const parameters = new URLSearchParams(back === undefined ? {} : { back });
  return hrefOf(`invoices/${encodeURIComponent(invoiceId.toWellFormed())}`, parameters);
}

/** What comes before the question mark of the address of a vendor's page. */
export function vendorPlace(vendorId: string): string {
  return `vendors/${encodeURIComponent(vendorId.toWellFormed())}`;
}

/**
 * The link to a vendor's page, with the period and the filters of the page that leads there: a vendor has
 * one country, so that filter means nothing there.
 */
export function vendorHref(vendorId: string, view?: View): string {
  const parameters =
    view && viewParameters(narrowed(view, { vendorId: undefined, vendorCountry: undefined }));
  return hrefOf(vendorPlace(vendorId), parameters ?? new URLSearchParams());
}
