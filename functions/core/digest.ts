import { hash } from 'node:crypto';
import type { InvoiceEvent } from './event.ts';

/**
 * The canonical JSON of a value that came from JSON (RFC 8785): object keys in the order of their UTF-16
 * code units, no white space, numbers and strings as ECMAScript writes them. Written out because it runs
 * for every event and the library takes twice as long; a test holds it to the library's output.
 */
export const canonicalJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members: Readonly<Record<string, unknown>> = { ...value };
  let text = '';
  for (const key of Object.keys(members).sort()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(members[key])}`;
  }
  return `{${text}}`;
};

/**
 * What identifies the content of an event: SHA-256 (hex) of its canonical JSON, so that the order of its
 * fields, white space and ways of writing a number do not matter and everything else does.
 */
export const digestOf = (event: InvoiceEvent): string => hash('sha256', canonicalJson(event), 'hex');
