import fc from 'fast-check';
import type { Fact } from '../../../functions/core/invoice/fact.ts';

/** How a log comes to the cell, in two parts that figures are compared after. */
export interface Arrivals {
  /** What happened up to two thirds of the log's events, in order, but for what is late. */
  readonly inTime: readonly Fact[];
  /** The rest in any order, with what is late and what is sent again. */
  readonly afterwards: readonly Fact[];
  readonly late: number;
  readonly repeated: number;
}

const dayMs = 86_400_000;

/** One event in 25 comes weeks late, one in 20 comes twice, the second time from somebody else. */
export function arrivalsOf(log: readonly Fact[], seed: number): Arrivals {
  const inOrder = log.toSorted((a, b) => Date.parse(a.event.occurredAt) - Date.parse(b.event.occurredAt));
  const early = inOrder.slice(0, Math.ceil((inOrder.length * 2) / 3));
  const late = early.filter((_, index) => index % 25 === 7).map((fact) => receivedLater(fact, 21));
  const repeated = inOrder
    .filter((_, index) => index % 20 === 3)
    .map((fact) => ({ ...receivedLater(fact, 40), producer: 'another' }));
  const rest = [...inOrder.slice(early.length), ...late, ...repeated];
  const [afterwards = rest] = fc.sample(fc.shuffledSubarray(rest, { minLength: rest.length }), {
    ...{ seed, numRuns: 1 },
  });
  return {
    inTime: early.filter((_, index) => index % 25 !== 7),
    ...{ afterwards, late: late.length, repeated: repeated.length },
  };
}

function receivedLater(fact: Fact, days: number): Fact {
  return { ...fact, receivedAt: new Date(Date.parse(fact.receivedAt) + days * dayMs).toISOString() };
}
