import type { FaultKind } from './faults.ts';
import type { HistoryResult } from './history.ts';

/** A history that ended wrong. */
export type Failure = Pick<HistoryResult, 'seed' | 'hash' | 'wrong'>;

/** What came of some histories. */
export interface Tally {
  readonly histories: number;
  readonly accepted: number;
  readonly steps: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly failures: readonly Failure[];
}

export const noHistories: Tally = { histories: 0, accepted: 0, steps: 0, faults: {}, failures: [] };

/** With one history more. */
export function tallied(tally: Tally, { seed, hash, wrong, accepted, steps, faults }: HistoryResult): Tally {
  return added(tally, {
    ...{ histories: 1, accepted, steps, faults: Object.fromEntries(faults) },
    failures: wrong.length > 0 ? [{ seed, hash, wrong }] : [],
  });
}

/** Both together. */
export function added(one: Tally, other: Tally): Tally {
  const faults: Partial<Record<FaultKind, number>> = { ...one.faults };
  for (const kind of Object.keys(other.faults) as FaultKind[])
    faults[kind] = (faults[kind] ?? 0) + (other.faults[kind] ?? 0);
  return {
    histories: one.histories + other.histories,
    accepted: one.accepted + other.accepted,
    steps: one.steps + other.steps,
    faults,
    failures: [...one.failures, ...other.failures],
  };
}
