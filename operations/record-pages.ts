import type { Records, StoredRecord } from '../functions/core/ports.ts';

/** Records read at once. */
const pageSize = 1_000;

/**
 * Every record of a collection in the order of keys, read page by page as they are asked for.
 * @param after only those beyond this key
 * @param descending the last key first
 */
export async function* everyRecord(
  records: Pick<Records, 'list'>,
  collection: string,
  { after, descending = false }: { readonly after?: string; readonly descending?: boolean } = {},
): AsyncGenerator<StoredRecord> {
  let last = after;
  for (;;) {
    const page = await records.list(collection, { after: last, limit: pageSize, descending });
    yield* page;
    if (page.length < pageSize) return;
    last = page.at(-1)?.key;
  }
}
