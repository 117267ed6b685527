import { isStatusOf } from '../../functions/core/invoice/lifecycle.ts';
import { isJsonArray, isObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import { parseStrictJson } from '../../lib/strict-json.ts';
import { type Stage, stageNamed, stages } from '../../schemas/stages.ts';
import { CliError, exitCodes } from '../errors.ts';
import { decoded, UnreadableText } from '../input/decode.ts';
import { LineTooLong, linesOf, maxLineLength } from '../input/lines.ts';
import type { OutgoingEvent } from './ready-events.ts';

/**
 * Reads events from JSON text: one event, an array of them, `{"events": […]}`, or one of these per
 * line (NDJSON, streamed).
 * @param bytes the text in UTF-8
 * @throws {CliError} INPUT_INVALID naming the line
 */
export async function* readEvents(bytes: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  try {
    yield* eventsOn(linesOf(decoded(bytes)));
  } catch (error) {
    if (error instanceof UnreadableText) throw invalid(error.message);
    throw error instanceof LineTooLong ? tooLong('a line') : error;
  }
}

async function* eventsOn(lines: AsyncIterable<string>): AsyncGenerator<unknown> {
  /** Every line so far, while the text may be one document over several lines. */
  const document: string[] = [];
  let mayBeDocument = true;
  let [number, length] = [0, 0];
  for await (const line of lines) {
    number += 1;
    length += line.length;
    const isBlank = line.trim() === '';
    const isFirst = mayBeDocument && document.every((before) => before.trim() === '');
    if (mayBeDocument && (isBlank || !isFirst || parseJson(line) === undefined)) {
      document.push(line);
      if (length > maxLineLength) throw tooLong('a document over several lines');
      continue;
    }
    mayBeDocument = false;
    if (!isBlank) yield* eventsIn(parsed(line, `line ${number}: `), `line ${number}`);
  }
  if (!mayBeDocument) return;
  const text = document.join('\n');
  if (text.trim() !== '') yield* eventsIn(parsed(text, ''), 'the document');
}

function parsed(text: string, where: string): JsonValue {
  const json = parseStrictJson(text);
  if ('problem' in json) throw invalid(`${where}${json.problem}`);
  return json.value;
}

function* eventsIn(value: JsonValue, where: string): Generator<JsonObject> {
  for (const item of listed(value, where)) {
    if (!isObject(item))
      throw invalid(`${where} holds something that is not an event: ${JSON.stringify(item).slice(0, 60)}`);
    yield item;
  }
}

function listed(value: JsonValue, where: string): readonly JsonValue[] {
  if (isJsonArray(value)) return value;
  if (!isObject(value) || !isJsonArray(value.events)) return [value];
  const [other] = Object.keys(value).filter((name) => name !== 'events');
  if (other === undefined) return value.events;
  throw invalid(`${where} has ${JSON.stringify(other)} beside "events", and would be sent without it`);
}

/**
 * The event with its stage: from its own `stage` field (which is removed, as it is not part of the
 * event; `{stage, event}` is accepted too), else the given one, else the stage of its status.
 * @throws {CliError} STAGE_UNKNOWN, INPUT_INVALID
 */
export function toOutgoing(item: unknown, given?: Stage): OutgoingEvent {
  const { stage: named, ...fields } = isObject(item) ? item : {};
  const event = wrapped(fields) ?? fields;
  const own = stageNamed(named);
  if (named !== undefined && !own) throw stageUnknown(event, `its stage ${JSON.stringify(named)} is none`);
  const stage = own ?? given ?? stageOf(event.status);
  if (!stage) throw stageUnknown(event, `it does not say its stage, and ${aboutStatus(event.status)}`);
  return { stage, invoiceId: typeof event.invoiceId === 'string' ? event.invoiceId : '', event };
}

/** The event of `{stage, event}`. */
function wrapped(fields: JsonObject): JsonObject | undefined {
  const { event, ...others } = fields;
  if (!isObject(event)) return undefined;
  const [other] = Object.keys(others);
  if (other === undefined) return event;
  throw invalid(`an event has ${JSON.stringify(other)} beside "event", and would be sent without it`);
}

function stageOf(status: unknown): Stage | undefined {
  return typeof status === 'string' ? stages.find((stage) => isStatusOf(stage, status)) : undefined;
}

function aboutStatus(status: unknown): string {
  return status === undefined
    ? 'it has no status'
    : `its status ${JSON.stringify(status)} is not one of any stage`;
}

function stageUnknown({ eventId }: JsonObject, why: string): CliError {
  return new CliError(
    'STAGE_UNKNOWN',
    `The event ${JSON.stringify(eventId ?? null)} cannot be sent: ${why}.`,
    `Correct stage or status, or give --stage (${stages.join(', ')}).`,
    exitCodes.usage,
  );
}

function tooLong(what: string): CliError {
  return invalid(`${what} has more than ${maxLineLength} characters`);
}

function invalid(what: string): CliError {
  return new CliError(
    'INPUT_INVALID',
    `The input is not usable: ${what}.`,
    'Give one event, an array, {"events": […]}, or one of these per line, in UTF-8.',
    exitCodes.usage,
  );
}
