import { startHttpDouble } from '../contract/http-double.ts';

/** Before a kill, ms: a call answered then may not have been noted any more. */
const unnotedMs = 5_000;

/** The system downstream of the drilled cell: it counts what it took, by idempotency key. */
export interface DrillReceiver {
  readonly url: string;
  /** Whether it answers 503. */
  away: boolean;
  /** When the cell was killed, ms since the epoch. */
  killedAt: number | undefined;
  /** How many keys it took, and how many it took again without the excuse of the kill. */
  counts(): { readonly told: number; readonly again: number };
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<DrillReceiver> {
  const takenAt = new Map<string, number>();
  const repeated: number[] = [];
  const double = await startHttpDouble((request, response) => {
    const key = String(request.headers['idempotency-key']);
    request.resume();
    if (receiver.away) {
      response.writeHead(503).end();
      return;
    }
    const before = takenAt.get(key);
    if (before === undefined) takenAt.set(key, Date.now());
    else repeated.push(before);
    response.writeHead(204).end();
  });
  const receiver: DrillReceiver = {
    url: `${double.endpoint}/events`,
    away: false,
    killedAt: undefined,
    counts() {
      const { killedAt } = receiver;
      const isExcused = (first: number) =>
        killedAt !== undefined && first <= killedAt && first > killedAt - unnotedMs;
      return { told: takenAt.size, again: repeated.filter((first) => !isExcused(first)).length };
    },
    stop: double.stop,
  };
  return receiver;
}
