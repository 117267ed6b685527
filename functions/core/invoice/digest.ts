import { hash } from 'node:crypto';
import { isObject, type JsonObject } from '../../../lib/json.ts';
import type { InvoiceEvent } from './event.ts';

/**
 * The canonical JSON of a value that came from JSON (RFC 8785): object keys in the order of their UTF-16
 * code units, no white space, numbers and strings as ECMAScript writes them. Written out because it runs
 * for every event and the library takes twice as long; a test holds it to the library's output.
 */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  let text = '';
  for (const key of sortedKeys(value)) {
    text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(value[key])}`;
  }
  return `{${text}}`;
};

/** The keys of objects seen before, in order, by the keys as they came: most events are written alike. */
const knownOrders = new Map<string, readonly string[]>();
const maxKnownOrders = 1_000;
const separator = '\u0000';

const sortedKeys = (object: JsonObject): readonly string[] => {
  const keys = Object.keys(object);
  const shape = keys.join(separator);
  const known = knownOrders.get(shape);
  // A list with a key that holds the separator has the shape of a longer one without, and is not kept.
  if (known?.length === keys.length) return known;
  keys.sort();
  if (knownOrders.size < maxKnownOrders && keys.every((key) => !key.includes(separator)))
    knownOrders.set(shape, keys);
  return keys;
};

/** Most texts hold nothing that JSON escapes, and to see that is quicker than to write them out. */
const quoted = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

const plain = /^[ !#-[\]-~]*$/;

/**
 * What identifies the content of an event: SHA-256 (hex) of its canonical JSON, so that the order of its
 * fields, white space and ways of writing a number do not matter and everything else does.
 */
export const digestOf = (event: InvoiceEvent): string => hash('sha256', canonicalJson(event), 'hex');
