import { isJsonArray, type JsonValue, parseJson } from '../../../lib/json.ts';
import { type AlertAct, isAlertAct } from './listed-alert.ts';

/** The path of the page that links lead to, on the cell's API. */
export const alertLinkPath = '/alerts/link';

/** The parameter of the address that holds what a link says, and its signature. */
export const alertLinkParameter = 'token';

/** What a link lets its reader do: one act of one contact on one stretch of an alert, for a while. */
export interface AlertLink {
  readonly cell: string;
  /** Id of the alert. */
  readonly alert: string;
  /** Key of the step whose announcement had the link. */
  readonly step: string;
  /** Who was told. */
  readonly contact: string;
  readonly act: AlertAct;
  /** When the stretch of alarms began that the announcement was about, ms since the epoch. */
  readonly about: number;
  /** From then on it does nothing, ms since the epoch. */
  readonly expiresAt: number;
}

/** Begins everything that is signed, so that no other signature by the same key is taken for a link's. */
const kind = 'bems-alert-link-1';

/** What a link says, as text that an address can hold. The signature is made of this text. */
export function alertLinkText(link: AlertLink): string {
  const { cell, alert, step, contact, act, about, expiresAt } = link;
  const said = [kind, cell, alert, step, contact, act, about, expiresAt];
  return Buffer.from(JSON.stringify(said)).toString('base64url');
}

/** Reads what `alertLinkText` wrote; undefined for any other text. */
export function readAlertLinkText(text: string): AlertLink | undefined {
  const said = parseJson(Buffer.from(text, 'base64url').toString());
  if (!isJsonArray(said) || said.length !== 8) return undefined;
  const [first, cell, alert, step, contact, act, about, expiresAt] = said;
  if (first !== kind || !isText(cell) || !isText(alert) || !isText(step) || !isText(contact))
    return undefined;
  if (!isAlertAct(act) || !isMoment(about) || !isMoment(expiresAt)) return undefined;
  return { cell, alert, step, contact, act, about, expiresAt };
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}

function isMoment(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
