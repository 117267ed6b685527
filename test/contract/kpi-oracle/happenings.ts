import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ConflictDecision } from '../../../functions/core/invoice/conflicts.ts';
import type { InvoiceEvent } from '../../../schemas/event.ts';
import { type Stage, stageStatuses, stages } from '../../../schemas/stages.ts';
import { nanosOf } from './times.ts';

/** An event as it was POSTed, and when. */
export interface Posted {
  readonly stage: Stage;
  readonly producer: string;
  readonly receivedAt: string;
  readonly event: InvoiceEvent;
}

/** What an operator decided about an event id that came with several contents. */
export type Ruling = Pick<ConflictDecision, 'invoiceId' | 'eventId' | 'digests' | 'counts'>;

/** An event that counts, and when it happened. */
export interface Happening extends Posted {
  readonly digest: string;
  readonly nanos: bigint;
  /** The instant as it was written, with the offset of whoever wrote it. */
  readonly written: string;
}

const quarterOfAnHour = 15n * 60n * 1_000_000_000n;
const lifecycle = stages.flatMap((stage) => stageStatuses[stage].map((status) => `${stage}/${status}`));

/**
 * What happened to one invoice, in the order in which it happened (ADR 0008): by the instant, then by
 * the position in the lifecycle, then by event id and content.
 * @param posted everything that was POSTed about it, in the order in which the cell took it
 */
export function happeningsOf(
  posted: readonly Posted[],
  rulings: readonly Ruling[] = [],
): readonly Happening[] {
  const contents = new Map<string, Happening>();
  for (const each of posted) {
    const digest = digestOf(each.event);
    // The same content again is a repeat, whenever it was received.
    if (!contents.has(digest)) contents.set(digest, { ...each, digest, ...timeOf(each) });
  }
  const all = [...contents.values()];
  return all.filter((each) => !isOverruled(each, all, rulings)).sort(inOrder);
}

function digestOf(event: InvoiceEvent): string {
  return createHash('sha256')
    .update(canonicalize(event) ?? '')
    .digest('hex');
}

/** What is dated more than a quarter of an hour ahead of its receipt happened when it was received. */
function timeOf({ event, receivedAt }: Posted): { readonly nanos: bigint; readonly written: string } {
  const [occurred, received] = [nanosOf(event.occurredAt), nanosOf(receivedAt)];
  // The limit is one of whole milliseconds.
  const ahead = occurred / 1_000_000n - received / 1_000_000n > quarterOfAnHour / 1_000_000n;
  return ahead ? { nanos: received, written: receivedAt } : { nanos: occurred, written: event.occurredAt };
}

/** Whether it was decided that another content of its event counts; the last decision is in force. */
function isOverruled(
  { event, digest }: Happening,
  all: readonly Happening[],
  rulings: readonly Ruling[],
): boolean {
  const same = all.filter((each) => each.event.eventId === event.eventId);
  const last = rulings.findLast(({ eventId }) => eventId === event.eventId);
  if (same.length < 2 || last?.counts === undefined) return false;
  const isThere = same.some((each) => each.digest === last.counts);
  return isThere && digest !== last.counts && last.digests.includes(digest);
}

function inOrder(a: Happening, b: Happening): number {
  if (a.nanos !== b.nanos) return a.nanos < b.nanos ? -1 : 1;
  const [x, y] = [a, b].map(({ stage, event }) => lifecycle.indexOf(`${stage}/${event.status}`));
  if (x !== y) return (x ?? 0) - (y ?? 0);
  if (a.event.eventId !== b.event.eventId) return a.event.eventId < b.event.eventId ? -1 : 1;
  return a.digest < b.digest ? -1 : 1;
}
