import { BemsError } from '../functions/core/errors.ts';
import { epochMs, isInstant, utc } from '../functions/core/invoice/instant.ts';
import { isDecimal } from '../functions/core/invoice/money.ts';
import { type Stage, stageNamed, stages } from '../schemas/stages.ts';
import { knownValues } from './dimension-values.ts';
import {
  type Bucket,
  bucketMs,
  buckets,
  dimensionOfKpi,
  type EventsQuery,
  type InvoicesQuery,
  type KpiQuery,
  type Period,
  requireSteps,
  requireSubject,
  stocksAt,
} from './kpi-reader.ts';
import {
  type Assumed,
  assumptionNames,
  assumptions,
  assumptionsOf,
  isAssumable,
} from './kpis/assumptions.ts';
import type { Filters, Kpi, KpiDimension } from './kpis/kpi.ts';
import { kpiOf } from './kpis/registry.ts';

/** Steps of a figure over time at most: the minutes of a day. */
const maxBuckets = 1_440;
/** Events in one list: at most, and unless the request says how many. */
const maxEvents = 500;
const defaultEvents = 50;
/** Invoices in one list, likewise. */
const maxListed = 10_000;
const defaultListed = 50;

/** What every query for a figure, or for the invoices behind it, may say besides its filters. */
const asked = ['last', 'from', 'to', 'at', 'zone', ...assumptionNames];

/**
 * The query that an address asks: `last=60m` (or `h`, `d`) or `from=…&to=…`, `bucket=minute`,
 * `groupBy=stage`, any dimension as a filter, and `zone=Europe/Berlin`, which says where today is
 * (UTC unless given); `groupBy` and filters may be repeated. What is assumed, such as
 * `latePaymentRate=9.5`, is in percent. A figure that is as of now needs no period; one that is a
 * stock takes `at=…` instead, an instant, which says where today is then (in UTC), and has no steps beyond
 * the present minute or hour.
 * @param now ms since the epoch, which `last` ends with
 * @param usual what is assumed unless the address says something else
 * @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION, NO_STEPS, NO_PAST, INVALID_PARAMETER
 */
export function kpiQueryFrom(
  id: string,
  parameters: URLSearchParams,
  now: number,
  usual: Assumed = {},
): KpiQuery {
  const kpi = kpiOf(id);
  const { period, ...times } = timesFrom(kpi, parameters, now, usual);
  const bucket = bucketFrom(kpi, parameters, period);
  if (bucket && times.at !== undefined) throw invalid('There are steps and a time.', 'Give bucket, or at.');
  return {
    ...{
      kpi: kpi.id,
      period: bucket && kpi.clock === null ? untilNow(period, now, bucket) : period,
      ...times,
    },
    filters: filtersFrom(kpi, parameters, [...asked, 'bucket', 'groupBy']),
    groupBy: [...new Set(parameters.getAll('groupBy'))].map((name) => dimensionOfKpi(kpi, name)),
    ...(bucket && { bucket }),
  };
}

/**
 * The list of invoices that an address asks for: as a figure, with `limit`, and `part=of` or `part=to`
 * of what is divided.
 * @throws {BemsError} UNKNOWN_KPI, NOT_ABOUT_INVOICES, UNKNOWN_DIMENSION, NO_PAST, INVALID_PARAMETER
 */
export function invoicesQueryFrom(
  id: string,
  parameters: URLSearchParams,
  now: number,
  usual: Assumed = {},
): InvoicesQuery {
  const kpi = kpiOf(id);
  requireSubject(kpi, 'invoices');
  const part = parameters.get('part') ?? 'of';
  if (part !== 'of' && part !== 'to') throw unknownValue('part', part, ['of', 'to']);
  return {
    ...{ kpi: kpi.id, ...timesFrom(kpi, parameters, now, usual), part },
    filters: filtersFrom(kpi, parameters, [...asked, 'part', 'limit']),
    limit: wholeNumber(parameters, 'limit', { fallback: defaultListed, max: maxListed }),
  };
}

function timesFrom(
  kpi: Kpi,
  parameters: URLSearchParams,
  now: number,
  usual: Assumed,
): Pick<KpiQuery, 'period' | 'today' | 'at' | 'assumed'> {
  const always = kpi.clock === null ? { from: utc(0), to: utc(now) } : undefined;
  const period = periodFrom(parameters, now) ?? always;
  if (!period) throw invalid('There is no period.', 'Give last=60m, or from and to.');
  const at = instantFrom(parameters, 'at');
  if (at !== undefined) stocksAt(kpi);
  return {
    ...{ period, today: todayFrom(parameters, now, at), ...assumedFrom(kpi, parameters, usual) },
    ...(at !== undefined && { at: utc(at) }),
  };
}

