import { rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busDetailType, busSource } from '../../functions/core/names.ts';
import { projectRoot } from '../../local/project-root.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { startPathThread } from './engine-inside.ts';
import { eventually } from './eventually.ts';
import { envelopeOf, eventOf } from './sample-events.ts';

/**
 * A function with a defect of the kind that takes the whole thread down, and at times keeps it from
 * loading.
 */
const crashing = `
  import { existsSync } from 'node:fs';
  if (existsSync(import.meta.dirname + '/broken')) throw new Error('does not load');
  export const create = () => () => {
    setImmediate(() => { throw new Error('a defect'); });
    return new Promise(() => {});
  };`;
/** Longer than the queues' visibility timeout. */
const longerThanHiddenMs = 10 * 60_000;
const rounds = 3;
const eventsPerRound = 200;

let home: CellHome;
beforeAll(() => {
  home = cellHome();
  writeFileSync(join(home.folder, 'create.ts'), crashing);
});
afterAll(() => home.remove());

function entryOf(eventId: string) {
  return {
    Source: busSource,
    DetailType: busDetailType,
    Detail: JSON.stringify(envelopeOf(eventOf('posting', 'paid', `INV-${eventId}`, { eventId }))),
  };
}

function deaths(codes: readonly string[]): number {
  return codes.filter((code) => code === 'PATH_THREAD_DIED').length;
}

describe('Given a cell whose path is at work', () => {
  it('When its thread dies repeatedly, Then every event becomes visible once', async () => {
    const { path, codes, advance } = await startPathThread(home.dataFolder, [
      { name: 'Crashing', entry: relative(projectRoot, home.folder), environment: {}, timeoutSeconds: 30 },
    ]);

    const broken = join(home.folder, 'broken');
    for (let round = 0; round < rounds; round++) {
      for (let event = 0; event < eventsPerRound; event++)
        await path.call('putEvents', [entryOf(`${round}-${event}`)]);
      if (round === 1) writeFileSync(broken, '');
      // With the relay, then with the processor, then with either.
      await sleep(20 * round);
      await expect(path.call('invoke', 'Crashing', {})).rejects.toThrow('a defect');
      // Whoever asks meanwhile waits for the next thread, even if that takes some attempts.
      const answer = path.call('status');
      if (round === 1)
        await eventually(
          async () => deaths(codes),
          (deathsSoFar) => deathsSoFar > 2,
          { lookAt: 'whether the thread is started again when it does not load' },
        );
      rmSync(broken, { force: true });
      await expect(answer).resolves.toMatchObject({ duplicates: 0 });
      // What the thread had taken comes back when its visibility timeout ends.
      advance(longerThanHiddenMs);
    }

    const all = rounds * eventsPerRound;
    const status = await eventually(
      () => path.call('status'),
      ({ inFlight, visible }) => inFlight === 0 && visible >= all,
      { lookAt: 'whether the thread is started again, and what the event sources do with failed batches' },
    );
    expect(status).toMatchObject({
      accepted: all,
      visible: all,
      distinct: all,
      duplicates: 0,
      deadLettered: 0,
    });
    // Once more for every attempt that did not load.
    expect(deaths(codes)).toBeGreaterThan(rounds);
    await path.close();
  }, 60_000);
});
