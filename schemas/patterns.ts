import { stages } from './stages.ts';

/**
 * Regular expressions of the contract, as text. Three engines read them (the validator in the
 * cloud, ajv, JavaScript), so they use only what all three share: no look-behind, no named groups,
 * no `\p`, no flags.
 */

const year = '(19|20|21)[0-9]{2}';
const leapYear = '((19|20|21)(0[48]|[2468][048]|[13579][26])|2000)';
const day =
  `(${year}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])` +
  `|${year}-(0[469]|11)-(0[1-9]|[12][0-9]|30)` +
  `|${year}-02-(0[1-9]|1[0-9]|2[0-8])` +
  `|${leapYear}-02-29)`;
const hour = '([01][0-9]|2[0-3])';
const minute = '[0-5][0-9]';

/** A day that exists, 1900-01-01 to 2199-12-31. */
export const date = `^${day}$`;

/**
 * An RFC 3339 instant with its offset, 1900 to 2199, to the nanosecond. The fraction and the
 * letters are narrower than RFC 3339 allows (1–9 digits, upper case); a leap second is allowed
 * where one can occur, at :59:60.
 */
export const instant =
  `^${day}T${hour}:(${minute}:${minute}|59:60)(\\.[0-9]{1,9})?` + `(Z|[+-]${hour}:${minute})$`;

/** A decimal with up to 18 digits before the point and 6 after; negative for a credit note. */
export const decimal = '^-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,6})?$';

/** Of decimals, those that are negative or 0. */
export const notPositive = '^(-|0(\\.0+)?$)';

/** 0 to 100 with up to 4 decimals. */
export const percent = '^(100(\\.0{1,4})?|(0|[1-9][0-9]?)(\\.[0-9]{1,4})?)$';

/** The form of an ISO 4217 code; whether it is assigned is not checked. */
export const currency = '^[A-Z]{3}$';

/** The form of an ISO 3166-1 alpha-2 code. */
export const country = '^[A-Z]{2}$';

/** Any text without control characters and lone surrogates, which not every store preserves. */
export const text = '^([^\\u0000-\\u001f\\u007f\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])*$';

/**
 * The id of an invoice: any text except those that `/invoices/{invoiceId}` cannot hold, because
 * they are paths of their own or name a folder.
 */
export const invoiceId = `^(?!(\\.|\\.\\.|${stages.join('|')})$)${text.slice(1)}`;

/** The name of an attribute. */
export const attributeName = '^[A-Za-z][A-Za-z0-9_.-]{0,63}$';
