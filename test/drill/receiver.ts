import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../local/project-root.ts';

/** Before a kill, ms: a call answered then may not have been noted any more. */
const unnotedMs = 5_000;

/** What the drill asks of the receiver's process, which answers each with `ReceiverWords`. */
export interface ReceiverOrder {
  /** Whether it answers 503 from now on. */
  readonly away: boolean;
}

export interface ReceiverWords {
  readonly endpoint: string;
  /** Keys that it took. */
  readonly told: number;
  /** When keys were taken that came before, and when they came again, ms since the epoch. */
  readonly repeats: readonly { readonly first: number; readonly again: number }[];
}

/** The system downstream of the drilled cell: it counts what it took, by idempotency key. */
export interface DrillReceiver {
  readonly url: string;
  /** When the cell was killed, ms since the epoch. */
  killedAt: number | undefined;
  /** Answers 503 from now on, or takes calls again. */
  setAway(away: boolean): Promise<void>;
  /** How many keys it took, and those that it took again without the excuse of the kill. */
  counts(): Promise<{ readonly told: number; readonly again: ReceiverWords['repeats'] }>;
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<DrillReceiver> {
  const child = fork(join(projectRoot, 'test', 'drill', 'receiver-process.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let away = false;
  const ask = async (): Promise<ReceiverWords> => {
    child.send({ away } satisfies ReceiverOrder);
    const [words] = await once(child, 'message');
    return words;
  };
  const { endpoint } = await ask();
  const receiver: DrillReceiver = {
    url: `${endpoint}/events`,
    killedAt: undefined,
    async setAway(next) {
      away = next;
      await ask();
    },
    async counts() {
      const { told, repeats } = await ask();
      const { killedAt } = receiver;
      const isExcused = (first: number) =>
        killedAt !== undefined && first <= killedAt && first > killedAt - unnotedMs;
      return { told, again: repeats.filter(({ first }) => !isExcused(first)) };
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
  return receiver;
}
