/**
 * Compiles an EventBridge wildcard: `*` stands for any number of characters, `\*` and `\\` for
 * themselves. Matching looks for each literal piece once, left to right, so it never backtracks.
 * @throws {SyntaxError} on two wildcards in a row or any other use of the backslash
 */
export function compileWildcard(wildcard: string): (text: string) => boolean {
  const pieces = wildcardPieces(wildcard);
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return (text) => text === first;
  const last = pieces.at(-1) ?? '';
  const middle = pieces.slice(1, -1);

  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const piece of middle) {
      const at = text.indexOf(piece, from);
      if (at === -1 || at + piece.length > end) return false;
      from = at + piece.length;
    }
    return true;
  };
}

/**
 * The text between the wildcards, unescaped: one more piece than there are wildcards.
 * @throws {SyntaxError} as `compileWildcard` does
 */
export function wildcardPieces(wildcard: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let at = 0; at < wildcard.length; at++) {
    const character = wildcard.charAt(at);
    const next = wildcard.charAt(at + 1);
    if (character === '*') {
      if (next === '*') throw new SyntaxError(`consecutive wildcards at position ${at}`);
      pieces.push(piece);
      piece = '';
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\') throw new SyntaxError(`invalid escape at position ${at}`);
      piece += next;
      at++;
    } else {
      piece += character;
    }
  }
  return [...pieces, piece];
}
