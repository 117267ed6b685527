/**
 * Does something to every item, so many at once. After a failure nothing more is begun, and what is under
 * way is waited for, so that nothing goes on behind the caller's back.
 * @throws what the first failure threw
 */
export async function atOnce<Item>(
  items: Iterable<Item>,
  limit: number,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const work = async () => {
    for (let next = rest.next(); !next.done && failures.length === 0; next = rest.next())
      await act(next.value).catch((error: unknown) => void failures.push(error));
  };
  await Promise.all(Array.from({ length: limit }, work));
  if (failures.length > 0) throw failures[0];
}
