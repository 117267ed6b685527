import type { DeadLetter } from '../../functions/core/dead-letters.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import { factOfBusEvent } from '../../functions/core/invoice/fact-of-bus-event.ts';
import { parseFact } from '../../functions/core/invoice/parse-fact.ts';
import { entryIdIn } from '../../functions/core/messaging/event-ids.ts';
import { wayBackOf } from '../../functions/core/way-back.ts';

/** What a message was accepted as. */
export interface Acceptance {
  /** The bus's id of the entry. */
  readonly entryId: string;
  /** What it brought; undefined when it cannot be read. */
  readonly fact: Fact | undefined;
}

/**
 * The acceptance that a letter carries, and that is lost with it. Undefined for a letter that stands
 * for none: it never was an event, or the event went on without it.
 */
export function acceptanceOf(letter: DeadLetter, prefix: string): Acceptance | undefined {
  const way = wayBackOf(letter, prefix);
  const body = way.to === 'queue' ? way.message.body : letter.body;
  switch (letter.kind) {
    case 'relay':
    case 'unrouted':
      // Whatever came to these queues was counted, readable or not.
      return { entryId: entryIdIn(body) ?? letter.messageId, fact: readable(body, factOfBusEvent) };
    case 'processor':
    case 'subscription': {
      const entryId = entryIdIn(body);
      return entryId === undefined ? undefined : { entryId, fact: readable(body, parseFact) };
    }
    case 'records': {
      // The ledger keeps the event, and only the time series will never count it.
      const entryId = entryIdIn(body);
      return entryId === undefined ? undefined : { entryId, fact: undefined };
    }
    default:
      return undefined;
  }
}

function readable(body: string, read: (body: string) => Fact): Fact | undefined {
  try {
    return read(body);
  } catch {
    return undefined;
  }
}
