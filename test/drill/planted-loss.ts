import { parseFact } from '../../functions/core/invoice/parse-fact.ts';
import { names } from '../../functions/core/names.ts';
import { stages } from '../../schemas/stages.ts';
import { openEngine } from '../cell/engine-inside.ts';

/** The event that vanished from its queue. */
export interface PlantedLoss {
  readonly invoiceId: string;
  readonly eventId: string;
  readonly queue: string;
}

/**
 * Deletes a message from a queue behind the back of a cell that does not run.
 * @throws when nothing waits on any queue of a processor
 */
export async function plantLoss(dataFolder: string): Promise<PlantedLoss> {
  const { queues, synced, close } = await openEngine(dataFolder);
  try {
    for (const stage of stages) {
      const queue = names().queue(stage);
      const [message] = queues.get(queue)?.messages() ?? [];
      if (!message) continue;
      queues.get(queue)?.delete([message]);
      await synced();
      const { invoiceId, eventId } = parseFact(message.body).event;
      return { invoiceId, eventId, queue };
    }
  } finally {
    await close();
  }
  throw new Error('nothing waits on the queues of the processors, so nothing can be lost there');
}
