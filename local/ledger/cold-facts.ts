import { closeSync, fsyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type ColdCopy, factsIn } from '../../functions/core/cold/cold-copy.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';

/**
 * What stands in the row of a fact that left: where its copy is. Receipt and invoice stay, so that whoever
 * only looks for those finds them where they are in a fact.
 */
interface LeftFact {
  readonly receivedAt: string;
  readonly event: { readonly invoiceId: string };
  /** The id of the copy, and the position of the fact in it. */
  readonly cold: number;
  readonly at: number;
}

/** The row of a fact that left. */
export function leftFact({ receivedAt, event: { invoiceId } }: Fact, cold: number, at: number): string {
  return JSON.stringify({ receivedAt, event: { invoiceId }, cold, at } satisfies LeftFact);
}

/** Reads the facts of a ledger's file, those that left included. */
export interface ColdFacts {
  /** The fact of a row. @throws when the row or its copy cannot be read */
  factOf(body: string): Fact;
  /** A row as the fact's JSON text, unproved if the fact is in the row itself. */
  textOf(body: string): string;
}

/**
 * @param db the ledger's file
 * @param root folder of the packs; their keys are paths below it
 */
export function openColdFacts(db: DatabaseSync, root: string): ColdFacts {
  let last: { readonly id: number; readonly facts: readonly Fact[] } | undefined;

  const factsOf = (id: number): readonly Fact[] => {
    if (last?.id === id) return last.facts;
    const row = db.prepare('SELECT copy FROM copies WHERE id = ?').get(id);
    const copy: ColdCopy = JSON.parse(String(row?.copy));
    const facts = factsIn(readPack(root, copy.pack, copy), copy);
    last = { id, facts };
    return facts;
  };

  const factOf = (body: string): Fact => {
    const row: Fact | LeftFact = JSON.parse(body);
    if (!('cold' in row)) return row;
    const fact = factsOf(row.cold)[row.at];
    if (!fact) throw new Error(`Copy ${row.cold} of the ledger has no fact ${row.at}`);
    return fact;
  };

  return {
    factOf,
    textOf: (body) => (hasLeft(body) ? JSON.stringify(factOf(body)) : body),
  };
}

/** Whether a row says where its fact is, instead of being it. */
export function hasLeft(body: string): boolean {
  return /,"cold":\d+,"at":\d+\}$/.test(body) && 'cold' in JSON.parse(body);
}

/** Writes a pack; on disk when it returns. */
export function writePack(root: string, pack: string, bytes: Uint8Array): void {
  const path = join(root, pack);
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) syncFolder(folder);
}

/** Reads a part of a pack. @throws when it is not there */
export function readPack(root: string, pack: string, part: Pick<ColdCopy, 'offset' | 'length'>): Uint8Array {
  const file = openSync(join(root, pack), 'r');
  try {
    const bytes = Buffer.alloc(part.length);
    const read = readSync(file, bytes, 0, part.length, part.offset);
    return bytes.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

/** A new name in a folder is on disk when the folder is. Windows has no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
