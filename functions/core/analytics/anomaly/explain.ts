import { aloneOf } from './alone.ts';
import { countLimits } from './judge.ts';
import { counts } from './scale.ts';

/** How much of the deviation an element has to account for to be named, and how much is enough. */
const leastPower = 0.1;
const enoughPower = 0.67;
const maxNamed = 3;

/** What an element of a dimension has, and what it was expected to have. */
export interface Part {
  readonly element: string;
  readonly value: number;
  readonly expected: number;
}

/** The same of a ratio: how often of how many. */
export interface RatioPart {
  readonly element: string;
  readonly numerator: Omit<Part, 'element'>;
  readonly denominator: Omit<Part, 'element'>;
}

/** Which elements of which dimension account for a deviation. */
export interface Explanation {
  readonly dimension: string;
  /** The most surprising first. */
  readonly elements: readonly { readonly element: string; readonly power: number }[];
  /** The share of the deviation that they account for together. */
  readonly power: number;
  readonly surprise: number;
}

interface Weighed {
  readonly element: string;
  /** The share of the deviation that the element accounts for; those of a dimension sum to 1. */
  readonly power: number;
  /** How much it stands out among the others; of the same kind in all dimensions, and less than 0 if it moved less. */
  readonly surprise: number;
}

/**
 * Explains why a sum is not what was expected: Adtributor (Bhagwan et al., NSDI 2014). Of each dimension the most
 * surprising elements that account for 10 % or more are taken until they account for 67 %; of the dimensions, the
 * one whose elements are the most surprising, with three of them at the most. Those that lagged behind the whole
 * come last and count against their dimension.
 * Where the whole is not off, one element may have made up for what others did, and chance in a large one outweighs
 * what happened to a small one. What surprises then is how much better it fits that an element alone changed, and
 * what it accounts for is told from what the others had.
 * @param dimensions their elements, which sum to the same in each
 * @returns none where no dimension accounts for 67 %
 */
export function explainSum(dimensions: Readonly<Record<string, readonly Part[]>>): Explanation | undefined {
  return mostSurprising(dimensions, isWholeOff(dimensions) ? weighedByShare : weighedAlone);
}

function isWholeOff(dimensions: Readonly<Record<string, readonly Part[]>>): boolean {
  const of = Object.values(dimensions);
  const mean = (sum: 'value' | 'expected') => total(of.flat(), sum) / Math.max(1, of.length);
  return Math.abs(counts.deviation(mean('value'), mean('expected'))) >= countLimits.deviation;
}

function weighedByShare(parts: readonly Part[]): readonly Weighed[] {
  const [value, expected] = [total(parts, 'value'), total(parts, 'expected')];
  return parts.map((part) => {
    const [usual, found] = [share(part.expected, expected), share(part.value, value)];
    const power = share(part.value - part.expected, value - expected);
    return { element: part.element, power, surprise: ahead(power, usual) * surpriseOf(usual, found) };
  });
}

/**
 * 1 of an element that moved further than the whole did, as it accounts for more of the deviation than it has of what
 * is expected, and -1 of one that lagged behind. The divergence knows no direction, and finds a share that fell more
 * surprising than one that rose as much: of two halves, of which one has ten times as much and the other twice, it
 * would name the other.
 */
function ahead(power: number, usual: number): number {
  return Math.sign(power - usual);
}

function weighedAlone(parts: readonly Part[]): readonly Weighed[] {
  const evidence = aloneOf(parts);
  const most = evidence.indexOf(Math.max(...evidence));
  const others = parts.toSpliced(most, 1);
  const usual = share(total(others, 'value'), total(others, 'expected'));
  const difference = total(parts, 'value') - usual * total(parts, 'expected');
  return parts.map(({ element, value, expected }, index) => ({
    ...{ element, power: share(value - usual * expected, difference) },
    surprise: evidence[index] ?? 0,
  }));
}

/**
 * The same of a ratio of two sums, by the derivative of the ratio: Adtributor's section on derived measures.
 * An element's power is what the ratio would change if it alone had changed; its surprise is that of both sums.
 */
export function explainRatio(
  dimensions: Readonly<Record<string, readonly RatioPart[]>>,
): Explanation | undefined {
  return mostSurprising(dimensions, (parts) => {
    const numerators = parts.map(({ numerator }) => numerator);
    const denominators = parts.map(({ denominator }) => denominator);
    const above = { value: total(numerators, 'value'), expected: total(numerators, 'expected') };
    const below = { value: total(denominators, 'value'), expected: total(denominators, 'expected') };
    const changes = parts.map(({ numerator, denominator }) => {
      const more = numerator.value - numerator.expected;
      const of = denominator.value - denominator.expected;
      return share(more * below.expected - of * above.expected, below.expected * (below.expected + of));
    });
    const change = changes.reduce((sum, of) => sum + of, 0);
    return parts.map(({ element, numerator, denominator }, index) => {
      const power = share(changes[index] ?? 0, change);
      const usual = share(numerator.expected, above.expected);
      const surprise =
        surpriseOf(usual, share(numerator.value, above.value)) +
        surpriseOf(share(denominator.expected, below.expected), share(denominator.value, below.value));
      return { element, power, surprise: ahead(power, usual) * surprise };
    });
  });
}

/** How much more of a deviation elements have to account for than of what is expected anyway. */
const tellingPower = 0.2;

/**
 * What strikes all elements alike is not explained by those that have the most events: the elements that are named,
 * or the first of them, have to account for more than they have.
 */
export function tellingOf(
  found: Explanation | undefined,
  parts: Readonly<Record<string, readonly RatioPart[]>>,
): Explanation | undefined {
  const own = parts[found?.dimension ?? ''] ?? [];
  const all = own.reduce((sum, { numerator }) => sum + numerator.expected, 0);
  let more = 0;
  for (const { element, power } of found?.elements ?? []) {
    const expected = own.find((part) => part.element === element)?.numerator.expected ?? 0;
    more += power - share(expected, all);
    if (more >= tellingPower) return found;
  }
  return undefined;
}

function mostSurprising<P>(
  dimensions: Readonly<Record<string, readonly P[]>>,
  weigh: (parts: readonly P[]) => readonly Weighed[],
): Explanation | undefined {
  return Object.entries(dimensions)
    .flatMap(([dimension, parts]) => explainBy(dimension, weigh(parts)) ?? [])
    .toSorted((a, b) => b.surprise - a.surprise)
    .at(0);
}

function explainBy(dimension: string, elements: readonly Weighed[]): Explanation | undefined {
  const named: Weighed[] = [];
  let power = 0;
  for (const one of elements.toSorted((a, b) => b.surprise - a.surprise)) {
    if (one.power < leastPower) continue;
    named.push(one);
    power += one.power;
    if (power >= enoughPower || named.length === maxNamed) break;
  }
  if (power < enoughPower) return undefined;
  return {
    ...{ dimension, power },
    elements: named.map(({ element, power: of }) => ({ element, power: of })),
    surprise: named.reduce((sum, { surprise }) => sum + surprise, 0),
  };
}

/** The contribution to the Jensen-Shannon divergence of a share that was p and is q. */
function surpriseOf(p: number, q: number): number {
  const term = (of: number) => (of <= 0 ? 0 : of * Math.log((2 * of) / (p + q)));
  return 0.5 * (term(p) + term(q));
}

function total(parts: readonly Omit<Part, 'element'>[], of: 'value' | 'expected'): number {
  return parts.reduce((sum, part) => sum + part[of], 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
