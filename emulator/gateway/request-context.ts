import { HostObject, TemplateError, textOf, type Value } from './velocity/values.ts';

/** Headers a template sets, by lower-case name. */
class HeaderOverrides extends HostObject {
  readonly label: string;
  readonly #values = new Map<string, string>();
  constructor(label: string) {
    super();
    this.label = label;
  }
  override get(name: string): Value {
    return this.#values.get(name.toLowerCase()) ?? '';
  }
  override set(name: string, value: Value): void {
    this.#values.set(name.toLowerCase(), textOf(value, `${this.label}.${name}`));
  }
  /** @param name in lower case */
  find(name: string): string | undefined {
    return this.#values.get(name);
  }
  all(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#values);
  }
}

/** `$context.requestOverride` and `$context.responseOverride`. */
class Overrides extends HostObject {
  readonly label: string;
  readonly header: HeaderOverrides;
  status: number | undefined;
  constructor(label: string) {
    super();
    this.label = label;
    this.header = new HeaderOverrides(`${label}.header`);
  }
  override get(property: string): Value {
    if (property === 'header') return this.header;
    return property === 'status' ? (this.status ?? '') : super.get(property);
  }
  override set(property: string, value: Value): void {
    if (property !== 'status') throw new TemplateError(`${this.label} has no ${property}`);
    const status = Number(value);
    if (!Number.isInteger(status) || status < 200 || status > 599)
      throw new TemplateError(`${this.label}.status must be an HTTP status`);
    this.status = status;
  }
}

/** A `$context` variable or a group of them. */
type ContextValue = string | number | HostObject | undefined;

/** Reads like API Gateway's `$context`: what it does not hold is empty text. */
class Group extends HostObject {
  readonly label: string;
  readonly #values: Readonly<Record<string, ContextValue>>;
  constructor(label: string, values: Readonly<Record<string, ContextValue>>) {
    super();
    this.label = label;
    this.#values = values;
  }
  override get(name: string): Value {
    return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? '') : '';
  }
}

export interface ContextFacts {
  readonly requestId: string;
  readonly apiId: string;
  readonly accountId: string;
  readonly stage: string;
  readonly httpMethod: string;
  readonly path: string;
  /** Empty when no resource matched. */
  readonly resourcePath: string;
  readonly resourceId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly host: string;
  readonly apiKeyId?: string | undefined;
  /** Of whoever signed the request. */
  readonly accessKeyId?: string | undefined;
  /** ms since the epoch. */
  readonly timeMs: number;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
function twoDigits(value: number) {
  return value < 10 ? `0${value}` : `${value}`;
}

let lastSecond = { second: Number.NaN, text: '' };

/**
 * API Gateway's `$context.requestTime`, the Common Log Format: `09/Apr/2026:12:34:56 +0000`, UTC.
 */
export function requestTime(timeMs: number): string {
  const second = Math.floor(timeMs / 1000);
  // Thousands of requests share a second.
  if (second === lastSecond.second) return lastSecond.text;
  const time = new Date(timeMs);
  const date = `${twoDigits(time.getUTCDate())}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  const clock = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(twoDigits).join(':');
  lastSecond = { second, text: `${date}:${clock} +0000` };
  return lastSecond.text;
}

/** Why API Gateway answers by itself. */
export interface ContextError {
  readonly message: string;
  readonly responseType: string;
  readonly validationErrorString?: string;
}

/** The `$context` of one request. */
export class RequestContext {
  readonly facts: ContextFacts;
  readonly requestOverride = new Overrides('$context.requestOverride');
  readonly responseOverride = new Overrides('$context.responseOverride');
  readonly variables: HostObject;

  constructor(facts: ContextFacts) {
    this.facts = facts;
    const { sourceIp, userAgent, apiKeyId, accessKeyId: accessKey, timeMs, host } = facts;
    this.variables = new Group('$context', {
      requestId: facts.requestId,
      extendedRequestId: facts.requestId,
      apiId: facts.apiId,
      accountId: facts.accountId,
      stage: facts.stage,
      httpMethod: facts.httpMethod,
      path: facts.path,
      resourcePath: facts.resourcePath,
      resourceId: facts.resourceId,
      protocol: 'HTTP/1.1',
      domainName: host,
      requestTime: requestTime(timeMs),
      requestTimeEpoch: timeMs,
      identity: new Group('$context.identity', { sourceIp, userAgent, apiKeyId, accessKey }),
      requestOverride: this.requestOverride,
      responseOverride: this.responseOverride,
    });
  }

  /**
   * A variable by its dotted name without `$context.`, as gateway responses and parameter mappings
   * name it.
   */
  lookup(name: string, error?: ContextError): string {
    const [first = '', ...rest] = name.split('.');
    if (first === 'error') return errorVariable(rest.join('.'), error);
    let value = this.variables.get(first);
    for (const part of rest) value = value instanceof HostObject ? value.get(part) : '';
    return typeof value === 'object' ? '' : String(value);
  }
}

function errorVariable(name: string, error: ContextError | undefined): string {
  if (!error) return '';
  if (name === 'message') return error.message;
  if (name === 'messageString') return JSON.stringify(error.message);
  if (name === 'responseType') return error.responseType;
  return name === 'validationErrorString' ? (error.validationErrorString ?? '') : '';
}
