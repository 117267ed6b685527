import type { Engine } from '../../emulator/messaging/engine.ts';
import { identityOf } from '../../functions/core/conservation/held-event.ts';
import { identitiesInMessage } from '../../functions/core/conservation/message-identity.ts';
import type { PutBack, Transit, Whereabouts } from '../../functions/core/conservation/ports.ts';
import { deadLetterQueueOf, names, stageOfDownstreamQueue } from '../../functions/core/names.ts';

/** The queues of the cell's engine: at any moment a message is on one of them, or done with. */
export function engineTransit(
  { queues, eventSources }: Pick<Engine, 'queues' | 'eventSources'>,
  prefix: string,
): Transit {
  return {
    async whereabouts(events) {
      const wanted = new Set(events.map(identityOf));
      const found = new Map<string, Whereabouts>();
      for (const queue of queues.values()) {
        const { name } = queue.settings;
        // An event whose call waits has been through everything: there it is not on its way to a store.
        if (isOfDownstream(name, prefix)) continue;
        const state = eventSources.has(name) ? 'under-way' : 'dead-lettered';
        for (const { body } of queue.unsorted()) {
          for (const identity of identitiesInMessage(body)) {
            // One that can still arrive says more than a copy that was given up.
            if (wanted.has(identity) && found.get(identity)?.state !== 'under-way')
              found.set(identity, { queue: name, state });
          }
        }
      }
      return found;
    },
  };
}

function isOfDownstream(queue: string, prefix: string): boolean {
  return (
    stageOfDownstreamQueue(queue) !== undefined || deadLetterQueueOf(queue, prefix)?.kind === 'downstream'
  );
}

/** The relay queues of the cell's engine. */
export function enginePutBack(engine: Pick<Engine, 'queues' | 'synced'>, prefix: string): PutBack {
  return {
    async resend(partition, events) {
      const queue = engine.queues.get(names(prefix).relayQueue(partition));
      if (!queue) throw new Error(`the cell has no partition ${partition}`);
      for (const event of events) queue.resend(event);
      await engine.synced();
    },
  };
}
