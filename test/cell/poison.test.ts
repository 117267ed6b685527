import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Queue } from '../../emulator/messaging/queue.ts';
import { digestOf } from '../../functions/core/invoice/digest.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import { names } from '../../functions/core/names.ts';
import { CellClient } from './cell-client.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { openEngine } from './engine-inside.ts';
import { envelopeOf, eventOf, type StagedEvent } from './sample-events.ts';

const ingestion = names().queue('ingestion');
const reconciliation = names().queue('reconciliation');
const receivesBefore = 3;

let home: CellHome;
beforeAll(() => {
  home = cellHome();
});
afterAll(() => home.remove());

/** Puts on the queue what the relay would have published for the event. */
function send(queue: Queue | undefined, posted: StagedEvent) {
  const fact: Fact = {
    ...envelopeOf(posted),
    entryId: `entry-${posted.event.eventId}`,
    digest: digestOf(posted.event),
  };
  queue?.send({ body: JSON.stringify(fact), groupId: fact.event.invoiceId, deduplicationId: fact.digest });
}

/**
 * Receives the queue's only message so often, and leaves it hidden for an hour as a consumer does
 * that retries.
 */
function receiveAndHide(queue: Queue | undefined, times: number) {
  for (let receive = 1; receive <= times; receive++) {
    const [message] = queue?.receive(1) ?? [];
    if (message) queue?.changeVisibility(message, receive < times ? 0 : 3_600);
  }
}

/** Puts on the queues a message no processor can read, and one that is to be tried again later. */
async function poison() {
  const { queues, close } = await openEngine(home.dataFolder);
  queues.get(ingestion)?.send({ body: 'not a fact', groupId: 'INV-POISONED', deduplicationId: 'poison' });
  send(queues.get(ingestion), eventOf('ingestion', 'received', 'INV-POISONED'));
  send(queues.get(ingestion), eventOf('ingestion', 'received', 'INV-OTHER'));

  send(queues.get(reconciliation), eventOf('reconciliation', 'matching', 'INV-WAITING'));
  receiveAndHide(queues.get(reconciliation), receivesBefore);
  send(queues.get(reconciliation), eventOf('reconciliation', 'matched', 'INV-WAITING'));
  send(queues.get(reconciliation), eventOf('reconciliation', 'matched', 'INV-OTHER'));
  await close();
}

describe('Given an unreadable message and one awaiting its retry, on the queues of a cell', () => {
  it('When the cell is killed twice, Then each holds up only its own invoice', async () => {
    await poison();
    const deadLettersSince = Date.now();
    for (let run = 1; run <= 2; run++) {
      const cell = await home.startReady();
      const client = new CellClient(cell);
      // Both events of the other invoice, and the one behind the poison; INV-WAITING's two are held
      // up.
      const status = await client.until(({ visible, inFlight }) => visible === 3 && inFlight === 2);
      expect(status).toMatchObject({ deadLettered: 1, stages: { ingestion: { deadLettered: 1 } } });
      expect((await client.invoice('INV-OTHER'))?.events).toHaveLength(2);
      expect((await client.invoice('INV-POISONED'))?.events).toHaveLength(1);
      expect(await client.invoice('INV-WAITING')).toBeUndefined();
      client.close();
      await cell.kill9();
    }

    const { queues, close } = await openEngine(home.dataFolder);
    const deadLetters = queues.get(names().deadLetters('ingestion'))?.messages();
    expect(deadLetters).toMatchObject([
      {
        body: 'not a fact',
        groupId: 'INV-POISONED',
        attributes: {
          class: { Value: 'permanent' },
          code: { Value: 'FACT_MALFORMED' },
          reason: { Value: 'The message is not JSON.' },
          receiveCount: { Value: '1' },
        },
      },
    ]);
    const firstSeen = Date.parse(deadLetters?.[0]?.attributes?.firstSeen?.Value ?? '');
    expect(firstSeen).toBeGreaterThanOrEqual(deadLettersSince);

    const waiting = queues.get(reconciliation)?.messages();
    expect(waiting?.map(({ receiveCount }) => receiveCount)).toEqual([receivesBefore, 0]);
    expect(waiting?.[0]?.visibleAt).toBeGreaterThan(Date.now());
    await close();
  }, 60_000);
});
