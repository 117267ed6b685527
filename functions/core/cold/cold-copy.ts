import { hash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { BemsError } from '../errors.ts';
import { type Fact, factKey } from '../invoice/fact.ts';

/** Folder of the packs in the auditors' archive; below it `day=…/`, by the day on which they were stored. */
export const packsFolder = 'settled';

/** Every fact of one invoice. */
export interface InvoiceFacts {
  readonly invoiceId: string;
  readonly facts: readonly Fact[];
}

/**
 * Where the facts of an invoice are that may leave the hot ledger: a part of a pack, which is an object of
 * the auditors' archive and holds many invoices.
 */
export interface ColdCopy {
  /** The key of the pack. */
  readonly pack: string;
  /** Bytes before it in the pack, and its own. */
  readonly offset: number;
  readonly length: number;
  /** How many facts it holds. */
  readonly facts: number;
  /** SHA-256 (hex) of its text, before it was compressed. */
  readonly digest: string;
}

/** The packs that there are. None is ever changed or removed. */
export interface ColdStore {
  /** Stores a pack; resolves once it is durable. The same key always comes with the same bytes. */
  put(pack: string, bytes: Uint8Array): Promise<void>;
  /** A part of a pack, or all of it. @throws when there is no such pack */
  read(pack: string, part?: Pick<ColdCopy, 'offset' | 'length'>): Promise<Uint8Array>;
}

/** Where a copy lies within its pack, and whose it is. */
export interface PlacedCopy extends Omit<ColdCopy, 'pack'> {
  readonly invoiceId: string;
}

/**
 * Puts invoices into a pack: a gzip member each, so that one can be read alone, and the whole is still a
 * gzip file with one line of JSON per invoice.
 */
export function packOf(invoices: readonly InvoiceFacts[]): {
  readonly bytes: Uint8Array;
  readonly copies: readonly PlacedCopy[];
} {
  let offset = 0;
  const members: Uint8Array[] = [];
  const copies = invoices.map(({ invoiceId, facts }): PlacedCopy => {
    const text = `${JSON.stringify({ invoiceId, facts })}\n`;
    const member = gzipSync(text);
    const copy = { invoiceId, offset, length: member.length, facts: facts.length, digest: digestOf(text) };
    members.push(member);
    offset += member.length;
    return copy;
  });
  return { bytes: Buffer.concat(members), copies };
}

/**
 * The facts in a copy.
 * @param bytes of this copy
 * @throws {BemsError} COLD_COPY_DAMAGED when they are not what was stored
 */
export function factsIn(
  bytes: Uint8Array,
  { pack, facts: count, digest }: Pick<ColdCopy, 'pack' | 'facts' | 'digest'>,
): readonly Fact[] {
  const text = textOf(bytes);
  if (text === undefined || digestOf(text) !== digest) throw damaged(pack);
  const { facts }: InvoiceFacts = JSON.parse(text);
  if (new Set(facts.map(factKey)).size !== count) throw damaged(pack);
  return facts;
}

/** The ids of the invoices in a whole pack. @throws when it cannot be decompressed */
export function invoiceIdsIn(pack: Uint8Array): readonly string[] {
  const lines = gunzipSync(pack).toString('utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const { invoiceId }: InvoiceFacts = JSON.parse(line);
      return invoiceId;
    });
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch {
    return undefined;
  }
}

function digestOf(text: string): string {
  return hash('sha256', text, 'hex');
}

function damaged(pack: string): BemsError {
  return new BemsError('COLD_COPY_DAMAGED', `A copy in ${pack} is not what was stored there.`, {
    nextStep:
      'Read the first version of this object of the archive, which nobody can change; then try again.',
    failureClass: 'transient',
  });
}

/**
 * The key of a pack, by time and content, so that two never share a name and say different things.
 * @param at ms since the epoch
 */
export function packKey(bytes: Uint8Array, at: number): string {
  const time = new Date(at).toISOString();
  const content = hash('sha256', bytes, 'hex').slice(0, 16);
  return `${packsFolder}/day=${time.slice(0, 10)}/${time.replaceAll(/[-:.]/g, '')}-${content}.json.gz`;
}
