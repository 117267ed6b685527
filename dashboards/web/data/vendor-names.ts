import { useEffect, useSyncExternalStore } from 'react';
import { maxVendorNames, type VendorNames } from '../../finder.ts';
import { read } from './api.ts';

/** By id; null while nobody knows one. Names change rarely: each is asked for once a page load. */
let names: ReadonlyMap<string, string | null> = new Map();
let wanted = new Set<string>();
/** Questions under way. */
const asking = new Set<Promise<void>>();
const listeners = new Set<() => void>();

/** What a vendor is called, as soon as the cell has said so; undefined without a name. */
export function useVendorName(vendorId: string): string | undefined {
  const known = useSyncExternalStore(listen, () => names);
  useEffect(() => want(vendorId), [vendorId]);
  return known.get(vendorId) ?? undefined;
}

/** Resolves once no shown vendor waits for its name any more. */
export async function namesSettled(): Promise<void> {
  while (wanted.size > 0 || asking.size > 0) {
    if (wanted.size > 0) askForWanted();
    await Promise.all(asking);
  }
}

/** What vendors are called; without those that have no name, or whose name cannot be read now. */
export async function vendorNamesOf(vendorIds: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(vendorIds)];
  // A few questions at a time: a thousand of them would wait for each other longer than any may take.
  for (let start = 0; start < ids.length; start += maxWantedAtOnce) {
    for (const vendorId of ids.slice(start, start + maxWantedAtOnce)) want(vendorId);
    await namesSettled();
  }
  return new Map(
    ids.flatMap((vendorId) => {
      const name = names.get(vendorId) ?? undefined;
      return name === undefined ? [] : [[vendorId, name] as const];
    }),
  );
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Those that are shown in one turn are asked for together. */
function want(vendorId: string): void {
  if (names.has(vendorId)) return;
  if (wanted.size === 0) setTimeout(askForWanted);
  wanted.add(vendorId);
}

function askForWanted(): void {
  const ids = [...wanted];
  wanted = new Set();
  for (let start = 0; start < ids.length; start += maxVendorNames) {
    const answered = askFor(ids.slice(start, start + maxVendorNames)).finally(() => asking.delete(answered));
    asking.add(answered);
  }
}

/** A name that cannot be read is left out: the id stands in its place. */
async function askFor(ids: readonly string[]): Promise<void> {
  const query = new URLSearchParams(ids.map((id) => ['id', id]));
  const found = await read<VendorNames>(`vendor-names?${query}`, AbortSignal.timeout(timeoutMs)).catch(
    () => undefined,
  );
  if (!found) return;
  const named = new Map(found.names.map(({ vendorId, name }) => [vendorId, name]));
  names = new Map([...names, ...ids.map((id) => [id, named.get(id) ?? null] as const)]);
  for (const listener of listeners) listener();
}

const timeoutMs = 10_000;
const maxWantedAtOnce = 4 * maxVendorNames;
