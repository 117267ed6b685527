import { isStatusOf } from '../../functions/core/invoice/lifecycle.ts';
import { isObject } from '../../lib/json.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { CliError, exitCodes } from '../errors.ts';
import type { OutgoingEvent } from './ready-events.ts';

/**
 * Reads events from JSON text: one event, an array of them, `{"events": […]}`, or one of these per line
 * (NDJSON, read as it streams by).
 * @param lines the text, line by line
 * @throws {CliError} INPUT_INVALID naming the line
 */
export async function* readEvents(lines: AsyncIterable<string>): AsyncGenerator<unknown> {
  const rest: string[] = [];
  let number = 0;
  for await (const raw of lines) {
    number += 1;
    const line = number === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    if (rest.length > 0 || !(line.trim() === '' || isWholeJson(line))) {
      // The first line is not JSON by itself: the text is one document over many lines.
      if (number > 1 && rest.length === 0) throw invalid(`line ${number} is not JSON`);
      rest.push(line);
    } else if (line.trim() !== '') {
      yield* eventsIn(JSON.parse(line), `line ${number}`);
    } else if (number === 1) {
      number = 0;
    }
  }
  if (rest.length > 0) yield* eventsIn(parseDocument(rest.join('\n')), 'the document');
}

function isWholeJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
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
 * The event with its stage: its own `stage` field (taken off, it is not part of the event; `{stage, event}` is
 * understood too), else the given one, else the stage that its status belongs to.
 * @throws {CliError} STAGE_UNKNOWN
 */
export function toOutgoing(item: unknown, given?: Stage): OutgoingEvent {
  const { stage: named, ...fields } = isObject(item) ? item : {};
  const event = isObject(fields.event) ? fields.event : fields;
  const stage = stages.find((candidate) => candidate === named) ?? given ?? stageOf(event.status);
  if (!stage) {
    throw new CliError(
      'STAGE_UNKNOWN',
      `Neither the event ${JSON.stringify(event.eventId ?? null)} nor its status says which stage it belongs to.`,
      `Give --stage (${stages.join(', ')}).`,
      exitCodes.usage,
    );
  }
  return { stage, invoiceId: typeof event.invoiceId === 'string' ? event.invoiceId : '', event };
}

function stageOf(status: unknown): Stage | undefined {
  return typeof status === 'string' ? stages.find((stage) => isStatusOf(stage, status)) : undefined;
}

function invalid(what: string): CliError {
  return new CliError(
    'INPUT_INVALID',
    `The input is not usable: ${what}.`,
    'Give one event, an array, {"events": […]}, or one of these per line.',
    exitCodes.usage,
  );
}
