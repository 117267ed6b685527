import { grownPeak, headroom } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';
import type { Hop } from '../estimates/hop.ts';
import { isKnown, type Sourced } from '../estimates/sourced.ts';
import { hopsOf } from './hops.ts';

/** A hop's need and quota. */
export interface HopPlan {
  readonly hop: string;
  readonly unit: string;
  /** The need at today's peak, and at the grown one; null when it is not known. */
  readonly atPeak: number | null;
  readonly grown: number | null;
  readonly quota: Sourced;
  /** How many times the grown need fits into the quota; null when that is not known. */
  readonly headroom: number | null;
  /**
   * Events per second at which the quota is exhausted; null when that is not known, or does not
   * depend on the load.
   */
  readonly breaksAt: number | null;
  /** The need is an upper bound. */
  readonly atMost: boolean;
  readonly note?: string;
}

/** A quota to raise before the cell gets its load, or to look up. */
export interface QuotaRequest {
  readonly hop: string;
  readonly serviceCode: string;
  readonly quota: string;
  readonly adjustable: boolean;
  /** null: not known. */
  readonly now: number | null;
  readonly needed: number | null;
  readonly why: string;
}

export interface CapacityPlan {
  readonly eventsPerRequest: number;
  readonly hops: readonly HopPlan[];
  /** The hop with the least headroom, among those where it is known. */
  readonly limitedBy: string;
  /** The same without the hops whose need is an upper bound. */
  readonly limitedForSureBy: string;
  readonly toAskFor: readonly QuotaRequest[];
  readonly toLookUp: readonly QuotaRequest[];
}

/** What every hop of a cell needs, what the account's defaults allow, and which quotas to raise. */
export function capacityPlan(cell: Cell, eventsPerRequest: number): CapacityPlan {
  const hops = hopsOf(cell);
  const plans = hops.map((hop) => hopPlan(hop, cell, eventsPerRequest));
  const requests = hops.flatMap((hop, index) => {
    const plan = plans[index];
    return plan ? quotaRequest(hop, plan, cell) : [];
  });
  return {
    eventsPerRequest,
    hops: plans,
    limitedBy: leastHeadroom(plans),
    limitedForSureBy: leastHeadroom(plans.filter(({ atMost }) => !atMost)),
    toAskFor: requests.filter(({ now, needed }) => now !== null && needed !== null),
    toLookUp: requests.filter(({ now, needed }) => now === null || needed === null),
  };
}

function leastHeadroom(plans: readonly HopPlan[]): string {
  return plans
    .filter(({ headroom: room }) => room !== null)
    .reduce((least, plan) => ((plan.headroom ?? 0) < (least.headroom ?? 0) ? plan : least)).hop;
}

function hopPlan(hop: Hop, cell: Cell, eventsPerRequest: number): HopPlan {
  const peak = grownPeak(cell);
  const grown = hop.need(peak, eventsPerRequest);
  const quota = hop.quota.in(cell.region);
  const room = isKnown(quota) && grown !== null ? quota.value / grown : null;
  // Every need that depends on the load is proportional to it.
  const followsLoad = grown !== null && (hop.need(2 * peak, eventsPerRequest) ?? 0) > grown;
  return {
    hop: hop.name,
    unit: hop.unit,
    atPeak: hop.need(cell.peakEventsPerSecond, eventsPerRequest),
    grown,
    quota,
    headroom: room,
    breaksAt: room === null || !followsLoad ? null : room * peak,
    atMost: hop.atMost ?? false,
    ...(hop.note !== undefined && { note: hop.note }),
  };
}

/** What a quota has to be: the need at the peak to come with headroom, or what the cell's settings allow. */
export function neededOf(hop: Hop, cell: Cell, eventsPerRequest: number): number | null {
  const grown = hop.need(grownPeak(cell), eventsPerRequest);
  return grown === null ? null : Math.max(withHeadroom(grown), hop.provisioned?.(cell) ?? 0);
}

function withHeadroom(need: number): number {
  return Math.ceil(need * headroom);
}

/**
 * A quota is asked for when it leaves less headroom than the cell's own throttles, or less than the
 * cell's settings allow.
 */
function quotaRequest(hop: Hop, { grown, quota, note }: HopPlan, cell: Cell): readonly QuotaRequest[] {
  const { serviceCode, name, adjustable } = hop.quota;
  const request = { hop: hop.name, serviceCode, quota: name, adjustable, now: quota.value };
  if (grown === null) return [{ ...request, needed: null, why: note ?? 'the need is not known' }];
  const withRoom = withHeadroom(grown);
  const provisioned = hop.provisioned?.(cell) ?? 0;
  const needed = Math.max(withRoom, provisioned);
  if (!isKnown(quota)) return [{ ...request, needed, why: quota.reason }];
  if (quota.value >= needed) return [];
  const why =
    provisioned > withRoom
      ? 'the cell’s settings allow for it'
      : `the peak to come and ${Math.round((headroom - 1) * 100)} % above it`;
  return [{ ...request, needed, why }];
}
