import { hash } from 'node:crypto';
import { isObject } from '../../../lib/json.ts';
import type { InvoiceEvent } from './event.ts';

/**
 * The canonical JSON of a value that came from JSON (RFC 8785): object keys in the order of their UTF-16
 * code units, no white space, numbers and strings as ECMAScript writes them. Written out because it runs
 * for every event and the library takes twice as long; a test holds it to the library's output.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  let text = '';
  for (const key of Object.keys(value).sort()) {
    text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(value[key])}`;
  }
  return `{${text}}`;
}

/** Most texts hold nothing that JSON escapes, and to see that is quicker than to write them out. */
function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

const plain = /^[ !#-[\]-~]*$/;

/**
 * What identifies the content of an event: SHA-256 (hex) of its canonical JSON, so that the order of its
 * fields, white space and ways of writing a number do not matter and everything else does.
 */
export function digestOf(event: InvoiceEvent): string {
  return hash('sha256', canonicalJson(event), 'hex');
}
