/**
 * How exactly an id is what was typed: 2 as it is, 1 but for upper and lower case, 0 not at all.
 */
export function exactness(id: string, text: string): 0 | 1 | 2 {
  const asked = text.trim();
  if (id === asked) return 2;
  return id.toLowerCase() === asked.toLowerCase() ? 1 : 0;
}

/**
 * The item whose id was typed. But for upper and lower case it may be the id of two: then of neither.
 */
export function exactItem<Item>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  text: string,
): Item | undefined {
  const same = items.find((item) => exactness(idOf(item), text) === 2);
  if (same !== undefined) return same;
  const alike = items.filter((item) => exactness(idOf(item), text) === 1);
  return alike.length === 1 ? alike[0] : undefined;
}
