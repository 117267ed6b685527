/** The distance within which a typing mistake is assumed. */
const maxSlip = 2;

/** The names that a mistyped one may have meant, the closest first. */
export function closeTo(mistyped: string, names: readonly string[]): readonly string[] {
  return names
    .map((name) => ({ name, distance: editDistance(mistyped, name) }))
    .filter(({ distance }) => distance <= maxSlip)
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
}

/** How many letters have to be put in, left out or exchanged to make one text of the other. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const [left = 0, above = 0, diagonal = 0] = [next[column - 1], row[column], row[column - 1]];
      const exchanged = diagonal + Number(letter !== other[column - 1]);
      next.push(Math.min(left + 1, above + 1, exchanged));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
