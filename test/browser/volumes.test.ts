import { describe, expect, it } from 'vitest';
import { everyRule, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { savedBy, skipWithoutBrowser } from './harness.ts';

const words = (text: string) => text.replaceAll(/\s+/g, ' ');

describe.skipIf(skipWithoutBrowser())('Given a forecast of volumes', { timeout: 60_000 }, () => {
  const { arrive, look } = consoleVisits();

  it('When its page is opened, Then each stage has its days, or how it learns', async () => {
    const { page, errors } = await look('#/operations');
    const table = page.getByRole('table', { name: 'Events expected by stage and day' });
    await table.getByRole('row').nth(1).waitFor();
    const cellsOf = async (row: number) =>
      (await table.getByRole('row').nth(row).getByRole('cell').allInnerTexts()).map(words);
    expect(await cellsOf(1)).toEqual([
      ...Array.from({ length: 7 }, () => '~1,000 800 to 1,200'),
      '~150 80 %: at most 300 likeliest 1 Apr',
    ]);
    expect((await cellsOf(4)).at(-1)).toBe(
      '~450 80 %: at most 900 95 %: at most 1,234 likeliest 1 Apr, 09:00',
    );
    expect(await table.getByRole('rowheader').allInnerTexts()).toEqual([
      ...['Ingestion', 'Reconciliation', 'Authorization', 'All stages'],
    ]);
    await page.getByText('Posting: learning, 1 of 10 weeks so far.').waitFor();
    expect(await violations(page, everyRule)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('When its hours are unfolded, Then they are those of the stage that is chosen', async () => {
    const { page } = await look('#/operations');
    const panel = page.getByRole('region', { name: 'Events to come (estimate)' });
    await panel.getByText('By the hour').click();
    const table = panel.getByRole('table', { name: /^Events expected by hour/ });
    const ten = table.getByRole('row', { name: /^10:00/ }).getByRole('cell');
    expect((await ten.allInnerTexts()).map(words)).toEqual(Array.from({ length: 7 }, () => '~30 30 to 36'));
    await panel.getByLabel('Events of').selectOption({ label: 'Ingestion' });
    expect(words(await ten.first().innerText())).toBe('~10 10 to 12');
    expect(await panel.getByLabel('Events of').locator('option').allInnerTexts()).not.toContain('Posting');
    expect(await violations(page, everyRule)).toEqual([]);
  });

  it('When it is saved, Then the file has every day, hour and busiest hour of each', async () => {
    const { page } = await arrive('#/operations');
    const button = page.getByRole('button', { name: 'Events to come (estimate) as a CSV file' });
    const { bytes } = await savedBy(page, button);
    const [head, ...lines] = bytes.toString().trim().split(/\r?\n/);
    expect(head).toMatch(/^counted,stage,of,estimate,estimateLow80,estimateHigh80,atMost80,atMost95,asOf/);
    expect(lines).toHaveLength(4 * (14 + 7 * 24 + 1));
    expect(lines[0]).toMatch(/^in the day,ingestion,2026-03-31,1000\.4,800,1200,,,2026-03-31T00:00:00/);
    expect(lines[14 + 9]).toMatch(/^in the hour,ingestion,2026-03-31T09:00:00Z,9\.2,9,11,,,/);
    expect(lines.at(-1)).toMatch(/^in the busiest hour,all,2026-04-01T09:00:00Z,450,,,900,1234,/);
  });
});
