import type { ColdStore } from '../../functions/core/cold/cold-copy.ts';

/** Packs in memory. */
export function memoryColdStore(): ColdStore & { readonly packs: Map<string, Uint8Array> } {
  const packs = new Map<string, Uint8Array>();
  return {
    packs,
    async put(pack, bytes) {
      packs.set(pack, bytes);
    },
    async read(pack, part) {
      const bytes = packs.get(pack);
      if (!bytes) throw new Error(`There is no pack ${pack}.`);
      return part ? bytes.subarray(part.offset, part.offset + part.length) : bytes;
    },
  };
}
