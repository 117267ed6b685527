import { isDeepStrictEqual } from 'node:util';
import { conflictsIn, disregardedIn } from '../../functions/core/invoice/conflicts.ts';
import { digestOf } from '../../functions/core/invoice/digest.ts';
import type { ExportedHistory } from '../../functions/core/invoice/exported-history.ts';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import type { InvoiceHistory } from '../../functions/core/invoice/history.ts';
import { historyDigest } from '../../functions/core/invoice/history-digest.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import { counted } from '../../lib/counted.ts';
import { messageOf } from '../../lib/message-of.ts';

/** What was looked at, and whether it is as it should be. */
export interface Finding {
  readonly check: string;
  readonly holds: boolean;
  /** What is wrong, or what else there is to know. */
  readonly detail?: string;
}

/** Whether an export contradicts itself: nobody has altered it without altering all of it. */
export function verifyExport({ history }: ExportedHistory): readonly Finding[] {
  const { invoiceId, events, decisions, digest } = history;
  const altered = events.filter((fact) => digestOf(fact.event) !== fact.digest);
  const foreign = events.filter(({ event }) => event.invoiceId !== invoiceId);
  const different = differences(history);
  return [
    {
      check: 'every event is as its digest says',
      holds: altered.length === 0,
      ...named(altered),
    },
    { check: 'every event is of the invoice', holds: foreign.length === 0, ...named(foreign) },
    {
      check: 'events and decisions are as the digest of the history says',
      holds: historyDigest(events.map(asItSays), decisions) === digest,
    },
    {
      check: 'status and amounts follow from the events',
      holds: different.length === 0,
      ...(different.length > 0 && { detail: different.join(', ') }),
    },
  ];
}

/**
 * Whether the cell has what the export has, and had nothing else when it was made. What came since is no
 * difference.
 * @param present the history as the cell has it now; undefined when it has none
 */
export function verifyAgainstCell(
  { exportedAt, history }: ExportedHistory,
  present: InvoiceHistory | undefined,
): readonly Finding[] {
  const check = 'the cell has the same history';
  if (!present) return [{ check, holds: false, detail: 'it has none of this invoice' }];
  // What the events say, whatever the file says that their digests are.
  const own = history.events.map(asItSays);
  if (historyDigest(own, history.decisions) === present.digest) return [{ check, holds: true }];
  const [exported, stored] = [byKey(history.events), byKey(present.events)];
  const gone = own.filter((fact) => stored.get(factKey(fact)) !== identity(fact));
  const further = present.events.filter((fact) => !exported.has(factKey(fact)));
  const left = further.filter(({ receivedAt }) => receivedAt <= exportedAt);
  const decided = present.decisions.filter(({ at }) => at > exportedAt).length;
  const undecided = present.decisions.length - decided !== history.decisions.length;
  return [
    { check: 'the cell has every event of the export, unaltered', holds: gone.length === 0, ...named(gone) },
    {
      check: 'the export has every event that was received before it was made',
      holds: left.length === 0,
      ...named(left),
    },
    { check: 'the export has every decision that was made before it was', holds: !undecided },
    {
      check: 'what came since',
      holds: true,
      detail: `${counted(further.length - left.length, 'event')}, ${counted(decided, 'decision')}`,
    },
  ];
}

/** The event with the digest that it has, not the one that it is said to have. */
function asItSays(fact: Fact): Fact {
  return { ...fact, digest: digestOf(fact.event) };
}

/** What a head says that rests on events alone: deadlines are data of the cell. */
const compared = [
  'eventCount',
  'stage',
  'status',
  'statusSince',
  'documentType',
  'amount',
  'currency',
  'paidAmount',
  'openAmount',
  'overpaidAmount',
  'vendorId',
  'dueDate',
  'discountDate',
  'exceptions',
  'updatedAt',
] as const satisfies readonly (keyof InvoiceHead)[];

function differences({ head, events, decisions, disregarded }: InvoiceHistory): readonly string[] {
  try {
    const projected = project(events, undefined, decisions);
    const left = disregardedIn(conflictsIn(events), decisions);
    const isLeft = left.size === disregarded.length && disregarded.every((digest) => left.has(digest));
    return [
      ...compared
        .filter((name) => head[name] !== projected[name])
        .map((name) => `${name} is ${head[name]}, the events say ${projected[name]}`),
      ...(isDeepStrictEqual(head.stages, projected.stages)
        ? []
        : ['stages are not as the events say they were entered and left']),
      ...(isLeft ? [] : ['disregarded names other events than the decisions leave out']),
    ];
  } catch (error) {
    return [`nothing follows from them: ${messageOf(error)}`];
  }
}

function byKey(events: readonly Fact[]): ReadonlyMap<string, string> {
  return new Map(events.map((fact) => [factKey(fact), identity(fact)]));
}

function identity(fact: Fact): string {
  return historyDigest([fact], []);
}

function named(facts: readonly Fact[]): { readonly detail?: string } {
  return facts.length === 0 ? {} : { detail: facts.map(({ event }) => event.eventId).join(', ') };
}
