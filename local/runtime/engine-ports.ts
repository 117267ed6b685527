import { parseFact } from '../../functions/core/invoice/parse-fact.ts';
import type { Queues, Topics } from '../../functions/core/ports.ts';
import type { SqliteLedger } from '../ledger/sqlite-ledger.ts';
import type { Rpc } from './rpc.ts';
import type { EngineApi } from './thread-api.ts';

/** Topics on the cell's engine. What a topic drops as a repeat is written down, so that no accepted event goes unaccounted. */
export function engineTopics(engine: Rpc<EngineApi>, ledger: Pick<SqliteLedger, 'recordRepeat'>): Topics {
  return {
    async publish(topicArn, messages) {
      const results = await engine.call('publish', topicArn, messages);
      const repeats = messages.filter((_, index) => results[index]?.duplicate);
      await Promise.all(repeats.map(({ body }) => ledger.recordRepeat(parseFact(body))));
      return results.flatMap(({ error }, index) => (error ? [{ index, error: new Error(error) }] : []));
    },
  };
}

/** Queues on the cell's engine. */
export function engineQueues(engine: Rpc<EngineApi>): Queues {
  return {
    retryLater: (message, delaySeconds) => engine.call('retryLater', message, delaySeconds),
    deadLetter: (message, diagnosis) => engine.call('deadLetter', message, diagnosis),
  };
}
