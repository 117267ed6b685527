import { hash } from 'node:crypto';
import { type Stage, stages } from '../../../schemas/stages.ts';
import { digestOf } from '../invoice/digest.ts';
import { type Fact, factKey } from '../invoice/fact.ts';
import { epochMs } from '../invoice/instant.ts';
import type { Dimension } from '../measures/measures.ts';

/** An event as one of the stores holds it: what all of them know of it. */
export interface HeldEvent {
  readonly invoiceId: string;
  /** `eventId#digest`, as `factKey`. */
  readonly eventKey: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** The bus's id of the acceptance, where the store knows it. */
  readonly entryId?: string | undefined;
  /** When it happened, where the store knows that; ms since the epoch. */
  readonly occurredAt?: number | undefined;
  /** Everything else, as one text: equal in every store, or one of them was altered. */
  readonly content: string;
}

/** Stands between the parts of a content; no part that the contract restricts can hold it. */
export const separator = '\u001f';

/**
 * The fields of a content, in their order, after the digest of the event: what a record of the time
 * series says of its own event alone. Measures that rest on other events are no part of it.
 */
export const contentDimensions = [
  'stage',
  'status',
  'currency',
  'vendorId',
  'producer',
] as const satisfies readonly Dimension[];

/**
 * The event of a fact.
 * @param amountIn how the time series gives an amount back; exactly, unless given
 * @param digest of its event; computed anew, unless just now it was: a body that was altered shows
 */
export function heldEvent(
  fact: Fact,
  amountIn: (text: string) => string = (text) => text,
  digest = digestOf(fact.event),
): HeldEvent {
  const { event, stage, producer, entryId } = fact;
  const receivedAt = epochMs(fact.receivedAt);
  return {
    invoiceId: event.invoiceId,
    eventKey: factKey(fact),
    receivedAt,
    entryId,
    occurredAt: epochMs(event.occurredAt),
    content: contentOf({
      digest,
      ...{ stage, status: event.status, currency: event.currency, vendorId: event.vendor.id, producer },
      amount: amountIn(event.amount),
      receivedAt,
    }),
  };
}

/** What a store of the time series is asked for of a record, to tell which event it holds. */
export const recordColumns = ['invoiceId', 'eventKey', ...contentDimensions, 'amount', 'receivedAt'] as const;

/**
 * The event of a record that a store of the time series answered with.
 * @param text the value of a column, as the store writes it
 * @param timeOf a time as the store writes it → ms since the epoch
 */
export function heldRecord(
  text: (column: (typeof recordColumns)[number]) => string,
  timeOf: (text: string) => number,
): HeldEvent {
  const [eventKey, receivedAt] = [text('eventKey'), timeOf(text('receivedAt'))];
  return {
    ...{ invoiceId: text('invoiceId'), eventKey, receivedAt },
    content: contentOf({
      digest: eventKey.slice(eventKey.lastIndexOf('#') + 1),
      ...{ stage: text('stage'), status: text('status'), currency: text('currency') },
      ...{ vendorId: text('vendorId'), producer: text('producer') },
      ...{ amount: roundedAmount(text('amount')), receivedAt },
    }),
  };
}

/** The content of an event, by its parts. */
export function contentOf(
  parts: Readonly<Record<(typeof contentDimensions)[number] | 'digest' | 'amount', string>> & {
    readonly receivedAt: number;
  },
): string {
  return [
    parts.digest,
    ...contentDimensions.map((name) => parts[name]),
    plainDecimal(parts.amount),
    parts.receivedAt,
  ].join(separator);
}

/**
 * An amount as a store of floating-point numbers gives it back: the digest of the event has all of
 * its digits.
 */
export function roundedAmount(text: string): string {
  return String(Number(text));
}

/** The stage in a content; undefined of what could not be read. */
export function stageOfContent(content: string): Stage | undefined {
  const [, stage] = content.split(separator, 2);
  return stages.find((known) => known === stage);
}

/** What tells an event from every other one. */
export function identityOf({ invoiceId, eventKey }: Pick<HeldEvent, 'invoiceId' | 'eventKey'>): string {
  return `${invoiceId}${separator}${eventKey}`;
}

/** Without superfluous zeros: as a store of numbers gives it back. */
function plainDecimal(text: string): string {
  const plain = text
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return plain === '-0' ? '0' : plain;
}

/** Hexadecimal digits of the SHA-256 that an event adds to its minute's digest: an exact number. */
export const elementDigits = 12;

/** What an event adds to the digest of its minute. */
export function elementOf(event: HeldEvent): number {
  const text = `${identityOf(event)}${separator}${event.content}`;
  return Number.parseInt(hash('sha256', text).slice(0, elementDigits), 16);
}
