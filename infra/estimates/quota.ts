import type { Provenance, Sourced } from './sourced.ts';

/** A default limit of an AWS account in a Region, which AWS may raise when asked. */
export interface Quota {
  /**
   * The service's code in Service Quotas: `aws service-quotas list-service-quotas --service-code
   * <code>`.
   */
  readonly serviceCode: string;
  /** Its code in Service Quotas, the same in every Region; absent where that does not list it. */
  readonly code?: string;
  readonly name: string;
  readonly adjustable: boolean;
  /** The default in a Region. */
  readonly in: (region: string) => Sourced;
}

interface Tier {
  readonly value: number;
  /** Absent for all other Regions. */
  readonly regions?: readonly string[];
}

/**
 * A quota whose default depends on the Region. A tier without Regions holds for all that are not
 * listed.
 */
export function byRegion(
  provenance: Provenance,
  tiers: readonly Tier[],
  elsewhere = 'no source here names this Region',
) {
  return (region: string): Sourced => {
    const tier =
      tiers.find(({ regions }) => regions?.includes(region)) ?? tiers.find(({ regions }) => !regions);
    return tier ? { value: tier.value, ...provenance } : { value: null, reason: elsewhere };
  };
}

/** A quota that is the same in every Region. */
export function everywhere(value: number, provenance: Provenance) {
  return byRegion(provenance, [{ value }]);
}

/** The Regions where most services have their highest quotas. */
export const largestRegions = ['us-east-1', 'us-west-2', 'eu-west-1'];

/**
 * A limit that was read in AWS's own documentation.
 * @param readOn YYYY-MM-DD
 */
export function documented(source: string, readOn: string): Provenance {
  return { confidence: 'verified', source, readOn };
}

/**
 * A limit that was read elsewhere.
 * @param readOn YYYY-MM-DD
 */
export function secondHand(source: string, readOn: string): Provenance {
  return { confidence: 'second-hand', source, readOn };
}

/** A limit that is common knowledge, and the page to check it on. */
export function quotaToCheck(source: string): Provenance {
  return { confidence: 'common-knowledge', source };
}
