import type { Cell } from './cell.ts';
import type { Producer } from './producers.ts';

/** Requests per second in the long run, and how many may come at once. */
export interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

/** Room above the grown peak, so that a burst within a second is not refused. */
export const headroom = 1.25;

/** Events per second at the peak to come: today's and its growth. */
export function grownPeak({ peakEventsPerSecond, growth }: Cell): number {
  return Math.ceil(peakEventsPerSecond * (1 + growth));
}

function atRate(rate: number): Throttle {
  return { rate, burst: rate };
}

/**
 * What the API takes at all, as API Gateway counts it against the Region's quota. Every event may
 * come in a request of its own, so there are as many requests as events: the grown peak and the
 * room above it. At 1,000 events/s and +40 % that is 1,000 × 1.4 × 1.25 = 1,750 requests/s.
 */
export function apiThrottle(cell: Cell): Throttle {
  return atRate(Math.ceil(grownPeak(cell) * headroom));
}

/**
 * What each method that takes events may have of it. API Gateway throttles a stage method by
 * method, each with a bucket of its own. At month end nearly all events are of one stage, so each
 * of the four may take all that the API takes.
 */
export function eventsThrottle(cell: Cell): Throttle {
  return apiThrottle(cell);
}

/**
 * Histories are read by people and reports: a tenth of what the API takes, so that no report stands
 * in the way of events.
 */
export function historyThrottle(cell: Cell): Throttle {
  return atRate(Math.ceil(apiThrottle(cell).rate / 10));
}

/** Seconds over which the firewall counts. */
export const firewallWindowSeconds = 60;

/**
 * Requests in the firewall's window, per API key, beyond which it lets none through: twice what the
 * fastest producer's plan allows. The plan answers 429 long before; the firewall is for a sender
 * that pays no heed to it. It cannot know one key from another without having the keys written into
 * it, so there is one limit for all.
 */
export function firewallKeyLimit(producers: readonly Producer[]): number {
  return 2 * firewallWindowSeconds * Math.max(...producers.map(({ rate }) => rate));
}

/**
 * The same per address, for a sender that makes keys up: one address may send all that the API
 * takes, and as much again.
 */
export function firewallAddressLimit(cell: Cell): number {
  return 2 * firewallWindowSeconds * apiThrottle(cell).rate;
}
