import type { Habits } from './vendor.ts';

/** What is particular about a vendor; the rest is drawn. */
export interface KnownVendor extends Partial<Habits> {
  /** Without its legal form, which its country gives. */
  readonly name: string;
  readonly country: string;
  readonly terms: string;
  /** Median of its invoices, in euro. */
  readonly typicalAmount: number;
}

/**
 * The vendors that send most, the same whatever the seed, each with something to find out about
 * (docs/local-cell.md says what). In the order of how much they send.
 */
export const knownVendors: readonly KnownVendor[] = [
  {
    name: 'Northbridge Logistics',
    country: 'DE',
    terms: '2/10 NET30',
    typicalAmount: 900,
    lateShare: 0.05,
    discountShare: 0.9,
  },
  { name: 'Stonegate Packaging', country: 'NL', terms: 'NET30', typicalAmount: 650, lateShare: 0.04 },
  {
    name: 'Silverlake Components',
    country: 'US',
    terms: '2/10 NET30',
    typicalAmount: 2_800,
    discountShare: 0.25,
  },
  {
    name: 'Ironvale Metals',
    country: 'DE',
    terms: 'NET30',
    typicalAmount: 3_400,
    lateShare: 1,
    latenessDays: 12,
  },
  {
    name: 'Blueshore Energy',
    country: 'FR',
    terms: 'EOM',
    typicalAmount: 7_500,
    isOrdered: false,
    lateShare: 0.03,
  },
  { name: 'Oakspring Catering', country: 'NL', terms: 'NET14', typicalAmount: 95 },
  {
    name: 'Greenfield Chemicals',
    country: 'CH',
    terms: 'NET45',
    typicalAmount: 2_200,
    mismatchShare: 0.4,
  },
  {
    name: 'Brightpeak Software',
    country: 'GB',
    terms: 'NET45',
    typicalAmount: 5_200,
    isOrdered: false,
    lateShare: 0.06,
  },
  {
    name: 'Amberfield Print',
    country: 'PL',
    terms: 'NET30 THEN EOM',
    typicalAmount: 480,
    creditNoteShare: 0.2,
  },
  { name: 'Highmark Laboratories', country: 'JP', terms: 'NET60', typicalAmount: 1_900, lateShare: 0.05 },
];
