import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { names } from '../../functions/core/names.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { largeCell } from '../../infra/cells/examples.ts';
import { chunks } from '../../lib/chunks.ts';
import { stageStatuses, stages } from '../../schemas/stages.ts';
import { sized } from '../long-run.ts';
import { cellNamed, groupedCell, testApp } from '../template/synthesis.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { openPathHere } from './engine-inside.ts';
import { eventually } from './eventually.ts';
import { accept, settled } from './inside.ts';
import { eventOf, type StagedEvent } from './sample-events.ts';

const local = cellNamed('local');
/** 10,098 in all in the long run, which says how fast it is. */
const eventsPerPartition = sized(5, 102);

let home: CellHome;
beforeAll(() => {
  home = cellHome();
});
afterAll(() => home.remove());

/** As many events for each partition of the large cell: of its vendor, or of one that nobody has. */
function events(run: string): readonly StagedEvent[] {
  return largeCell.partitions.flatMap(({ name, stage, where }) => {
    const [status] = stageStatuses[stage];
    const [vendor] = where?.['vendor.id'] ?? [];
    const id = typeof vendor === 'string' ? vendor : 'V-of-nobody';
    return Array.from({ length: eventsPerPartition }, (_, index) =>
      eventOf(stage, status, `INV-${run}-${name}-${index}`, { vendor: { id } }),
    );
  });
}

/** Sends the same events to a local cell with these partitions. @returns its status, and what took how long */
async function run(name: string, partitions: Cell['partitions']) {
  const begun = performance.now();
  const assembly = new CellStage(testApp(), { ...local, partitions }).synth().directory;
  const path = await openPathHere(`${home.dataFolder}-${name}`, { aheadMs: 0 }, { assembly });
  const started = performance.now();
  const all = events(name);
  for (const together of chunks(chunks(all, 10), 20))
    await Promise.all(together.map((request) => accept(path.api, request)));
  const status = await settled(path, all.length);
  const ended = performance.now();
  await path.api.close();
  console.info(
    `${partitions.length} partitions: started in ${(started - begun).toFixed(0)} ms, ${((all.length * 1_000) / (ended - started)).toFixed(0)} events/s`,
  );
  return status;
}

describe('Given a local cell whose 99 partitions are in four groups', () => {
  test('When events come for all of them, Then all are visible and none is unrouted', {
    timeout: 120_000,
  }, async () => {
    const count = largeCell.partitions.length * eventsPerPartition;
    for (const [name, partitions] of [
      ['few', local.partitions],
      ['many', largeCell.partitions],
    ] as const) {
      const { accepted, visible, deadLetters } = await run(name, partitions);
      expect({ accepted, visible }).toEqual({ accepted: count, visible: count });
      // Those that no partition takes are among them.
      for (const [kind, letters] of Object.entries(deadLetters)) expect(letters, kind).toBe(0);
    }
  });
});

describe('Given a local cell with partitions in two groups and in none', () => {
  test('When the relay of one group fails, Then all other events are visible', async () => {
    const { partitions } = groupedCell;
    const assembly = new CellStage(testApp(), { ...local, partitions }).synth().directory;
    const gone = [names().relayFunction('late')];
    const path = await openPathHere(`${home.dataFolder}-late`, { aheadMs: 0 }, { assembly, gone });
    const each = stages.flatMap((stage) =>
      stageStatuses[stage].map((status) => eventOf(stage, status, `INV-${stage}-${status}`)),
    );
    await accept(path.api, each);
    const others = each.filter(({ stage }) => stage !== 'posting').length;

    const status = await eventually(
      async () => path.api.status(),
      ({ visible, stages: { posting } }) => visible >= others && posting.relaying > 0,
      { lookAt: 'the queues in the status' },
    );

    expect(status).toMatchObject({ accepted: each.length, visible: others, deadLettered: 0 });
    expect(status.stages.posting).toMatchObject({ relaying: each.length - others, visible: 0 });
    await path.api.close();
  });
});
