import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CellClient } from '../cell/cell-client.ts';
import { type CellHome, cellHome, type RunningCell } from '../cell/cell-process.ts';
import { eventOf } from '../cell/sample-events.ts';
import { skipWithoutBrowser, type Visit, visit } from './harness.ts';

describe.skipIf(skipWithoutBrowser())('The console of a whole cell', { timeout: 60_000 }, () => {
  let home: CellHome;
  let cell: RunningCell;
  let visited: Visit;

  beforeAll(async () => {
    home = cellHome();
    cell = await home.startReady();
    visited = await visit(cell.console);
  });
  afterAll(async () => {
    await visited?.close();
    await home?.remove();
  });

  it('events appear by themselves on an open page, and lead to their invoice', async () => {
    const client = new CellClient(cell);
    const { page, errors } = visited;
    await page.getByRole('heading', { name: 'Path of an event' }).waitFor();

    expect((await client.post(eventOf('ingestion', 'received', 'INV-SEEN'))).status).toBe(202);
    expect((await client.post(eventOf('posting', 'paid', 'INV-SEEN', { minute: 5 }))).status).toBe(202);

    const events = page.getByRole('region', { name: 'Latest events' });
    await events.getByRole('row').filter({ hasText: 'paid' }).waitFor();
    await page
      .locator('.tiles')
      .filter({ hasText: /Visible\s*2/ })
      .waitFor();

    await events.getByRole('link', { name: 'INV-SEEN' }).first().click();
    await page.getByRole('heading', { name: 'INV-SEEN' }).waitFor();
    const main = page.getByRole('main');
    for (const text of ['received', 'paid', '1,250.00']) await main.getByText(text).first().waitFor();
    expect(errors).toEqual([]);
  });
});
