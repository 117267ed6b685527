import { describe, expect, test } from 'vitest';
import { CellClient } from '../../../bench/cell-client.ts';
import { Run } from '../../../bench/invoices.ts';
import { startLoad } from '../../../bench/load.ts';
import { verify } from '../../../bench/verification.ts';
import { watch } from '../../../bench/watch.ts';
import { noUsage, pretendCell } from './pretend-cell.ts';

/** Loads the cell for a moment and holds it against what it acknowledged. */
async function loadAndVerify(copies: (count: number) => number) {
  const cell = await pretendCell({ copies });
  const run = new Run('test', Date.now());
  const load = await startLoad({
    origin: cell.api,
    apiKey: cell.apiKey,
    run,
    connections: 3,
    seconds: 0.2,
    rate: undefined,
    batch: 1,
  });
  const client = await CellClient.open(cell);
  const {
    end: { status },
  } = await watch(client, load, { usage: noUsage });
  client.close();
  const verdict = (changed = {}) => verify(cell, { ...status, ...changed }, load);
  const { count: accepted, invoices } = load.tally.acknowledged;
  return { accepted, invoices, verdict };
}

describe('Given a cell under load', () => {
  test('when it keeps every event once, then nothing is lost and nothing is there twice', async () => {
    const { accepted, invoices, verdict } = await loadAndVerify(() => 1);
    expect(accepted).toBeGreaterThan(0);
    expect(await verdict()).toEqual({ lost: 0, duplicated: 0, invoicesRead: invoices });
  });

  test('when it silently drops every tenth event, then just those are found lost', async () => {
    const { accepted, verdict } = await loadAndVerify((count) => (count % 10 === 0 ? 0 : 1));
    expect(await verdict()).toMatchObject({ lost: Math.ceil(accepted / 10), duplicated: 0 });
  });

  test('when it silently keeps every tenth event twice, then just those are found', async () => {
    const { accepted, verdict } = await loadAndVerify((count) => (count % 10 === 0 ? 2 : 1));
    expect(await verdict()).toMatchObject({ lost: 0, duplicated: Math.ceil(accepted / 10) });
  });

  test('when its histories are right but not its counts, then the counts are believed', async () => {
    const { accepted, verdict } = await loadAndVerify(() => 1);
    expect(await verdict({ visible: accepted - 3 })).toMatchObject({ lost: 3 });
    expect(await verdict({ distinct: accepted + 2 })).toMatchObject({ duplicated: 2 });
    expect(await verdict({ duplicates: 4 })).toMatchObject({ duplicated: 4 });
  });
});
