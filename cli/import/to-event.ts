import { isTerminal } from '../../functions/core/invoice/lifecycle.ts';
import { dateReader } from '../../functions/core/values/calendar-date.ts';
import { decimalReader } from '../../functions/core/values/decimal.ts';
import { instantReader, type TimeForm } from '../../functions/core/values/instant.ts';
import type { Reader, Reading } from '../../functions/core/values/reading.ts';
import { type FormatReader, formatReader } from '../../functions/core/values/time-format.ts';
import { readZone } from '../../functions/core/values/zone.ts';
import type { OutgoingEvent } from '../sending/ready-events.ts';
import { idScheme, positionId } from './event-ids.ts';
import type { LogRecord } from './log-record.ts';
import { sameName } from './mapped-names.ts';
import type { AmountSource, DateSource, Mapping } from './mapping-schema.ts';
import { type Found, type Lookup, lookup, textOf } from './value-sources.ts';

/** What became of one event of a log. */
export type Mapped =
  | { readonly kind: 'event'; readonly caseId: string; readonly outgoing: OutgoingEvent }
  | { readonly kind: 'skipped'; readonly activity: string }
  | { readonly kind: 'unusable'; readonly eventId: string; readonly place: string; readonly problem: string };

/**
 * Turns events of logs into invoice events as the mapping says; to be called in log order.
 * `position` counts the events of a case from 1.
 */
export function eventMapper(mapping: Mapping): (record: LogRecord, position: number) => Mapped {
  const targetOf = activityTargets(mapping);
  const idOf = idScheme(mapping.ids);
  const read = fieldReaders(mapping);

  return (record, position) => {
    const activity = record.activity ?? '(no activity)';
    const target = targetOf(activity);
    if (!target) return { kind: 'skipped', activity };
    const { place, caseId } = record;
    const unusable = (problem: string): Mapped => {
      return { kind: 'unusable', eventId: positionId(caseId ?? '', position), place, problem };
    };

    if (!caseId) return unusable('the event has no case');
    const occurredAt = read.occurredAt(record.timestamp ?? '');
    if ('problem' in occurredAt) return unusable(`time: ${occurredAt.problem}`);
    const ownId = read.eventId(record);
    const eventId =
      ownId?.text ?? idOf({ caseId, activity: sameName(activity), occurredAt: occurredAt.value, position });
    if (mapping.fields.eventId && !ownId) return unusable('eventId: the event has none');
    if (record.problem !== undefined) return unusable(record.problem);
    const values = read.values(record, target);
    if ('problem' in values) return unusable(values.problem);

    const invoiceId = textOf(read.invoiceId(record)) ?? caseId;
    const event = {
      eventId,
      invoiceId,
      status: target.status,
      occurredAt: occurredAt.value,
      ...values.value,
    };
    return { kind: 'event', caseId, outgoing: { stage: target.stage, invoiceId, event, place } };
  };
}

type Target = Mapping['activities'][string];

/** Finds what an activity means, however its accents are encoded. */
function activityTargets({ activities }: Mapping): (activity: string) => Target | undefined {
  const targets = new Map(Object.entries(activities).map(([name, target]) => [sameName(name), target]));
  return (activity) => targets.get(activity) ?? targets.get(sameName(activity));
}

