import { describe, expect, it } from 'vitest';
import { consoleVisits } from './console-visits.ts';
import { savedBy, skipWithoutBrowser } from './harness.ts';

describe.skipIf(skipWithoutBrowser())('Given a forecast of payments', { timeout: 60_000 }, () => {
  const { arrive, cell } = consoleVisits();

  it('When its page is opened, Then estimates stand beside the terms, with intervals', async () => {
    const { page, errors } = await arrive('#/finance');
    const row = page.getByRole('table', { name: 'Payments in EUR by week' }).getByRole('row').nth(1);
    await row.waitFor();
    const cells = await row.getByRole('cell').allInnerTexts();
    expect(cells.map((text) => text.replaceAll(/\s/g, ' '))).toEqual([
      'EUR 10,000.25',
      'EUR 12,000.50',
      ...['~EUR 11,200', '~EUR 1,230'],
      ...['~EUR 8,000 to ~EUR 14,000', '~EUR 5,000 to ~EUR 19,000'],
    ]);
    await page.getByText(/end of 2026-03-30/).waitFor();
    await page.getByText(/No forecast of JPY: fewer than 30 invoices were paid/).waitFor();
    expect(errors).toEqual([]);
  });

  it('When there are several currencies, Then all but the first are a click away', async () => {
    const { page } = await arrive('#/finance');
    const dollars = page.getByRole('table', { name: 'Payments in USD by week' });
    await page.getByRole('table', { name: 'Payments in EUR by week' }).waitFor();
    expect(await dollars.isVisible()).toBe(false);
    await page.locator('summary', { hasText: 'USD' }).click();
    await dollars.waitFor();
  });

  it('When a currency is chosen, Then the forecast is of it alone', async () => {
    const { page } = await arrive('#/finance?currency=USD&country=DE');
    await page.getByRole('table', { name: 'Payments in USD by week' }).waitFor();
    expect(await page.getByRole('table', { name: 'Payments in EUR by week' }).count()).toBe(0);
  });

  it('When its file is saved, Then its columns say what is an estimate', async () => {
    const { page } = await arrive('#/finance?currency=EUR');
    await page.getByRole('table', { name: 'Payments in EUR by week' }).waitFor();
    const panel = page.locator('.panel', { hasText: 'Cash flow forecast (estimate)' });
    const { bytes } = await savedBy(page, panel.getByRole('button', { name: /CSV/ }));
    const [head, first, ...more] = bytes.toString().trim().split(/\r?\n/);
    expect(head).toMatch(
      /^currency,from,contractual,optimistic,estimate,estimateNotYetReceived,estimateLow80,/,
    );
    expect(first).toMatch(/^EUR,2026-03-31,10000.25,12000.50,11234.56,1234.56,8000.00,14000.00,5000.00,/);
    expect(more).toHaveLength(1);
  });

  it('When the past is still being loaded, Then it says so in the place of numbers', async () => {
    cell().forecast = { asOf: '2026-03-30', loading: { invoices: 1_234 }, currencies: [], leftOut: [] };
    const { page } = await arrive('#/finance');
    const panel = page.locator('.panel', { hasText: 'Cash flow forecast (estimate)' });
    await panel.getByText('The past is still being loaded.').waitFor();
    expect(await panel.innerText()).toContain('1,234 invoices from before today are known so far');
    expect(await panel.getByRole('button', { name: /CSV/ }).count()).toBe(0);
    expect(await panel.getByRole('table').count()).toBe(0);
  });
});
