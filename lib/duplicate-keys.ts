import type { FieldPath } from './field-path.ts';

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

function isSpace(code: number) {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Position of the quote that ends the string whose opening quote is at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/**
 * How many member names a valid JSON text holds: its strings that a colon follows, repeated ones
 * included.
 */
export function memberNames(text: string): number {
  let count = 0;
  let at = text.indexOf('"');
  while (at !== -1) {
    const next = afterSpace(text, endOfString(text, at) + 1);
    if (text.charCodeAt(next) === colon) count += 1;
    at = text.indexOf('"', next);
  }
  return count;
}

interface Open {
  /** Names seen so far; undefined in a list. */
  readonly names: Set<string> | undefined;
  /** The name or position being read. */
  at: string | number;
}

/** The first name that an object of a valid JSON text holds twice; empty when there is none. */
export function duplicateKey(text: string): FieldPath {
  const open: Open[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const inner = open.at(-1);
    const character = text[at];
    if (character === '{') open.push({ names: new Set(), at: '' });
    else if (character === '[') open.push({ names: undefined, at: 0 });
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',' && typeof inner?.at === 'number') inner.at += 1;
    else if (text.charCodeAt(at) === quote) {
      const end = endOfString(text, at);
      const isName = text.charCodeAt(afterSpace(text, end + 1)) === colon;
      if (isName && inner?.names) {
        inner.at = String(JSON.parse(text.slice(at, end + 1)));
        if (inner.names.has(inner.at)) return open.map((each) => each.at);
        inner.names.add(inner.at);
      }
      at = end;
    }
  }
  return [];
}
