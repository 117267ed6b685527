import { isObject, parseJsonObject } from '../../../lib/json.ts';
import { factOfEntry } from '../invoice/fact-of-bus-event.ts';
import { epochMs, isInstant } from '../invoice/instant.ts';
import { busDetailType } from '../names.ts';
import { type HeldEvent, heldEvent } from './held-event.ts';
import { unreadableEntry } from './message-identity.ts';
import { isWithin, type Minutes } from './minute-digest.ts';

/** An event as the archive holds it. */
export interface ArchivedEvent extends HeldEvent {
  /** When it happened, ms since the epoch; its receipt, of one that cannot be read. */
  readonly occurredAt: number;
}

/** Where the API's template puts the time of receipt: most entries tell it without being parsed. */
const receiptAtStart = /"detail":\{"schemaVersion":"[^"\\]*","stage":"[^"\\]*","receivedAt":"([^"\\]*)"/;
/** What may say it once more: in JSON, the last of several fields of one name counts. */
const saidAgain = /"receivedAt"|\\u/;

/** Whether an entry says so plainly that it was received outside a range that it need not be parsed. */
function isPlainlyOutside(text: string, within: Minutes): boolean {
  const start = receiptAtStart.exec(text);
  const receivedAt = start?.[1] ?? '';
  if (!start || !isInstant(receivedAt) || isWithin(epochMs(receivedAt), within)) return false;
  return !saidAgain.test(text.slice(start.index + start[0].length));
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
  // One that cannot be read counts to the time when it was archived.
  if (within && !isWithin(archivedAt, within) && isPlainlyOutside(text, within)) return undefined;
  const entry = parseJsonObject(text);
  if (entry && entry['detail-type'] !== busDetailType) return undefined;
  if (within && isObject(entry?.detail)) {
    const { receivedAt } = entry.detail;
    const at = typeof receivedAt === 'string' && isInstant(receivedAt) ? epochMs(receivedAt) : within.from;
    if (!isWithin(at, within)) return undefined;
  }
  try {
    const fact = factOfEntry(entry ?? {});
    const occurredAt = epochMs(fact.event.occurredAt);
    return { ...heldEvent(fact, amountIn, fact.digest), occurredAt };
  } catch {
    const entryId = typeof entry?.id === 'string' ? entry.id : undefined;
    const name = entryId ?? `archived at ${new Date(archivedAt).toISOString()}`;
    return {
      ...{ ...unreadableEntry(name), receivedAt: archivedAt, entryId, content: text },
      occurredAt: archivedAt,
    };
  }
}
