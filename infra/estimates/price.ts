import Big from 'big.js';
import type { Provenance } from './sourced.ts';

/** A service's price for an amount per month, cheaper by the tier. */
export interface KnownPrice extends Provenance {
  /** How many units the tiers' amounts are for. */
  readonly per: number;
  readonly tiers: readonly {
    readonly usd: string;
    /** The tier's end in units a month; absent for the last. */
    readonly upTo?: number;
  }[];
}

/** What a price or an amount is not known of. */
export interface UnknownPrice {
  /** Why. */
  readonly unknown: string;
  /** What it comes to at most; absent if nobody can say. */
  readonly atMost?: KnownPrice;
}

export type Price = KnownPrice | UnknownPrice;

/** The provenance of a price that AWS's public price list gave for us-east-1. */
export function priceListed(offer: string): Provenance {
  return {
    confidence: 'verified',
    source: `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/${offer}/current/us-east-1/index.json`,
    readOn: '2026-08',
  };
}

/** The provenance of a price that is common knowledge: the service's page to check it on. */
export function priceToCheck(service: string): Provenance {
  return { confidence: 'common-knowledge', source: `https://aws.amazon.com/${service}/pricing/` };
}

/** A price without tiers. */
export function flat(usd: string, per: number, provenance: Provenance): KnownPrice {
  return { ...provenance, per, tiers: [{ usd }] };
}

export const million = 1_000_000;
export const tebibyteInGib = 1_024;

/** What this many units a month come to at most, in US dollars; null when that is known exactly, or not at all. */
export function mostOf(price: Price, units: number): Big | null {
  return 'unknown' in price && price.atMost ? costOf(price.atMost, units) : null;
}

/** The cost of this many units a month in US dollars; null when the price is not known. */
export function costOf(price: Price, units: number): Big | null {
  if ('unknown' in price) return null;
  let from = 0;
  let sum = new Big(0);
  for (const { usd, upTo = Number.POSITIVE_INFINITY } of price.tiers) {
    const inTier = Math.max(0, Math.min(units, upTo) - from);
    sum = sum.plus(new Big(usd).times(inTier).div(price.per));
    from = upTo;
  }
  return sum;
}
