import type { Cell } from './cell.ts';
import type { Producer } from './producers.ts';

/** Steady requests per second, and the largest burst. */
export interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

export const secondsPerDay = 86_400;

/** Headroom above the grown peak, so that a burst within a second is not refused. */
export const headroom = 1.25;

/** Events per second at the expected peak: today's and its growth. */
export function grownPeak({ peakEventsPerSecond, growth }: Cell): number {
  return Math.ceil(peakEventsPerSecond * (1 + growth));
}

function atRate(rate: number): Throttle {
  return { rate, burst: rate };
}

/**
 * The throttle of the whole API, which API Gateway counts against the Region's quota. Every event
 * may come in a request of its own, so it allows as many requests as events: the grown peak and
 * headroom. At 1,000 events/s and +40 % that is 1,000 × 1.4 × 1.25 = 1,750 requests/s.
 */
export function apiThrottle(cell: Cell): Throttle {
  return atRate(Math.ceil(grownPeak(cell) * headroom));
}

/**
 * The throttle of each method that takes events. API Gateway throttles every method with a bucket
 * of its own. At month end nearly all events are of one stage, so each of the four may use all of
 * the API's rate.
 */
export function eventsThrottle(cell: Cell): Throttle {
  return apiThrottle(cell);
}

/**
 * The throttle of reading histories, for people and reports: a tenth of the API's rate, so that no
 * report crowds out events.
 */
export function historyThrottle(cell: Cell): Throttle {
  return atRate(Math.ceil(apiThrottle(cell).rate / 10));
}

/**
 * The throttle of each method of the page of links to alerts: a few people open it, and whoever tries
 * signatures learns nothing faster.
 */
export const linkThrottle: Throttle = { rate: 5, burst: 10 };

/** The firewall counts requests over this window. */
export const firewallWindowSeconds = 60;

/**
 * The firewall blocks an API key beyond this many requests in its window: twice what the fastest
 * producer's plan allows. The plan answers 429 long before that; the firewall is for a sender that
 * ignores it. It could tell keys apart only if they were written into its rules, so there is one
 * limit for all.
 */
export function firewallKeyLimit(producers: readonly Producer[]): number {
  return 2 * firewallWindowSeconds * Math.max(...producers.map(({ rate }) => rate));
}

/**
 * The firewall blocks an address beyond this many requests in its window, for a sender that makes
 * keys up: twice what the whole API takes.
 */
export function firewallAddressLimit(cell: Cell): number {
  return 2 * firewallWindowSeconds * apiThrottle(cell).rate;
}
