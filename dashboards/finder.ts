import { BemsError } from '../functions/core/errors.ts';
import type { Stage } from '../schemas/stages.ts';
import { refuseOthers, wholeNumber } from './query-parameters.ts';

/** What can be searched for. */
export const searchKinds = ['vendors', 'invoices'] as const;
export type SearchKind = (typeof searchKinds)[number];

export interface SearchQuery {
  /**
   * How the id of an invoice or a vendor, or a word of a vendor's name, begins; upper and lower case are
   * the same, and in names letters with and without accents.
   */
  readonly text: string;
  readonly kinds: readonly SearchKind[];
  /** Of each kind at most, 1 or more. */
  readonly limit: number;
}

/** A vendor as its invoices say. */
export interface FoundVendor {
  readonly vendorId: string;
  /** That of its newest invoice that has one; null when none has. */
  readonly name: string | null;
  /** Likewise: ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** How many invoices and credit notes it has sent. */
  readonly invoices: number;
}

/** Times are RFC 3339 UTC, the amount is a decimal string. */
export interface FoundInvoice {
  readonly invoiceId: string;
  readonly vendorId: string;
  readonly vendorName: string | null;
  readonly stage: Stage;
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
  readonly beganAt: string;
}

/**
 * `GET /console/api/search?q=nor`: what begins with the text. Whose whole id it is comes first; then the
 * vendors by how many invoices they have, and the newest invoices.
 */
export interface Found {
  readonly vendors: readonly FoundVendor[];
  readonly invoices: readonly FoundInvoice[];
  /** The kinds of which there are more than were asked for. */
  readonly more: readonly SearchKind[];
}

/** Terms as the dates of invoices say: nobody stores the terms as they were agreed. */
export interface ImpliedTerms {
  /** Days from the date of the invoice to the day it is due. */
  readonly netDays: number;
  /** Days in which a discount can be had, and its percent as decimal text; null without one. */
  readonly discountDays: number | null;
  readonly discountPercent: string | null;
  /** How many of the vendor's invoices have them. */
  readonly invoices: number;
}

/** `GET /console/api/vendor?id=V-1`: who a vendor is. An id may be any text, `..` too, so it is no path. */
export interface VendorProfile extends FoundVendor {
  /** What else its invoices call it, the latest first, ten at most. */
  readonly otherNames: readonly string[];
  /** The terms of its invoices, the most frequent first, five at most. */
  readonly terms: readonly ImpliedTerms[];
  /** How many of its invoices say when they were written and when they are due; credit notes are left out. */
  readonly invoicesWithTerms: number;
}

/** `GET /console/api/vendor-names?id=V-1&id=V-2`: what vendors are called. */
export interface VendorNames {
  /** Of those that have a name, by id. */
  readonly names: readonly Pick<FoundVendor, 'vendorId' | 'name'>[];
}

/** The port through which invoices and vendors are found, whatever store holds the time series. */
export interface Finder {
  find(query: SearchQuery): Promise<Found>;
  /** What these vendors are called; those without a name are left out. */
  vendorNames(vendorIds: readonly string[]): Promise<VendorNames>;
  /** Undefined when no invoice is of this vendor. */
  vendor(vendorId: string): Promise<VendorProfile | undefined>;
}

/** No id and no name is longer. */
export const maxSearchText = 256;
const defaultFound = 8;
const maxFound = 50;

/**
 * The search that an address asks for: `q`, `kind=vendors` or `kind=invoices` for one of the two, `limit`.
 * @throws {BemsError} INVALID_PARAMETER
 */
export function searchQueryFrom(parameters: URLSearchParams): SearchQuery {
  refuseOthers(parameters, ['q', 'kind', 'limit']);
  const kind = parameters.get('kind');
  const kinds = searchKinds.filter((each) => kind === null || kind === each);
  if (kinds.length === 0) throw invalid('kind', 'is not known', `Give one of ${searchKinds.join(', ')}.`);
  const limit = wholeNumber(parameters, 'limit', { fallback: defaultFound, max: maxFound });
  return { text: textFrom(parameters, 'q'), kinds, limit };
}

/** The id of what an address asks for, which may be any text. @throws {BemsError} INVALID_PARAMETER */
export function idFrom(parameters: URLSearchParams): string {
  refuseOthers(parameters, ['id']);
  return textFrom(parameters, 'id');
}

/** Vendors whose names are asked for at once, at most: an address has room for no more long ids. */
export const maxVendorNames = 30;

/** The vendors whose names an address asks for: `id`, repeated. @throws {BemsError} INVALID_PARAMETER */
export function vendorIdsFrom(parameters: URLSearchParams): readonly string[] {
  refuseOthers(parameters, ['id']);
  const ids = [...new Set(parameters.getAll('id'))];
  if (ids.length === 0) throw invalid('id', 'is missing', 'Give id, once for each vendor.');
  if (ids.length > maxVendorNames)
    throw invalid('id', `is there ${ids.length} times`, `Give it ${maxVendorNames} times at most.`);
  for (const id of ids) requireShort('id', id);
  return ids;
}

/** The error for a vendor of whom there is no invoice. */
export function unknownVendor(): BemsError {
  return new BemsError('UNKNOWN_VENDOR', 'No invoice is of this vendor.', {
    nextStep: 'Look for it by its name, or check its id.',
    failureClass: 'permanent',
  });
}

function textFrom(parameters: URLSearchParams, name: string): string {
  const text = parameters.get(name);
  if (text === null) throw invalid(name, 'is missing', `Give ${name}, a text.`);
  requireShort(name, text);
  return text;
}

function requireShort(name: string, text: string): void {
  if (text.length > maxSearchText)
    throw invalid(name, `has ${text.length} characters`, `Give ${maxSearchText} at most.`);
}

/** Says nothing of the value: it may be long, and somebody's name. */
function invalid(name: string, what: string, nextStep: string): BemsError {
  return new BemsError('INVALID_PARAMETER', `${name} ${what}.`, { nextStep, failureClass: 'permanent' });
}
