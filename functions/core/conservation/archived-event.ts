import { isObject, parseJsonObject } from '../../../lib/json.ts';
import { factOfBusEvent } from '../invoice/fact-of-bus-event.ts';
import { epochMs, isInstant } from '../invoice/instant.ts';
import { busDetailType } from '../names.ts';
import { type HeldEvent, heldEvent } from './held-event.ts';
import { unreadableEntry } from './message-identity.ts';
import type { Minutes } from './minute-digest.ts';

/** An event as the archive holds it. */
export interface ArchivedEvent extends HeldEvent {
  /** When it happened, ms since the epoch; its receipt, of one that cannot be read. */
  readonly occurredAt: number;
}

/**
 * The event of an entry of the archive; undefined for one that is no invoice event, such as an alert of
 * the cell.
 * @param text what the bus took, JSON
 * @param archivedAt ms since the epoch: counts as its receipt when it cannot be read
 * @param how `amountIn`: as of `heldEvent`; `within`: what says that it was received at another time is
 *   not read any further, and undefined too
 */
export function archivedEvent(
  text: string,
  archivedAt: number,
  { amountIn, within }: { readonly amountIn?: (text: string) => string; readonly within?: Minutes } = {},
): ArchivedEvent | undefined {
  const entry = parseJsonObject(text);
  if (entry && entry['detail-type'] !== busDetailType) return undefined;
  if (within && isObject(entry?.detail)) {
    const { receivedAt } = entry.detail;
    const at = typeof receivedAt === 'string' && isInstant(receivedAt) ? epochMs(receivedAt) : within.from;
    if (at < within.from || at >= within.to) return undefined;
  }
  try {
    const fact = factOfBusEvent(text);
    const occurredAt = epochMs(fact.event.occurredAt);
    return { ...heldEvent(fact, amountIn), occurredAt };
  } catch {
    const entryId = typeof entry?.id === 'string' ? entry.id : undefined;
    const name = entryId ?? `archived at ${new Date(archivedAt).toISOString()}`;
    return {
      ...{ ...unreadableEntry(name), receivedAt: archivedAt, entryId, content: text },
      occurredAt: archivedAt,
    };
  }
}