/** The day that ages are counted from: at a time, the day that it is the end of, or within (UTC). */
function todayFrom(parameters: URLSearchParams, now: number, at: number | undefined): string {
  const today = dayIn(parameters.get('zone') ?? 'UTC', now);
  return at === undefined ? today : utc(at - 1).slice(0, 10);
}

/** A stock is not known beyond the present minute; in longer steps than that, stores add up whole hours. */
function untilNow({ from, to }: Period, now: number, bucket: Bucket): Period {
  const step = bucket === 'minute' ? bucketMs.minute : bucketMs.hour;
  const end = (Math.floor(now / step) + 1) * step;
  return { from, to: utc(Math.max(Date.parse(from), Math.min(Date.parse(to), end))) };
}

/** What is assumed for a figure; others have no use for it. */
function assumedFrom(kpi: Kpi, parameters: URLSearchParams, usual: Assumed): Pick<KpiQuery, 'assumed'> {
  const needed = assumptionsOf(kpi);
  const foreign = assumptionNames.find((name) => parameters.has(name) && !needed.includes(name));
  if (foreign) throw invalid(`${kpi.id} assumes no ${foreign}.`, 'Leave it out.');
  const assumed = needed.flatMap((name) => {
    const text = parameters.get(name);
    if (text !== null && !isAssumable(name, text))
      throw invalid(
        `${name} is "${text}".`,
        `Give percent from 0 to ${assumptions[name].max}, such as 8.25.`,
      );
    const value = text ?? usual[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return assumed.length > 0 ? { assumed: Object.fromEntries(assumed) } : {};
}

/** The day it is in a time zone. */
function dayIn(timeZone: string, now: number): string {
  try {
    const form = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    // Sweden writes dates as ISO 8601 does.
    return new Intl.DateTimeFormat('sv-SE', form).format(now);
  } catch {
    throw invalid(`There is no time zone "${timeZone}".`, 'Give a name such as Europe/Berlin.');
  }
}

/**
 * The list of events that an address asks for: `kpi` (every event unless given), a period as for a
 * figure (all of history unless given), filters, and `limit`.
 * @throws {BemsError} UNKNOWN_KPI, NOT_ABOUT_EVENTS, UNKNOWN_DIMENSION, INVALID_PARAMETER
 */
export function eventsQueryFrom(parameters: URLSearchParams, now: number): EventsQuery {
  const kpi = kpiOf(parameters.get('kpi') ?? 'events');
  requireSubject(kpi, 'events');
  const period = periodFrom(parameters, now);
  return {
    kpi: kpi.id,
    filters: filtersFrom(kpi, parameters, ['last', 'from', 'to', 'kpi', 'limit']),
    limit: wholeNumber(parameters, 'limit', { fallback: defaultEvents, max: maxEvents }),
    ...(period && { period }),
  };
}

/**
 * A whole number from 1 to `max`; `fallback` when it is absent.
 * @throws {BemsError} INVALID_PARAMETER
 */
export function wholeNumber(
  parameters: URLSearchParams,
  name: string,
  { fallback, max }: { readonly fallback: number; readonly max: number },
): number {
  const text = parameters.get(name);
  if (text === null) return fallback;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= max) return value;
  throw invalid(`${name} is "${text}".`, `Give a whole number from 1 to ${max}.`);
}

/**
 * The instant of a parameter, ms since the epoch; undefined when it is absent.
 * @throws {BemsError} INVALID_PARAMETER
 */
export function instantFrom(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  if (isInstant(text)) return epochMs(text);
  throw invalid(`${name} is "${text}".`, 'Give an RFC 3339 instant, such as 2026-03-02T09:15:00Z.');
}

/**
 * A length of time in whole milliseconds; undefined when it is absent.
 * @throws {BemsError} INVALID_PARAMETER
 */
export function durationFrom(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  if (/^\d{1,13}$/.test(text)) return Number(text);
  throw invalid(`${name} is "${text}".`, 'Give whole milliseconds.');
}

/**
 * The currency that is asked for, and the smallest amount in it.
 * @throws {BemsError} INVALID_PARAMETER
 */
export function amountFrom(parameters: URLSearchParams): {
  readonly currency: string | undefined;
  readonly minAmount: string | undefined;
} {
  const [currency, minAmount] = [parameters.get('currency'), parameters.get('minAmount')];
  if (minAmount !== null && !isDecimal(minAmount))
    throw invalid(`minAmount is "${minAmount}".`, 'Give decimal text, such as 1250.00.');
  if (minAmount !== null && currency === null)
    throw invalid('minAmount has no currency.', 'Give the currency as well.');
  return { currency: currency ?? undefined, minAmount: minAmount ?? undefined };
}

/**
 * The one stage that is asked for; undefined for every stage.
 * @throws {BemsError} INVALID_PARAMETER
 */
export function stageFrom(parameters: URLSearchParams): Stage | undefined {
  const text = parameters.get('stage');
  if (text === null) return undefined;
  const stage = stageNamed(text);
  if (stage) return stage;
  throw unknownValue('stage', text, stages);
}

/** @throws {BemsError} INVALID_PARAMETER when there is a parameter besides those named */
export function refuseOthers(parameters: URLSearchParams, names: readonly string[]): void {
  const other = [...parameters.keys()].find((name) => !names.includes(name));
  if (other !== undefined) throw invalid(`There is no parameter "${other}".`, `Give ${names.join(' or ')}.`);
}

function periodFrom(parameters: URLSearchParams, now: number): Period | undefined {
  const last = parameters.get('last');
  const bounded = parameters.has('from') || parameters.has('to');
  if (last !== null && bounded) throw invalid('There are two periods.', 'Give last, or from and to.');
  if (last !== null) return lastPeriod(last, now);
  if (!bounded) return undefined;
  const [from, to] = [parameters.get('from') ?? '', parameters.get('to') ?? ''];
  if (isInstant(from) && isInstant(to) && epochMs(from) < epochMs(to))
    return { from: utc(epochMs(from)), to: utc(epochMs(to)) };
  throw invalid('from and to are no period.', 'Give two RFC 3339 instants, the earlier one as from.');
}

const lastUnits: Readonly<Record<string, Bucket>> = { m: 'minute', h: 'hour', d: 'day' };

/** So many whole minutes, hours or days, the present one included. */
function lastPeriod(text: string, now: number): Period {
  const [, count, letter = ''] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  const unit = lastUnits[letter];
  if (!unit) throw invalid(`last is "${text}".`, 'Give a length such as 60m, 24h or 30d.');
  const ms = bucketMs[unit];
  const end = (Math.floor(now / ms) + 1) * ms;
  return { from: utc(end - Number(count) * ms), to: utc(end) };
}

function bucketFrom(kpi: Kpi, parameters: URLSearchParams, { from, to }: Period): Bucket | undefined {
  const text = parameters.get('bucket');
  if (text === null) return undefined;
  requireSteps(kpi);
  const bucket = buckets.find((each) => each === text);
  if (!bucket) throw invalid(`bucket is "${text}".`, `Give one of ${buckets.join(', ')}.`);
  if ((Date.parse(to) - Date.parse(from)) / bucketMs[bucket] > maxBuckets)
    throw invalid(
      `The period has more than ${maxBuckets} buckets.`,
      'Give a shorter period or a longer bucket.',
    );
  return bucket;
}

/** Every parameter with a meaning of its own aside, what is left has to be dimensions. */
function filtersFrom(kpi: Kpi, parameters: URLSearchParams, meant: readonly string[]): Filters {
  const filters: Partial<Record<KpiDimension, readonly string[]>> = {};
  for (const name of new Set(parameters.keys())) {
    if (meant.includes(name)) continue;
    const dimension = dimensionOfKpi(kpi, name);
    const values = parameters.getAll(name);
    const known = knownValues[dimension];
    const unknown = values.find((value) => known && !known.includes(value));
    if (known && unknown !== undefined) throw unknownValue(dimension, unknown, known);
    filters[dimension] = values;
  }
  return filters;
}

function unknownValue(name: string, value: string, known: readonly string[]): BemsError {
  return invalid(`No ${name} is called "${value}".`, `Give one of ${known.join(', ')}.`);
}

function invalid(sentence: string, nextStep: string): BemsError {
  return new BemsError('INVALID_PARAMETER', sentence, { nextStep, failureClass: 'permanent' });
}
