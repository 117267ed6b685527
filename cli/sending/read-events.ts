import { isStatusOf } from '../../functions/core/invoice/lifecycle.ts';
import { isObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { CliError, exitCodes } from '../errors.ts';
import type { OutgoingEvent } from './ready-events.ts';

/**
 * Reads events from JSON text: one event, an array of them, `{"events": […]}`, or one of these per
 * line (NDJSON, streamed).
 * @param lines the text, line by line
 * @throws {CliError} INPUT_INVALID naming the line
 */
export async function* readEvents(lines: AsyncIterable<string>): AsyncGenerator<unknown> {
  const document: string[] = [];
  let number = 0;
  for await (const raw of lines) {
    const line = number === 0 ? raw.replace(/^\uFEFF/, '') : raw;
    const isBlank = line.trim() === '';
    // Blank lines before the first event do not make it a later line.
    if (isBlank && number === 0) continue;
    number += 1;
    if (document.length > 0) document.push(line);
    else if (!isBlank) {
      const value = parseJson(line);
      if (value !== undefined) yield* eventsIn(value, `line ${number}`);
      else if (number > 1) throw invalid(`line ${number} is not JSON`);
      // The first line is not JSON by itself, so the text is one document over several lines.
      else document.push(line);
    }
  }
  if (document.length > 0) yield* eventsIn(parseDocument(document.join('\n')), 'the document');
}

function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function* eventsIn(value: unknown, where: string): Generator<unknown> {
  const list = Array.isArray(value)
    ? value
    : isObject(value) && Array.isArray(value.events)
      ? value.events
      : [value];
  for (const item of list) {
    if (!isObject(item))
      throw invalid(`${where} holds something that is not an event: ${JSON.stringify(item)}`);
    yield item;
  }
}

/**
 * The event with its stage: from its own `stage` field (which is removed, as it is not part of the
 * event; `{stage, event}` is accepted too), else the given one, else the stage of its status.
 * @throws {CliError} STAGE_UNKNOWN
 */
export function toOutgoing(item: unknown, given?: Stage): OutgoingEvent {
  const { stage: named, ...fields } = isObject(item) ? item : {};
  const event = isObject(fields.event) ? fields.event : fields;
  const stage = stages.find((candidate) => candidate === named) ?? given ?? stageOf(event.status);
  if (!stage) throw stageUnknown(event);
  return { stage, invoiceId: typeof event.invoiceId === 'string' ? event.invoiceId : '', event };
}

function stageOf(status: unknown): Stage | undefined {
  return typeof status === 'string' ? stages.find((stage) => isStatusOf(stage, status)) : undefined;
}

function stageUnknown({ eventId, status }: JsonObject): CliError {
  const ofStatus =
    status === undefined
      ? 'it has no status'
      : `its status ${JSON.stringify(status)} is not one of any stage`;
  return new CliError(
    'STAGE_UNKNOWN',
    `The event ${JSON.stringify(eventId ?? null)} does not say its stage, and ${ofStatus}.`,
    `Correct the status, or give --stage (${stages.join(', ')}).`,
    exitCodes.usage,
  );
}

function invalid(what: string): CliError {
  return new CliError(
    'INPUT_INVALID',
    `The input is not usable: ${what}.`,
    'Give one event, an array, {"events": […]}, or one of these per line.',
    exitCodes.usage,
  );
}
