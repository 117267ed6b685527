import { epochMs, isInstant } from '../../functions/core/invoice/instant.ts';
import { isJsonArray, isObject, type JsonObject, parseJsonObject } from '../../lib/json.ts';
import { invoiceId as invoiceIdPattern } from '../../schemas/patterns.ts';
import { CliError, exitCodes } from '../errors.ts';
import type { Api } from '../http/api.ts';
import { askingPolicy, type RetryPolicy } from '../http/retry.ts';
import type { OutgoingEvent } from '../sending/ready-events.ts';
import { CasePositions } from './case-positions.ts';
import { CaseSample } from './case-sample.ts';
import { idPrefix } from './event-ids.ts';
import type { LogRecord } from './log-record.ts';
import type { Mapping } from './mapping-schema.ts';
import { eventMapper } from './to-event.ts';

/** An event as far as it tells whether two are the same. */
interface Happening {
  readonly id: string;
  readonly status: string;
  readonly occurredAt: string;
  readonly amount: unknown;
  readonly paidAmount: unknown;
}

/** What came of comparing logs with the cell. */
export interface ImportCheck {
  /** Cases that were compared. */
  readonly compared: number;
  /** Why the cell could not be asked about the others. */
  readonly problem?: string;
}

/**
 * Reads the logs to their end, which finds files that are not readable before anything is sent, and
 * compares some of their cases with what the cell has.
 * @throws {CliError} IDS_TAKEN when ids of the import belong to other events in the cell,
 * IMPORTED_BEFORE when the cell has its events under other ids; those of the logs
 */
export async function checkImport(
  logs: Iterable<AsyncIterable<LogRecord>>,
  mapping: Mapping,
  api: Api,
  policy: RetryPolicy = askingPolicy,
): Promise<ImportCheck> {
  const sample = await sampleOf(logs, mapping);
  let compared = 0;
  for (const [caseId, events] of sample.cases()) {
    for (const [invoiceId, ofInvoice] of Map.groupBy(events, (event) => event.invoiceId)) {
      // The cell refuses such an id, and its history has no path.
      if (!validId.test(invoiceId)) continue;
      const reply = await api.invoice(invoiceId, policy);
      if (reply.status === 404) continue;
      if (reply.status !== 200)
        return { compared, problem: `the cell answered ${reply.status} when asked for an invoice` };
      compare(caseId, ofInvoice, storedHappenings(parseJsonObject(reply.body)));
    }
    compared++;
  }
  return { compared };
}

const validId = new RegExp(invoiceIdPattern);

async function sampleOf(logs: Iterable<AsyncIterable<LogRecord>>, mapping: Mapping): Promise<CaseSample> {
  const toEvent = eventMapper(mapping);
  const positions = new CasePositions();
  const sample = new CaseSample();
  for (const log of logs) {
    for await (const record of log) {
      const mapped = toEvent(record, positions.next(record.caseId));
      if (mapped.kind === 'event') sample.add(mapped.caseId, mapped.outgoing);
    }
  }
  return sample;
}

/** @throws {CliError} IDS_TAKEN, IMPORTED_BEFORE */
function compare(caseId: string, events: readonly OutgoingEvent[], stored: readonly Happening[]): void {
  const storedById = new Map(stored.map((each) => [each.id, each]));
  const ours = events.flatMap((outgoing) => {
    const happening = happeningOf(outgoing.event);
    return happening ? [{ ...happening, place: outgoing.place }] : [];
  });
  const ids = new Set(ours.map(({ id }) => id));
  const imported = stored.filter(({ id }) => id.startsWith(idPrefix(caseId)) && !ids.has(id));
  for (const event of ours) {
    const taken = storedById.get(event.id);
    if (taken && !(isSame(taken, event) && isSameMoney(taken, event))) throw idsTaken(event, taken);
    const known = taken ? undefined : imported.find((other) => isSame(other, event));
    if (known) throw importedBefore(event, known);
  }
}

function happeningOf(event: unknown): Happening | undefined {
  if (!isObject(event)) return undefined;
  const { eventId, status, occurredAt, amount, paidAmount } = event;
  if (typeof eventId !== 'string' || typeof status !== 'string') return undefined;
  if (typeof occurredAt !== 'string' || !isInstant(occurredAt)) return undefined;
  return { id: eventId, status, occurredAt, amount, paidAmount };
}

function storedHappenings(history: JsonObject | undefined): readonly Happening[] {
  const events = isJsonArray(history?.events) ? history.events : [];
  return events.flatMap((entry) => {
    const happening = isObject(entry) ? happeningOf(entry.event) : undefined;
    return happening ? [happening] : [];
  });
}

/** To the millisecond: earlier versions of the import cut times off there. */
function isSame(a: Happening, b: Happening): boolean {
  return a.status === b.status && epochMs(a.occurredAt) === epochMs(b.occurredAt);
}

/** Two payments of a day are two events, though their ids may be made of that day alone. */
function isSameMoney(a: Happening, b: Happening): boolean {
  return a.amount === b.amount && a.paidAmount === b.paidAmount;
}

function inWords({ status, occurredAt, amount, paidAmount }: Happening): string {
  const money = paidAmount === undefined ? amount : `${paidAmount} paid of ${amount}`;
  return `"${status}" of ${occurredAt} (${money})`;
}

function idsTaken(event: Happening & { readonly place: string | undefined }, taken: Happening): CliError {
  return new CliError(
    'IDS_TAKEN',
    `Nothing was sent, because the ids of this import belong to other events: ${event.id} is ${inWords(event)} in ${event.place}, and ${inWords(taken)} in the cell.`,
    'Import all files that share a case together, the earlier ones first, or give events ids that do not depend on their position: a column that names each event (fields.eventId), or "ids": "content" where no two events of a case differ in their amounts alone. --no-id-check imports anyway, and shows conflicts.',
    exitCodes.usage,
  );
}

function importedBefore(
  event: Happening & { readonly place: string | undefined },
  known: Happening,
): CliError {
  return new CliError(
    'IMPORTED_BEFORE',
    `Nothing was sent, because the cell has events of this import under other ids: ${inWords(event)} in ${event.place} would be ${event.id}, and is ${known.id} in the cell.`,
    'Import them with the ids they were imported with: the same "ids" in the mapping, the same files in the same order. --no-id-check imports anyway, and stores them twice.',
    exitCodes.usage,
  );
}
