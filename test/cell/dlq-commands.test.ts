import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { names } from '../../functions/core/names.ts';
import { CellClient } from './cell-client.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { openEngine } from './engine-inside.ts';
import { eventOf } from './sample-events.ts';

const ingestion = names().queue('ingestion');
const deadLetters = names().deadLetters('ingestion');

let home: CellHome;
beforeAll(() => {
  home = cellHome();
});
afterAll(() => home.remove());

/** What a command prints as JSON. */
async function bems(...args: readonly string[]) {
  const { stdout, stderr, exitCode } = await home.bems('dlq', ...args, '--json');
  expect(stderr).toBe('');
  return { exitCode, said: JSON.parse(stdout) };
}

describe('Given a cell with an event that no processor can read', () => {
  it('When it is redriven it comes back; when it is discarded it is gone', async () => {
    const engine = await openEngine(home.dataFolder);
    engine.queues.get(ingestion)?.send({ body: 'not a fact', groupId: 'INV-1', deduplicationId: 'poison' });
    await engine.close();
    const cell = await home.startReady();
    const client = new CellClient(cell);
    await client.post(eventOf('ingestion', 'received', 'INV-1'));
    await client.until(({ deadLettered, visible }) => deadLettered === 1 && visible === 1);

    const { letters } = (await bems('show', '--queue', deadLetters)).said;
    expect(letters).toMatchObject([{ body: 'not a fact', diagnosis: { failureClass: 'permanent' } }]);

    expect((await bems('redrive', '--all')).said).toMatchObject({ done: 1, stayed: [] });
    await client.until(({ deadLettered, inFlight }) => deadLettered === 1 && inFlight === 0);
    const [again] = (await bems('list', '--each', '5')).said.letters;
    expect(again.messageId).not.toBe(letters[0].messageId);

    const file = join(home.dataFolder, 'discarded.jsonl');
    const discard = ['discard', '--message', again.messageId, '--reason', 'not ours', '--yes'];
    expect((await bems(...discard)).said).toMatchObject({ done: 1, exportedTo: file });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ body: 'not a fact' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await client.status()).deadLettered).toBe(0);
    expect(await home.bems('status')).toMatchObject({ exitCode: 0 });
    client.close();
    await cell.stop();
  }, 180_000);
});
