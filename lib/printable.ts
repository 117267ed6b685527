/**
 * What a terminal or a reader would take for something else than text: controls (C1 as well),
 * marks that turn or hide text, line and paragraph separators, half surrogate pairs.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A text from outside as it can be printed on one line: what does not show, or would change what
 * does, becomes a visible escape like `\u202e`. Within JSON such an escape is the same text.
 */
export function printable(text: string): string {
  return text.replace(unseen, escapes);
}

/** The same for text of several lines: line breaks and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(unseen, (found) => (found === '\n' || found === '\t' ? found : escapes(found)));
}

/** One escape per UTF-16 unit, as JSON writes them. */
function escapes(found: string): string {
  return Array.from({ length: found.length }, (_, at) => {
    const code = found.charCodeAt(at).toString(16).padStart(4, '0');
    return `\\u${code}`;
  }).join('');
}
