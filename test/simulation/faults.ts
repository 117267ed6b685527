import type { Random } from './random.ts';

/**
 * Every kind of fault, and how likely it is at each opportunity in a history that has it. An
 * opportunity is a call over the network, a write or a sync of a disk, an invocation, a POST, or,
 * for what comes with time, a minute.
 */
export const faultKinds = {
  /** A call of a port fails and has had no effect. */
  callFails: 0.05,
  /** A call has its effect, and its caller learns that it failed. */
  answerIsLost: 0.05,
  /** A call takes longer than the function may, and is done all the same. */
  callStalls: 0.02,
  /** A call takes seconds. */
  callIsSlow: 0.05,
  /** The process dies before a call, or after its effect. */
  crashAtCall: 0.005,
  /** The process dies with a part of the bytes written. */
  crashAtWrite: 0.004,
  /** The machine loses its power while it syncs. */
  powerFailsAtSync: 0.004,
  /** A disk takes no more bytes. */
  writeFails: 0.001,
  /** A sync fails, and nobody knows what is on disk. */
  syncFails: 0.001,
  /** A sync takes seconds. */
  syncIsSlow: 0.05,
  /** A function is invoked twice with the same messages. */
  batchComesTwice: 0.05,
  /** The messages of a standard queue come in any order. */
  batchIsShuffled: 0.3,
  /** A function's environment dies: no answer, and its timeout passes. */
  functionDies: 0.03,
  /** The answer to a POST does not reach the producer. */
  replyIsLost: 0.1,
  /** The machine loses its power. */
  powerFails: 0.02,
  /** The process is killed. */
  kill: 0.03,
  /** The path dies of an error and is opened anew. */
  pathDies: 0.02,
  /** The process is told to end, and ends in order. */
  restart: 0.03,
  /** The wall clock is set forward or back. */
  clockJumps: 0.05,
  /** A store, or the system downstream, is away for some minutes. */
  outage: 0.03,
  /** The system downstream does not take a call. */
  downstreamRefuses: 0.15,
} as const satisfies Record<string, number>;
export type FaultKind = keyof typeof faultKinds;

const kinds = Object.keys(faultKinds).filter((name): name is FaultKind => name in faultKinds);

/**
 * The faults of one history. About half of the kinds occur in it, some more often than usual:
 * histories with everything at once would all be alike.
 */
export class Faults {
  readonly #random: Random;
  readonly #rates = new Map<FaultKind, number>();
  readonly #struck = new Map<FaultKind, number>();
  /** Nothing goes wrong any more. */
  over = false;

  constructor(random: Random) {
    this.#random = random;
    for (const kind of kinds)
      if (random.chance(0.5)) this.#rates.set(kind, Math.min(0.5, faultKinds[kind] * random.spread(0.3, 4)));
  }

  /** Whether the fault happens at this opportunity. */
  strikes(kind: FaultKind): boolean {
    if (this.over || !this.#random.chance(this.#rates.get(kind) ?? 0)) return false;
    this.#struck.set(kind, (this.#struck.get(kind) ?? 0) + 1);
    return true;
  }

  /** How often each kind has happened. */
  get struck(): ReadonlyMap<FaultKind, number> {
    return this.#struck;
  }
}
