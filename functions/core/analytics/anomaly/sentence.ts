import type { Bucket } from './counted-series.ts';
import type { Episode } from './episodes.ts';
import type { Explanation } from './explain.ts';
import type { WatchedMeasure } from './watched-metrics.ts';

const alternatives = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** What of a stage's events a sentence is about. */
export interface SaidOf {
  /** As people call it: `Reconciliation events`. */
  readonly title: string;
  readonly measure: WatchedMeasure;
  readonly bucket: Bucket;
  /** Of amounts. */
  readonly currency?: string | undefined;
}

/** What is unusual and which element it comes from, in one sentence with figures. */
export function anomalySentence(
  { title, measure, bucket, currency = '' }: SaidOf,
  episode: SaidEpisode,
  explanation: Explanation | undefined,
): string {
  const { from, until } = episode;
  const steps = until - from === 1 ? `in 1 ${bucket}` : `in ${until - from} ${bucket}s`;
  return `${title}: ${figuresAs[measure](episode, currency)} ${steps}${reasonOf(explanation)}.`;
}

type SaidEpisode = Episode & {
  /** Of a share: how many events there were. */
  readonly whole?: number | undefined;
};

const eventFigures = ({ direction, value, expected }: SaidEpisode) =>
  `${direction} than usual, ${Math.round(value)} instead of about ${Math.round(expected)}`;

const figuresAs: Readonly<Record<WatchedMeasure, (episode: SaidEpisode, currency: string) => string>> = {
  events: eventFigures,
  vendor: eventFigures,
  share: ({ direction, value, expected, whole: of = 0 }) =>
    `${direction} than usual, ${percent(value, of)} instead of about ${percent(expected, of)}, ${Math.round(value)} of ${Math.round(of)} events`,
  duration: ({ direction, value, expected }) =>
    `${direction === 'more' ? 'longer' : 'shorter'} than usual, ${lengthOf(value)} instead of about ${lengthOf(expected)}`,
  amount: ({ direction, value, expected }, currency) =>
    `${direction} than usual, ${currency} ${whole.format(value)} instead of about ${currency} ${whole.format(expected)}`,
};

/** Cents of what was expected would say more than is known. */
const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

const tenths = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

const units = [
  { name: 'days', seconds: 86_400 },
  { name: 'h', seconds: 3_600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
] as const;

/** A length of time in the largest unit that it has twice. */
function lengthOf(seconds: number): string {
  const unit = units.find((each) => seconds >= 2 * each.seconds) ?? units[3];
  return `${tenths.format(seconds / unit.seconds)} ${unit.name}`;
}

/** Tenths where whole percents would say too little. */
function percent(part: number, whole: number): string {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  return `${share.toFixed(share < 10 ? 1 : 0)} %`;
}

function reasonOf(explanation: Explanation | undefined): string {
  if (explanation === undefined) return ', and no single dimension accounts for it';
  const { dimension, elements, power } = explanation;
  const share = power >= 1 ? 'all' : `${Math.round(power * 100)} %`;
  const named = alternatives.format(elements.map(({ element }) => element));
  return `; ${share} of the difference is in events with the ${dimension} ${named}`;
}
