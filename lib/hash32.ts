/** FNV-1a of a text, 32 bits without a sign: neighbouring texts give unrelated numbers. */
export function hash32(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
