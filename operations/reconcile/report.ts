import { stageOfContent } from '../../functions/core/conservation/held-event.ts';
import type { Stage } from '../../schemas/stages.ts';
import { type Finding, type Hop, hops } from './compare.ts';

/** An accepted event that is not where it has to be, and on no queue; or one that was never accepted. */
export interface Difference {
  readonly invoiceId: string;
  readonly eventId: string;
  readonly digest: string;
  /** The bus's id of the acceptance, where one is known. */
  readonly entryId?: string | undefined;
  /** RFC 3339 UTC. */
  readonly receivedAt: string;
  readonly stage?: Stage | undefined;
  readonly missingFrom: readonly Hop[];
  /** Places that hold it otherwise than the others do, or more than once. */
  readonly altered: readonly Hop[];
  /** The last place that holds it. */
  readonly reached: Hop;
}

/** What became of the acceptances of some minutes; `differences` are not among the counts after `accepted`. */
export interface Tally {
  readonly accepted: number;
  /** In the ledger and the time series. */
  readonly visible: number;
  /** Repeated an event that is accounted for elsewhere. */
  readonly repeats: number;
  readonly underWay: number;
  readonly deadLettered: number;
  readonly discarded: number;
}

export const nothing: Tally = {
  ...{ accepted: 0, visible: 0, repeats: 0 },
  ...{ underWay: 0, deadLettered: 0, discarded: 0 },
};

/** Whether the archive has the event as it was accepted, so that it can take its path again. */
export function canBePutBack({ missingFrom, altered }: Pick<Difference, 'missingFrom' | 'altered'>): boolean {
  return altered.length === 0 && missingFrom.length > 0 && !missingFrom.includes('archive');
}

export function differenceOf({ event, missingFrom, altered }: Finding): Difference {
  const [eventId, digest] = partsOf(event.eventKey);
  return {
    ...{ invoiceId: event.invoiceId, eventId, digest, entryId: event.entryId },
    receivedAt: new Date(event.receivedAt).toISOString(),
    stage: stageOfContent(event.content),
    ...{ missingFrom, altered },
    reached: hops.findLast((hop) => !missingFrom.includes(hop)) ?? 'archive',
  };
}

/** An event's id and digest: the digest has no `#`, an id may. */
function partsOf(eventKey: string): readonly [eventId: string, digest: string] {
  const at = eventKey.lastIndexOf('#');
  return at === -1 ? [eventKey, ''] : [eventKey.slice(0, at), eventKey.slice(at + 1)];
}
