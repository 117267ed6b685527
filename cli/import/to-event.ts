import Big from 'big.js';
import { decimal } from '../../schemas/patterns.ts';
import type { OutgoingEvent } from '../sending/ready-events.ts';
import type { LogRecord } from './log-record.ts';
import type { Mapping, ValueSource } from './mapping-schema.ts';
import { timestampReader } from './timestamps.ts';

/** What became of one event of a log. */
export type Mapped =
  | { readonly kind: 'event'; readonly outgoing: OutgoingEvent }
  | { readonly kind: 'skipped'; readonly activity: string }
  | { readonly kind: 'unusable'; readonly eventId: string; readonly problem: string };

/**
 * Digits of a position in an event id: text order equals log order up to a million events of one
 * case.
 */
const positionDigits = 6;

/**
 * The id of the case's n-th event (counted from 1 over every event of the log), so that a second
 * import repeats it.
 */
function importedEventId(caseId: string, position: number): string {
  return `${caseId}#${String(position).padStart(positionDigits, '0')}`;
}

/** Turns events of a log into invoice events as the mapping says. */
export function eventMapper(mapping: Mapping): (record: LogRecord, position: number) => Mapped {
  const toInstant = timestampReader(mapping.timestamp);
  const toAmount = amountReader(mapping.csv?.decimalMark ?? '.');
  const { fields } = mapping;

  return (record, position) => {
    const activity = record.activity ?? '(no activity)';
    const target = Object.hasOwn(mapping.activities, activity) ? mapping.activities[activity] : undefined;
    if (!target) return { kind: 'skipped', activity };
    const eventId = importedEventId(record.caseId ?? '', position);
    const unusable = (problem: string): Mapped => ({ kind: 'unusable', eventId, problem });

    if (!record.caseId) return unusable('the event has no case');
    const occurredAt = toInstant(record.timestamp ?? '');
    if (!occurredAt) return unusable(`"${record.timestamp ?? ''}" is not a time that could be read`);
    const amountText = lookUp(fields.amount, record);
    const amount = toAmount(amountText ?? '');
    if (amount === undefined) return unusable(`"${amountText ?? ''}" is not an amount`);

    const invoiceId = lookUp(fields.invoiceId, record) ?? record.caseId;
    const event = withoutGaps({
      eventId,
      invoiceId,
      status: target.status,
      occurredAt,
      amount,
      currency: lookUp(fields.currency, record),
      vendor: withoutGaps({
        id: lookUp(fields.vendor.id, record),
        name: lookUp(fields.vendor.name, record),
        country: lookUp(fields.vendor.country, record),
      }),
      paymentTerms: withoutGaps({ code: lookUp(fields.paymentTerms, record) }),
      invoiceDate: dayOf(lookUp(fields.invoiceDate, record), toInstant),
      dueDate: dayOf(lookUp(fields.dueDate, record), toInstant),
      source: withoutGaps({ system: lookUp(fields.system, record), actor: lookUp(fields.actor, record) }),
      attributes: withoutGaps(
        Object.fromEntries(
          Object.entries(fields.attributes ?? {}).map(([name, source]) => [name, lookUp(source, record)]),
        ),
      ),
    });
    return { kind: 'event', outgoing: { stage: target.stage, invoiceId, event } };
  };
}

/** The value from the event, else from the case, else the default; undefined when there is none. */
function lookUp(source: ValueSource | undefined, record: LogRecord): string | undefined {
  if (!source) return undefined;
  const found =
    (source.event && record.eventAttribute(source.event)) ||
    (source.case && record.caseAttribute(source.case));
  if (!found) return source.default;
  if (!source.match) return found;
  return source.match.find(({ pattern }) => new RegExp(pattern).test(found))?.value ?? source.default;
}

/**
 * Converts text to a decimal of the contract: event logs write floats, perhaps with an exponent or
 * a long tail.
 */
function amountReader(mark: string) {
  const contract = new RegExp(decimal);
  return (text: string): string | undefined => {
    const plain = mark === ',' ? text.replaceAll('.', '').replace(',', '.') : text;
    if (contract.test(plain)) return plain;
    try {
      return new Big(plain).round(2, Big.roundHalfEven).toFixed(2);
    } catch {
      return undefined;
    }
  };
}

/**
 * The day of a date or a time, as YYYY-MM-DD; any other text passes unchanged, for the cell to
 * judge.
 */
function dayOf(
  text: string | undefined,
  toInstant: (text: string) => string | undefined,
): string | undefined {
  if (!text || /^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  return toInstant(text)?.slice(0, 10) ?? text;
}

/** The object without its undefined fields; undefined when no field is left. */
function withoutGaps(
  fields: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
