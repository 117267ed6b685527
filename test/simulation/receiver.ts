import type { DownstreamAnswer, DownstreamRequest } from '../../functions/core/downstream/request.ts';
import type { Downstreams } from '../../functions/core/downstream/settings.ts';
import type { Ports } from '../../functions/core/ports.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';

/** The downstreams of every simulated cell. */
export const simulatedDownstreams: Downstreams = {
  posting: { url: 'https://erp.example.com/events', since: '2026-01-01T00:00:00Z', timeoutMs: 3_000 },
};

/** What it says when it does not take a call. */
const refusals = [302, 400, 409, 422, 429, 503];
/** Those that may end as a dead letter, which somebody may discard. */
const ofLetters: ReadonlySet<number> = new Set([400, 409, 422]);

/** The system downstream: it outlives every process, and counts calls by their idempotency key. */
export class Receiver {
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #bodies = new Map<string, string>();
  readonly #settled = new Set<string>();
  /** Keys of calls that reached it, that it took, and whose event it refused at least once. */
  readonly called = new Set<string>();
  readonly taken = new Set<string>();
  readonly refused = new Set<string>();
  /** Calls that should not have been made. */
  readonly wrong: string[] = [];

  constructor(random: Random, faults: Faults) {
    this.#random = random;
    this.#faults = faults;
  }

  readonly post = async ({ headers, body }: DownstreamRequest): Promise<DownstreamAnswer> => {
    const key = headers['idempotency-key'] ?? '';
    this.called.add(key);
    if (body !== (this.#bodies.get(key) ?? body)) this.wrong.push(`another body: ${key} came with two`);
    this.#bodies.set(key, body);
    if (this.#faults.strikes('downstreamRefuses')) {
      const status = this.#random.pick(refusals);
      if (ofLetters.has(status)) this.refused.add(key);
      return { status };
    }
    this.taken.add(key);
    return { status: this.#random.pick([200, 204]) };
  };

  /** The ports of a function, watched: what it was told is settled it must not call again. */
  watch({ onceCalled, downstreamCalls }: Pick<Ports, 'onceCalled' | 'downstreamCalls'>) {
    return {
      onceCalled: async (...[key, act]: Parameters<Ports['onceCalled']>) => {
        const outcome = await onceCalled(key, act);
        if (outcome === 'done') this.#settled.add(digestIn(key));
        return outcome;
      },
      downstreamCalls: {
        post: (request: DownstreamRequest) => {
          const key = request.headers['idempotency-key'] ?? '';
          if (this.#settled.has(key)) this.wrong.push(`called again: ${key} was settled as done`);
          return downstreamCalls.post(request);
        },
      },
    };
  }
}

/** A key of `Once` ends with the digest of the fact. */
function digestIn(key: string): string {
  return key.slice(-64);
}
