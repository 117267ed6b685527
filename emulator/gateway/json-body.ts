import { duplicateKey, memberNames } from '../../lib/duplicate-keys.ts';
import { type FieldPath, fieldName } from '../../lib/field-path.ts';
import type { Value } from './velocity/values.ts';

/** Why a body is not taken; the message names the place and what is wrong, never a value. */
export class BodyProblem extends Error {
  override readonly name = 'BodyProblem';
}

export interface JsonBody {
  readonly text: string;
  readonly json: Value;
}

/** Deeper than any honest document; what walks one may recurse. */
const maxDepth = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new BodyProblem('body: is not valid UTF-8');
  }
}

function parse(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    // The engine's own message quotes the body.
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    throw new BodyProblem(`body: is not valid JSON${position ? ` (at character ${position})` : ''}`);
  }
}

function countKeys(value: Value, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > maxDepth) throw new BodyProblem(`body: is nested more than ${maxDepth} levels deep`);
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item, depth + 1);
    return count;
  }
  const object = value as Record<string, Value>;
  for (const key in object) count += 1 + countKeys(object[key] ?? null, depth + 1);
  return count;
}

/**
 * Neither survives the stores unchanged: NUL cuts text off in some, half a surrogate pair has no
 * UTF-8.
 */
function isFaithful(text: string) {
  return !text.includes('\0') && text.isWellFormed();
}

/**
 * Refuses names and texts that JSON can write with escapes and that would not arrive as they were
 * sent.
 */
function checkTexts(value: Value, path: FieldPath): void {
  if (typeof value === 'string' && !isFaithful(value))
    throw new BodyProblem(`${fieldName(path)}: holds a NUL character or half a surrogate pair`);
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    const place = [...path, isList ? Number(key) : key];
    if (key === '__proto__') throw new BodyProblem(`${fieldName(place)}: is not an allowed name`);
    if (!isFaithful(key))
      throw new BodyProblem(`${fieldName(place)}: its name holds a NUL character or half a surrogate pair`);
    checkTexts(item, place);
  }
}

/**
 * Reads a request body as JSON, more strictly than JSON.parse: valid UTF-8, no name twice in an
 * object, no `__proto__`, no NUL, no lone surrogate, at most 32 levels.
 * @throws {BodyProblem} naming what is wrong and where
 */
export function readJsonBody(body: Buffer): JsonBody {
  if (body.length === 0) throw new BodyProblem('body: is empty');
  const text = decode(body);
  const json = parse(text);
  // JSON.parse keeps the last of two equal names: the parsed tree then holds fewer names than the
  // text.
  if (memberNames(text) !== countKeys(json, 1))
    throw new BodyProblem(`${fieldName(duplicateKey(text))}: appears more than once`);
  if (/\\u|__proto__/.test(text)) checkTexts(json, []);
  return { text, json };
}
