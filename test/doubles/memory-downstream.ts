import type { DownstreamAnswer, DownstreamRequest } from '../../functions/core/downstream/request.ts';
import type { DownstreamCalls } from '../../functions/core/ports.ts';

/**
 * A downstream in memory that keeps every call.
 * @param answer what it says to one, or throws
 */
export function memoryDownstream(
  answer: (request: DownstreamRequest) => DownstreamAnswer = () => ({ status: 204 }),
): DownstreamCalls & {
  readonly calls: readonly DownstreamRequest[];
  /** How often it said 2xx to a call, by its idempotency key. */
  taken(): ReadonlyMap<string, number>;
} {
  const calls: DownstreamRequest[] = [];
  const taken = new Map<string, number>();
  return {
    calls,
    taken: () => taken,
    async post(request) {
      calls.push(request);
      const said = answer(request);
      const key = request.headers['idempotency-key'] ?? '';
      if (said.status >= 200 && said.status <= 299) taken.set(key, (taken.get(key) ?? 0) + 1);
      return said;
    },
  };
}
