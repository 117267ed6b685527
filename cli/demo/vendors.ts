import { type KnownVendor, knownVendors } from './known-vendors.ts';
import type { Sampling } from './sampling.ts';
import type { Habits, Vendor } from './vendor.ts';

const first = [
  'North',
  'Silver',
  'Green',
  'Blue',
  'Stone',
  'River',
  'Bright',
  'Iron',
  'Clear',
  'High',
  'West',
  'Oak',
  'Lake',
  'Amber',
] as const;
const second = [
  'bridge',
  'field',
  'gate',
  'harbour',
  'line',
  'peak',
  'shore',
  'spring',
  'vale',
  'works',
  'mark',
  'stream',
] as const;
const trades = [
  'Logistics',
  'Packaging',
  'Components',
  'Chemicals',
  'Energy',
  'Software',
  'Facility Services',
  'Office Supply',
  'Laboratories',
  'Coatings',
  'Engineering',
  'Catering',
  'Print',
  'Metals',
] as const;

interface Place {
  readonly country: string;
  readonly currency: string;
  readonly priceLevel: number;
  readonly decimals: number;
  /** Legal form, the last part of a company's name. */
  readonly form: string;
  readonly weight: number;
}

const countries: readonly [Place, ...Place[]] = [
  { country: 'DE', currency: 'EUR', priceLevel: 1, decimals: 2, form: 'GmbH', weight: 24 },
  { country: 'NL', currency: 'EUR', priceLevel: 1, decimals: 2, form: 'B.V.', weight: 18 },
  { country: 'FR', currency: 'EUR', priceLevel: 1, decimals: 2, form: 'SAS', weight: 12 },
  { country: 'GB', currency: 'GBP', priceLevel: 0.85, decimals: 2, form: 'Ltd', weight: 14 },
  { country: 'US', currency: 'USD', priceLevel: 1.1, decimals: 2, form: 'Inc.', weight: 16 },
  { country: 'CH', currency: 'CHF', priceLevel: 0.95, decimals: 2, form: 'AG', weight: 6 },
  { country: 'PL', currency: 'PLN', priceLevel: 4.3, decimals: 2, form: 'S.A.', weight: 6 },
  { country: 'JP', currency: 'JPY', priceLevel: 165, decimals: 0, form: 'K.K.', weight: 4 },
];

interface Terms {
  readonly code: string;
  readonly weight: number;
}

const terms: readonly [Terms, ...Terms[]] = [
  { code: 'NET30', weight: 44 },
  { code: 'NET45', weight: 12 },
  { code: 'NET60', weight: 12 },
  { code: 'NET14', weight: 10 },
  { code: '2/10 NET30', weight: 14 },
  { code: 'EOM', weight: 5 },
  { code: '15 EOM', weight: 3 },
  { code: 'NET30 THEN EOM', weight: 4 },
  { code: '2/10 30 EOM', weight: 3 },
];

/** This many vendors; a few of them send most of the invoices. */
export function makeVendors(sample: Sampling, count = 48): readonly [Vendor, ...Vendor[]] {
  const [head, ...rest] = Array.from({ length: count }, (_, index) => makeVendor(sample, index));
  return [head ?? makeVendor(sample, 0), ...rest];
}

function makeVendor(sample: Sampling, index: number): Vendor {
  const known = knownVendors[index];
  const { name, ...particulars } = known ?? drawVendor(sample);
  const {
    form,
    weight: _,
    ...place
  } = countries.find(({ country }) => country === particulars.country) ?? countries[0];
  return {
    ...drawHabits(sample),
    isOrdered: true,
    ...particulars,
    ...place,
    id: `V-${10_001 + index}`,
    name: `${name} ${form}`,
    // Zipf's law: a vendor's share is roughly inverse to its rank.
    weight: 1 / (index + 1),
  };
}

function drawVendor(sample: Sampling): KnownVendor {
  return {
    name: `${sample.pick(first)}${sample.pick(second)} ${sample.pick(trades)}`,
    country: sample.weighted(countries).country,
    terms: sample.weighted(terms).code,
    typicalAmount: sample.logNormal(900, 0.9),
    isOrdered: sample.chance(0.85),
  };
}

function drawHabits(sample: Sampling): Omit<Habits, 'isOrdered'> {
  return {
    lateShare: sample.between(0.04, 0.2),
    latenessDays: sample.between(2, 6),
    discountShare: 0.75,
    mismatchShare: 0.05,
    creditNoteShare: 0.02,
    statesDueDate: sample.chance(0.4),
  };
}
