import { isJsonArray, isObject, type JsonObject, own, parseJson } from '../../../lib/json.ts';
import { type Stage, stages } from '../../../schemas/stages.ts';
import { type BreakerSettings, storeBreaker } from '../messaging/breaker.ts';

/** The system that is told of every event of a stage, by an HTTP POST each. */
export interface DownstreamSettings {
  /** Where events are POSTed: https, or http to this machine for the local cell. */
  readonly url: string;
  /**
   * RFC 3339. Events received before are not passed on, whatever brings them again: a stage that gets
   * a downstream has events already, and a replay brings them all.
   */
  readonly since: string;
  /** How long a call may take, answer included. */
  readonly timeoutMs: number;
  /** The name of the secret whose JSON object holds further headers, such as `authorization`. */
  readonly headersFromSecret?: string;
  /**
   * Answers that mean "not yet", beside 409 and 422: such a call is repeated on the schedule of
   * business failures. 4xx only.
   */
  readonly businessStatuses?: readonly number[];
  /** Where it differs from the breakers of the stores. */
  readonly breaker?: Partial<Pick<BreakerSettings, 'failuresToOpen' | 'firstOpenMs' | 'longestOpenMs'>>;
}

/** The downstream of each stage that has one. */
export type Downstreams = Readonly<Partial<Record<Stage, DownstreamSettings>>>;

/** The stages that have a downstream, in the order of the path. */
export function downstreamStages(downstreams: Downstreams = {}): readonly Stage[] {
  return stages.filter((stage) => downstreams[stage] !== undefined);
}

export function breakerOf({ breaker }: DownstreamSettings): BreakerSettings {
  return { ...storeBreaker, ...breaker };
}

/** The downstreams as a function's environment carries them. */
export function downstreamsText(downstreams: Downstreams): string {
  return JSON.stringify(downstreams);
}

/**
 * The downstreams that a text says, of which only the form is checked: `downstreamErrors` has the rest.
 * @throws {Error} naming the field that is of another form
 */
export function parseDownstreams(text: string): Downstreams {
  const value = parseJson(text);
  if (!isObject(value)) throw unusable('they are not a JSON object from stages to their downstream');
  const entries = Object.entries(value).map(([name, settings]): [Stage, DownstreamSettings] => {
    const stage = stages.find((known) => known === name);
    if (stage === undefined) throw unusable(`there is no stage ${name}; the stages are ${stages.join(', ')}`);
    if (!isObject(settings)) throw unusable(`${name} is not an object`);
    return [stage, settingsFrom(settings, name)];
  });
  return Object.fromEntries(entries);
}

const fields = ['url', 'since', 'timeoutMs', 'headersFromSecret', 'businessStatuses', 'breaker'];
const breakerFields = ['failuresToOpen', 'firstOpenMs', 'longestOpenMs'] as const;

function settingsFrom(value: JsonObject, stage: string): DownstreamSettings {
  refuseOthers(value, fields, stage);
  const headersFromSecret =
    value.headersFromSecret === undefined ? undefined : text(value, 'headersFromSecret', stage);
  const { businessStatuses, breaker } = value;
  return {
    url: text(value, 'url', stage),
    since: text(value, 'since', stage),
    timeoutMs: number(value, 'timeoutMs', stage),
    ...(headersFromSecret !== undefined && { headersFromSecret }),
    ...(businessStatuses !== undefined && {
      businessStatuses: numbers(businessStatuses, `${stage}.businessStatuses`),
    }),
    ...(breaker !== undefined && { breaker: breakerFrom(breaker, `${stage}.breaker`) }),
  };
}

function breakerFrom(value: unknown, path: string): NonNullable<DownstreamSettings['breaker']> {
  if (!isObject(value)) throw unusable(`${path} is not an object`);
  refuseOthers(value, breakerFields, path);
  return Object.fromEntries(
    breakerFields.flatMap((name) => (value[name] === undefined ? [] : [[name, number(value, name, path)]])),
  );
}

function refuseOthers(value: JsonObject, known: readonly string[], path: string): void {
  const other = Object.keys(value).find((name) => !known.includes(name));
  if (other !== undefined) throw unusable(`${path}.${other} is no field; the fields are ${known.join(', ')}`);
}

function text(value: JsonObject, name: string, path: string): string {
  const field = own(value, name);
  if (typeof field !== 'string' || field === '') throw unusable(`${path}.${name} is not a text`);
  return field;
}

function number(value: JsonObject, name: string, path: string): number {
  const field = own(value, name);
  if (typeof field !== 'number') throw unusable(`${path}.${name} is not a number`);
  return field;
}

function numbers(value: JsonObject[string], path: string): readonly number[] {
  const list = isJsonArray(value) ? value.filter((entry) => typeof entry === 'number') : [];
  if (!isJsonArray(value) || list.length < value.length) throw unusable(`${path} is not a list of numbers`);
  return list;
}

function unusable(why: string): Error {
  return new Error(`The downstreams cannot be used: ${why}.`);
}
