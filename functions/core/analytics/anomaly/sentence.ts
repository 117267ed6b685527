import type { Episode } from './episodes.ts';
import type { Explanation } from './explain.ts';

const alternatives = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** What is unusual and which element it comes from, in one sentence with figures. */
export function anomalySentence(
  measure: string,
  { value, expected, from, until, direction }: Episode,
  explanation: Explanation | undefined,
  bucket: 'hour' | 'day' = 'hour',
): string {
  const figures = `${Math.round(value)} instead of about ${Math.round(expected)}`;
  const hours = until - from === 1 ? `in 1 ${bucket}` : `in ${until - from} ${bucket}s`;
  return `${measure}: ${direction} than usual, ${figures} ${hours}${reasonOf(explanation)}.`;
}

function reasonOf(explanation: Explanation | undefined): string {
  if (explanation === undefined) return ', and no single dimension accounts for it';
  const { dimension, elements, power } = explanation;
  const share = power >= 1 ? 'all' : `${Math.round(power * 100)} %`;
  const named = alternatives.format(elements.map(({ element }) => element));
  return `; ${share} of the difference is in events with the ${dimension} ${named}`;
}
