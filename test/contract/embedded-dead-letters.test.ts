import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deadLetterQueues } from '../../functions/core/names.ts';
import { openSqliteLedger } from '../../local/ledger/sqlite-ledger.ts';
import { EngineDeadLetters } from '../../local/runtime/dead-letters.ts';
import { stages } from '../../schemas/stages.ts';
import { openEngine } from '../cell/engine-inside.ts';
import { deadLettersContract } from './dead-letters.suite.ts';

deadLettersContract('the engine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bems-dead-letters-'));
  const engine = await openEngine(folder);
  const ledger = openSqliteLedger({ path: join(folder, 'ledger.sqlite') });
  const queueOf = (name: string) => {
    const queue = engine.queues.get(name);
    if (!queue) throw new Error(`there is no queue ${name}`);
    return queue;
  };
  let sent = 0;
  return {
    deadLetters: new EngineDeadLetters({
      ...{ ledger, prefix: '', queues: engine.queues, bus: engine.bus },
      synced: () => engine.synced(),
    }),
    queues: deadLetterQueues('', stages),
    async put(name, { body, groupId, attributes = {} }) {
      sent += 1;
      queueOf(name).send({
        ...{ body, groupId, deduplicationId: groupId && `sent-${sent}` },
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([key, Value]) => [key, { Type: 'String', Value }]),
        ),
      });
    },
    async take(name) {
      const queue = queueOf(name);
      const messages = queue.receive(queue.length);
      queue.delete(messages);
      return messages.map(({ body, groupId, attributes = {} }) => ({
        body,
        ...(groupId !== undefined && { groupId }),
        attributes: Object.fromEntries(Object.entries(attributes).map(([key, { Value }]) => [key, Value])),
      }));
    },
    arnOf: (name) => queueOf(name).settings.arn,
    async close() {
      await engine.close();
      await ledger.close();
      rmSync(folder, { recursive: true });
    },
  };
});