/** Readers of every field, made once for all events. */
function fieldReaders(mapping: Mapping) {
  const { fields } = mapping;
  const form = timeForm(mapping);
  const amount = amountField('amount', fields.amount);
  const paidAmount = amountField('paidAmount', fields.paidAmount);
  const [currency, documentType] = [lookup(fields.currency), lookup(fields.documentType)];
  const vendor = group({ id: fields.vendor.id, name: fields.vendor.name, country: fields.vendor.country });
  const paymentTerms = group({ code: fields.paymentTerms });
  const source = group({ system: fields.system, actor: fields.actor });
  const attributes = group(fields.attributes ?? {});
  const invoiceDate = dateField('invoiceDate', fields.invoiceDate, form);
  const dueDate = dateField('dueDate', fields.dueDate, form);

  /** The fields beside the ids, the status and the time. */
  function values(record: LogRecord, { stage, status }: Target): Reading<Readonly<Record<string, unknown>>> {
    const money = amount(record) ?? { problem: 'amount: there is no amount' };
    if ('problem' in money) return money;
    // The contract knows it beside this status only; logs repeat it in every row.
    const paid = isTerminal(stage, status) ? paidAmount(record) : undefined;
    if (paid && 'problem' in paid) return paid;
    if (fields.paidAmount && isTerminal(stage, status) && !paid)
      return {
        problem: 'paidAmount: the event has none, and the mapping does not say what that means (default)',
      };
    const [invoiced, due] = [invoiceDate(record), dueDate(record)];
    if ('problem' in invoiced) return invoiced;
    if ('problem' in due) return due;
    const all = {
      documentType: textOf(documentType(record)),
      amount: money.value,
      paidAmount: paid?.value,
      currency: textOf(currency(record)),
      vendor: vendor(record),
      paymentTerms: paymentTerms(record),
      invoiceDate: invoiced.value,
      dueDate: due.value,
      source: source(record),
      attributes: attributes(record),
    };
    return { value: withoutGaps(all) };
  }

  return {
    occurredAt: instantReader(form),
    eventId: lookup(fields.eventId),
    invoiceId: lookup(fields.invoiceId),
    values,
  };
}

/** How the file writes times, from a mapping that has been checked. */
function timeForm({ timestamp = {} }: Mapping): TimeForm {
  const zone = timestamp.zone === undefined ? undefined : readZone(timestamp.zone);
  return { format: formatOf(timestamp.format), zone: zone && 'value' in zone ? zone.value : undefined };
}

function formatOf(format: string | undefined): FormatReader | undefined {
  const read = format === undefined ? undefined : formatReader(format);
  return read && 'value' in read ? read.value : undefined;
}

/** The amount in a field, read in the way in which the record's file writes decimals. */
function amountField(
  name: string,
  source: AmountSource | undefined,
): (record: LogRecord) => Reading<string> | undefined {
  const find = lookup(source);
  const readerOf = (mark?: '.' | ',') => decimalReader({ mark, roundTo: source?.roundTo });
  const [plain, dot, comma] = [readerOf(), readerOf('.'), readerOf(',')];
  return (record) => {
    const found = find(record);
    const { decimalMark } = record;
    const read = decimalMark === ',' ? comma : decimalMark === '.' ? dot : plain;
    return found && readAs(name, found, read);
  };
}

/** The value of a field as the log has it, read; a constant of the mapping as it stands there. */
function readAs(field: string, found: Found, read: Reader<string>): Reading<string> {
  if (found.isConstant) return { value: found.text };
  const reading = read(found.text);
  if ('value' in reading) return reading;
  return {
    problem: `${field}${found.from ? ` (from ${JSON.stringify(found.from)})` : ''}: ${reading.problem}`,
  };
}

function dateField(
  name: string,
  source: DateSource | undefined,
  form: TimeForm,
): (record: LogRecord) => Reading<string | undefined> {
  const find = lookup(source);
  const read = dateReader({ ...form, format: formatOf(source?.format) ?? form.format });
  return (record) => {
    const found = find(record);
    return found ? readAs(name, found, read) : { value: undefined };
  };
}

type Group = Readonly<Record<string, string>> | undefined;

/** Looks up the fields of an object; nothing when there is none of them. */
function group(
  sources: Readonly<Record<string, Parameters<typeof lookup>[0]>>,
): (record: LogRecord) => Group {
  const lookups: (readonly [string, Lookup])[] = Object.entries(sources)
    .filter(([, source]) => source !== undefined)
    .map(([name, source]) => [name, lookup(source)]);
  return (record) => {
    let found: Record<string, string> | undefined;
    for (const [name, find] of lookups) {
      const text = textOf(find(record));
      if (text === undefined) continue;
      found ??= {};
      found[name] = text;
    }
    return found;
  };
}

/** The object without its undefined fields. */
function withoutGaps(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept;
}
