import { type Stage, type Status, stageStatuses, stages } from '../../../../schemas/stages.ts';
import { kindOf } from '../../invoice/lifecycle.ts';
import type { EventCount } from './event-counts.ts';
import { type StageVendor, watchedVendors } from './watched-vendors.ts';

/**
 * What is watched of a stage's events: how many there are, which share of them are exceptions, what those of a currency
 * are worth, how long it took until those of a status came, and how many a vendor has.
 */
export const watchedMeasures = ['events', 'share', 'amount', 'duration', 'vendor'] as const;
export type WatchedMeasure = (typeof watchedMeasures)[number];

/** What is watched by the hour. */
export interface WatchedMetric {
  /** As records and pages name it. */
  readonly id: string;
  readonly stage: Stage;
  readonly measure: WatchedMeasure;
  /** Whether exceptions alone are counted, or are the part of a share: what somebody has to look at. */
  readonly exceptions: boolean;
  /** Of amounts: currencies are never added up. */
  readonly currency?: string;
  /** Of durations: those of different statuses have nothing in common. */
  readonly status?: Status;
  /** Of the events of one vendor. */
  readonly vendor?: string;
}

/** Currencies of a cell whose amounts are watched: those with the most events, so that what a look costs is bounded. */
const maxCurrencies = 3;
const currencyCode = /^[A-Z]{3}$/;

/** The statuses of a stage of which it is watched how long they took: something succeeds, so people wait for it. */
export function timedStatuses(stage: Stage): readonly Status[] {
  const statuses: readonly Status[] = stageStatuses[stage];
  return statuses.filter((status) => kindOf(stage, status) === 'succeeded');
}

/**
 * What is watched in every cell: of each stage all its events, its exceptions, and their share, and how long it took
 * until something succeeded.
 */
const always: readonly WatchedMetric[] = stages.flatMap((stage) => [
  { id: stage, stage, measure: 'events', exceptions: false },
  { id: `${stage}-exceptions`, stage, measure: 'events', exceptions: true },
  { id: `${stage}-share`, stage, measure: 'share', exceptions: true },
  ...timedStatuses(stage).map((status) => durationOf(stage, status)),
]);

/**
 * Everything that is watched in a cell with these counts: amounts too, in the currencies that have the most events
 * in all the weeks that are known, which are the same from hour to hour, and the vendors with the most.
 */
export function watchedIn(counts: readonly EventCount[]): readonly WatchedMetric[] {
  const events = new Map<string, number>();
  for (const { currency, count, amount } of counts)
    if (amount !== undefined && currencyCode.test(currency))
      events.set(currency, (events.get(currency) ?? 0) + count);
  const currencies = [...events]
    .toSorted(([a, of], [b, other]) => other - of || (a < b ? -1 : 1))
    .slice(0, maxCurrencies)
    .map(([currency]) => currency)
    .toSorted();
  return [
    ...always,
    ...currencies.flatMap((currency) => stages.map((stage) => amountOf(stage, currency))),
    ...watchedVendors(counts)
      .map(vendorOf)
      .filter(({ id }) => id.length <= longestId),
  ];
}

function durationOf(stage: Stage, status: Status): WatchedMetric {
  return { id: `${stage}-duration-${status}`, stage, measure: 'duration', exceptions: false, status };
}

function amountOf(stage: Stage, currency: string): WatchedMetric {
  return { id: `${stage}-amount-${currency}`, stage, measure: 'amount', exceptions: false, currency };
}

/** Ids are keys of records and texts of statements: a vendor whose id would make a longer one is not watched. */
const longestId = 150;

/** Other characters of a vendor's id are written as the bytes that they have in UTF-8. */
function vendorOf({ stage, vendor }: StageVendor): WatchedMetric {
  const named = encodeURIComponent(vendor.toWellFormed()).replaceAll(
    /[!'()*.~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return { id: `${stage}-vendor-${named}`, stage, measure: 'vendor', exceptions: false, vendor };
}

/** @throws {RangeError} when this version watches no such metric */
export function metricNamed(id: string): WatchedMetric {
  const metric = parametrized(id) ?? always.find((each) => each.id === id);
  if (!metric) throw new RangeError('Nobody watches such a metric');
  return metric;
}

/** A metric of a currency or a vendor, which its id names. */
function parametrized(id: string): WatchedMetric | undefined {
  const [, stageName, measure, of = ''] = /^([a-z]+)-(amount|vendor)-([\w%-]+)$/.exec(id) ?? [];
  const stage = stages.find((each) => each === stageName);
  if (!stage) return undefined;
  if (measure === 'amount') return currencyCode.test(of) ? amountOf(stage, of) : undefined;
  return isEncoded(of) ? vendorOf({ stage, vendor: decodeURIComponent(of) }) : undefined;
}

function isEncoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
}

/** Whether a metric is made of these events. */
export function isCountedIn(
  { stage, exceptions, measure, currency = '', status, vendor }: WatchedMetric,
  count: EventCount,
): boolean {
  if (count.stage !== stage || count.vendor !== vendor) return false;
  if (measure === 'share' || measure === 'vendor') return true;
  if (measure === 'duration') return count.status === status && count.durations !== undefined;
  if (measure === 'amount') return count.currency === currency;
  return !exceptions || kindOf(count.stage, count.status) === 'exception';
}
