import { isObject, type JsonObject, parseJson } from '../../lib/json.ts';
import type { PutEventsEntry, PutEventsResult } from '../messaging/bus.ts';
import type { Value } from './velocity/values.ts';

/** Accepts entries for good; rejects when it could take none. */
export type PutEvents = (entries: readonly PutEventsEntry[]) => Promise<PutEventsResult>;

/** What an AWS service answered. */
export interface ServiceReply {
  readonly status: number;
  readonly json: Value;
}

const maxEntries = 10;
/** Bytes of all entries together must stay below this. */
const maxBytes = 1024 * 1024;

function refused(type: string, message: string): ServiceReply {
  return {
    status: 400,
    json: { __type: type, message },
  };
}

type Fields = JsonObject;
type ResultEntry = PutEventsResult['Entries'][number];

function isOptionalText(value: unknown) {
  return value === undefined || typeof value === 'string';
}

/**
 * Whether the fields have the types the service can read; which of them it requires it says entry
 * by entry.
 */
function isEntry(entry: Fields): boolean {
  return (
    ['Source', 'DetailType', 'Detail', 'EventBusName'].every((name) => isOptionalText(entry[name])) &&
    (entry.Resources === undefined ||
      (Array.isArray(entry.Resources) && entry.Resources.every((each) => typeof each === 'string')))
  );
}

function isComplete(entry: Fields): entry is Fields & PutEventsEntry {
  return ['Source', 'DetailType', 'Detail'].every(
    (name) => typeof entry[name] === 'string' && entry[name] !== '',
  );
}

/**
 * As the service counts:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
 */
function sizeOf(entry: Fields): number {
  const resources: readonly unknown[] = Array.isArray(entry.Resources) ? entry.Resources : [];
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...resources];
  return texts.reduce<number>(
    (sum, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    0,
  );
}

const incomplete: ResultEntry = {
  ErrorCode: 'InvalidArgument',
  ErrorMessage: 'Source, DetailType and Detail are required arguments.',
};

/**
 * The action `PutEvents` of the service EventBridge, as an API's integration calls it: checks the
 * call as the service does (1–10 entries, below 1 MiB) and hands the complete ones to the bus,
 * which checks their details.
 * @param body the rendered request
 */
export async function callPutEvents(putEvents: PutEvents, body: string): Promise<ServiceReply> {
  const request = parseJson(body);
  const entries = isObject(request) ? request.Entries : undefined;
  if (!Array.isArray(entries) || !entries.every((entry) => isObject(entry) && isEntry(entry)))
    return refused('SerializationException', 'The request is not a JSON object with a list of entries.');
  if (entries.length === 0 || entries.length > maxEntries)
    return refused(
      'ValidationException',
      `Entries has ${entries.length} items; 1 to ${maxEntries} are allowed.`,
    );
  if (entries.reduce<number>((sum, entry) => sum + sizeOf(entry), 0) >= maxBytes)
    return refused('ValidationException', 'Total size of the entries in the request is over the limit.');
  const complete = entries.filter(isComplete);
  let taken: Iterator<ResultEntry> = [].values();
  try {
    if (complete.length > 0) taken = (await putEvents(complete)).Entries.values();
  } catch (error) {
    if (error instanceof Error && error.name === 'ThrottlingException')
      return refused(error.name, error.message);
    throw error;
  }
  const results = entries.map((entry): ResultEntry => {
    const result = isComplete(entry) ? taken.next().value : incomplete;
    return result ?? { ErrorCode: 'InternalFailure' };
  });
  const failed = results.filter((result) => result.ErrorCode !== undefined).length;
  return {
    status: 200,
    json: { FailedEntryCount: failed, Entries: results.map((result) => ({ ...result })) },
  };
}
