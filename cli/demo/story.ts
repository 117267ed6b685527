import { isBusinessDay } from './calendar.ts';

/** What is unusual about a time, as far as invoices notice. Moments are milliseconds since the epoch. */
export interface Story {
  /** How many invoices arrive, compared to the average. */
  volume(at: number): number;
  /** The highest that `volume` gets. */
  readonly highestVolume: number;
  /** Share of approvals that rules decide, of those that are not for small amounts. */
  automaticShare(at: number): number;
  /** When people have approved what they are asked at a moment and usually take so many ms for. */
  approvedAt(at: number, usualMs: number): number;
  /** How matching is out of order; undefined while it is in order. */
  matchingOutage(at: number): MatchingOutage | undefined;
}

/** Matching is out of order: most invoices fail to match, and are tried again. */
export interface MatchingOutage {
  /** Share of tries that fail. */
  readonly failing: number;
  /** Median time until the next try. */
  readonly retryMs: number;
}

/** Nothing unusual. */
export const ordinary: Story = {
  volume: () => 1,
  highestVolume: 1,
  automaticShare: () => 0.4,
  approvedAt: (at, usualMs) => at + usualMs,
  matchingOutage: () => undefined,
};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A time from one moment up to, but excluding, another. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When what the demo's history tells happens. */
export interface StoryTimes {
  /** First invoice to the present. */
  readonly whole: Span;
  /** The month in which people took long to approve. */
  readonly bottleneck: Span;
  /** When matching was out of order: for hours some months ago, and all of the last business day. */
  readonly incident: Span;
  readonly lastIncident: Span;
}

/**
 * Whole months before the present one in which the history has everything, and the month before
 * them, in which the first invoices come in and few are paid yet. Thirteen, so that every month of
 * a year has the one before it, and this month the same one a year ago.
 */
const wholeMonths = 13;
const firstMonths = 1;
/** Far enough back that the bottleneck is over for two weeks, and its invoices are through. */
const bottleneckDaysAgo = 45;
const incidentDaysAgo = 120;

/** When things happen in a history that ends on the day of the given moment. */
export function storyTimes(asOfMs: number): StoryTimes {
  const asOf = new Date(asOfMs);
  const months = wholeMonths + firstMonths;
  const fromMs = Date.UTC(asOf.getUTCFullYear(), asOf.getUTCMonth() - months, 1);
  const today = Math.floor(asOfMs / day) * day;
  return {
    whole: { fromMs, toMs: today },
    bottleneck: monthOf(today - bottleneckDaysAgo * day),
    incident: workingHours(lastOf(today - incidentDaysAgo * day, isWednesday)),
    lastIncident: wholeDay(lastOf(today - day, isBusinessDay)),
  };
}

function monthOf(at: number): Span {
  const [year, month] = [new Date(at).getUTCFullYear(), new Date(at).getUTCMonth()];
  return { fromMs: Date.UTC(year, month, 1), toMs: Date.UTC(year, month + 1, 1) };
}

/** From morning to evening. @param date its midnight */
function workingHours(date: number): Span {
  return { fromMs: date + 6 * hour, toMs: date + 20 * hour };
}

function wholeDay(date: number): Span {
  return { fromMs: date, toMs: date + day };
}

/** The day, or the last one before it, that is such a day. */
function lastOf(date: number, isSuch: (date: number) => boolean): number {
  let last = date;
  while (!isSuch(last)) last -= day;
  return last;
}

function isWednesday(date: number): boolean {
  return new Date(date).getUTCDay() === 3 && isBusinessDay(date);
}

const formerOutage: MatchingOutage = { failing: 0.9, retryMs: 100 * minute };
/** So often that it stands out even on a day with few invoices. */
const lastOutage: MatchingOutage = { failing: 0.985, retryMs: 18 * minute };
/** How much more invoices arrive at the end of the history than at its beginning. */
const growth = 1.45;
/** Rules take over more and more approvals. */
const automaticAtFirst = 0.2;
const automaticAtLast = 0.5;
/** How much longer approvals take in the bottleneck. */
const slowness = 5;

/** What the demo's history tells, if it ends on the day of the given moment. */
export function storyAsOf(asOfMs: number): Story {
  const { whole, bottleneck, incident, lastIncident } = storyTimes(asOfMs);
  const isIn = (at: number, { fromMs, toMs }: Span) => at >= fromMs && at < toMs;
  /** From 0 at the beginning to 1 at the end and ever after. */
  const progress = (at: number) => Math.min(1, (at - whole.fromMs) / (whole.toMs - whole.fromMs));
  /** The mean of the exponential, so that the average volume is 1. */
  const mean = (growth - 1) / Math.log(growth);
  return {
    volume: (at) => growth ** progress(at) / mean,
    highestVolume: growth / mean,
    automaticShare: (at) => automaticAtFirst + (automaticAtLast - automaticAtFirst) * progress(at),
    approvedAt: (at, usualMs) => slowly(at, usualMs, bottleneck),
    matchingOutage: (at) =>
      isIn(at, incident) ? formerOutage : isIn(at, lastIncident) ? lastOutage : undefined,
  };
}

/** When something ends that is worked on from a moment on, if work makes slow progress within the span. */
function slowly(at: number, workMs: number, { fromMs, toMs }: Span): number {
  const before = Math.max(0, fromMs - at);
  if (at >= toMs || workMs <= before) return at + workMs;
  const begin = at + before;
  const left = workMs - before;
  const within = (toMs - begin) / slowness;
  return left <= within ? begin + left * slowness : toMs + left - within;
}
