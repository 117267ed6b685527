import { parseFact } from '../../functions/core/invoice/parse-fact.ts';
import { names } from '../../functions/core/names.ts';
import { stages } from '../../schemas/stages.ts';
import { openEngine } from '../cell/engine-inside.ts';
import { isPoison } from './faults.ts';

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
      const name = names().queue(stage);
      const queue = queues.get(name);
      // Only what somebody holds can be deleted: one that waits is taken, one that is hidden is held.
      const messages = queue?.receive(10).concat(queue.messages()) ?? [];
      // Poison would not come back by being put back.
      const message = messages.find(({ body }) => !isPoison(parseFact(body).event.eventId));
      if (!queue || !message) continue;
      const before = queue.length;
      queue.delete([message]);
      if (queue.length !== before - 1) throw new Error(`the message stays on ${name}`);
      await synced();
      const { invoiceId, eventId } = parseFact(message.body).event;
      return { invoiceId, eventId, queue: name };
    }
  } finally {
    await close();
  }
  throw new Error('nothing waits on the queues of the processors, so nothing can be lost there');
}
