import { setTimeout as sleep } from 'node:timers/promises';
import { randomLcg } from 'd3-random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sized } from '../long-run.ts';
import { CellClient } from './cell-client.ts';
import {
  type CellAddress,
  type CellHome,
  cellHome,
  type RunningCell,
  type StartedCell,
} from './cell-process.ts';
import { type Acknowledged, Producer } from './producer.ts';

/** Of the long run, or BEMS_KILLS=30, are for whoever changed how the cell starts or what it writes. */
const kills = Number(process.env.BEMS_KILLS ?? sized(4, 30));
/**
 * Set BEMS_SEED to repeat a run's events and moments (its outcome depends on the machine all the
 * same).
 */
const seed = Number(process.env.BEMS_SEED ?? Date.now() % 1_000_000);

/**
 * Between 0 and 1 each, so that the moments of the kills do not depend on what the producer draws.
 */
const moments = randomLcg(seed / 1_000_000);
const contents = randomLcg((seed + 1) / 1_000_000);

let home: CellHome;
beforeAll(async () => {
  home = cellHome();
  // The first start on a machine builds what the others find.
  await (await home.startReady()).stop();
}, 180_000);
afterAll(() => home.remove());

describe('Given a cell under load that is killed with SIGKILL again and again', () => {
  it('When it restarts each time, Then every acknowledged event is there exactly once', async () => {
    let current: CellAddress | undefined;
    const producer = new Producer({ cell: () => current, random: contents, connections: 32, pauseMs: 2 });

    console.log(`BEMS_SEED=${seed} repeats these events and moments.`);
    let whileStarting = 0;
    for (let kill = 0; kill < kills; kill++) {
      const cell = home.start();
      cell.ready.then(
        (address) => {
          current = address;
        },
        () => {},
      );
      await momentToKill(cell);
      whileStarting += Number(current === undefined);
      await cell.kill9();
      current = undefined;
    }

    const cell = await home.startReady();
    current = cell;
    const acknowledged = await producer.finish();
    const client = new CellClient(cell);
    const status = await client.settled(acknowledged.events, 30_000);
    const { lost, twice } = await compare(client, acknowledged);
    client.close();

    const { accepted, visible, distinct, duplicates, deadLettered } = status;
    console.log(
      `${kills} kills (${whileStarting} while starting), ${acknowledged.events} events acknowledged, ` +
        `accepted ${accepted}, visible ${visible}, distinct ${distinct}, lost ${lost.length}, twice ${twice.length}, ` +
        `duplicates ${duplicates}, dead-lettered ${deadLettered}`,
    );
    expect({ lost, twice }).toEqual({ lost: [], twice: [] });
    expect({ accepted, visible, distinct, deadLettered }).toEqual({
      accepted: acknowledged.events,
      visible: acknowledged.events,
      distinct: acknowledged.events,
      deadLettered: 0,
    });
    // A repetition on purpose is a duplicate; a POST whose reply was lost may be one.
    expect(duplicates).toBeGreaterThanOrEqual(acknowledged.repeats);
    expect(duplicates).toBeLessThanOrEqual(acknowledged.repeats + acknowledged.unanswered);

    await expectSameAfterRestart(cell, { accepted, visible, distinct, duplicates, deadLettered });
  }, 240_000);
});

/**
 * Waits for a moment after the start, whatever the cell is at; or one shortly, or somewhat later,
 * after it is ready.
 */
async function momentToKill(cell: StartedCell): Promise<void> {
  const kind = moments();
  if (kind < 0.3) return sleep(100 + 1_500 * moments());
  await cell.ready;
  return sleep(kind < 0.65 ? 300 * moments() : 150 + 1_300 * moments());
}

/**
 * Reads every invoice's history: ids that are missing, and ids that are there more than once or
 * were never sent.
 */
async function compare(client: CellClient, { byInvoice }: Acknowledged) {
  const lost: string[] = [];
  const twice: string[] = [];
  const invoices = byInvoice.entries();
  const read = async () => {
    for (const [invoiceId, eventIds] of invoices) {
      const history = await client.invoice(invoiceId);
      const there = history?.events.map(({ event }) => event.eventId) ?? [];
      lost.push(...[...eventIds].filter((id) => !there.includes(id)));
      twice.push(...there.filter((id, index) => there.indexOf(id) < index || !eventIds.has(id)));
    }
  };
  await Promise.all(Array.from({ length: 16 }, read));
  return { lost, twice };
}

/** What a clean end and a new count from disk must not change. */
async function expectSameAfterRestart(cell: RunningCell, figures: object): Promise<void> {
  await cell.stop();
  const again = await home.startReady();
  const client = new CellClient(again);
  expect(await client.status()).toMatchObject({ ...figures, inFlight: 0 });
  client.close();
  await again.stop();
}
