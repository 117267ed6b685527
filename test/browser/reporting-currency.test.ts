import Big from 'big.js';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { RateTable } from '../../dashboards/figure-settings.ts';
import type { KpiReading } from '../../dashboards/kpi-reader.ts';
import { everyRule, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { savedBy, skipWithoutBrowser } from './harness.ts';

const rates: RateTable = {
  ...{ base: 'EUR', asOf: '2026-11-20', source: 'ECB reference rates' },
  perUnit: { USD: '1.0845', JPY: '163.2' },
};
const withoutYen: RateTable = { ...rates, perUnit: { USD: '1.0845' } };
const ratesLine = 'Amounts in EUR. Converted at the rates of 2026-11-20 (ECB reference rates).';

async function csvOf(page: Page, title: string): Promise<readonly string[]> {
  const button = page.getByRole('button', { name: `${title} as a CSV file` });
  return (await savedBy(page, button)).bytes.toString().split('\n');
}

async function hashOf(page: Page): Promise<string> {
  return page.evaluate(() => location.hash);
}

/** The parameters of a link within the console. */
async function parametersOf(link: Locator): Promise<URLSearchParams> {
  return new URLSearchParams(((await link.getAttribute('href')) ?? '').split('?')[1]);
}

/** Waits for the first round of answers: the figures of a page come one by one. */
async function asOfShown(page: Page): Promise<void> {
  await page.locator('.view-line', { hasText: 'As of' }).waitFor();
}

function openAmount(page: Page): Locator {
  return page.getByRole('region', { name: 'Payables' }).locator('.figure', { hasText: 'Open amount' });
}

/** What the cell has of a figure as of now, in euros: each currency's amount over its rate. */
async function inEuros(url: string, kpi: string): Promise<string> {
  const reply = await fetch(`${url}api/kpis/${kpi}?zone=Europe/Berlin`);
  const reading = (await reply.json()) as KpiReading;
  return reading.rows
    .reduce((sum, { group: { currency = '' }, value }) => {
      return sum.plus(new Big(value ?? '0').div(rates.perUnit[currency] ?? 1));
    }, new Big(0))
    .toFixed(2);
}

describe.skipIf(skipWithoutBrowser())('Given a cell with rates', { timeout: 30_000 }, () => {
  const { cell, arrive, look } = consoleVisits({ rates });

  it('When there are none, Then nothing is offered and an address that asks is ignored', async () => {
    cell().figureSettings = {};
    const { page, errors } = await arrive('#/finance?in=EUR');
    const table = page.getByRole('table', { name: 'Payables by currency' });
    await table.waitFor();
    await expect.poll(() => table.getByRole('rowheader').allInnerTexts()).toEqual(['EUR', 'JPY', 'USD']);
    expect(await page.getByRole('combobox', { name: 'Amounts in' }).count()).toBe(0);
    expect(await page.getByText('Converted at').count()).toBe(0);
    const [header = ''] = await csvOf(page, 'Payables');
    expect(header).not.toContain('rates');
    expect(errors).toEqual([]);
  });

  it('When a currency is chosen, Then every amount is one row in it', async () => {
    const { page, errors } = await look('#/finance');
    const choice = page.getByRole('combobox', { name: 'Amounts in' });
    await page.getByRole('table', { name: 'Payables by currency' }).waitFor();
    expect(await page.getByText('Converted at').count()).toBe(0);
    await expect
      .poll(() => choice.locator('option').allInnerTexts())
      .toEqual(['Each currency', 'EUR', 'JPY', 'USD']);
    await choice.selectOption('EUR');
    await openAmount(page).getByText('EUR').waitFor();
    await asOfShown(page);
    expect(await hashOf(page)).toBe('#/finance?in=EUR');
    const shown = (await openAmount(page).getByRole('link').innerText()).replaceAll(',', '');
    expect(shown).toBe(await inEuros(cell().url, 'open-amount'));
    expect(await page.locator('.view-line').innerText()).toContain(ratesLine);
    const aging = page.getByRole('table', { name: 'Open amounts by currency and days past due' });
    await expect.poll(() => aging.getByRole('rowheader').allInnerTexts()).toEqual(['EUR']);
    const flow = page.getByRole('region', { name: 'Cash flow by week' });
    await expect.poll(() => flow.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['EUR']);
    expect(await page.getByText('No rate for').count()).toBe(0);
    expect(await violations(page, everyRule)).toEqual([]);
    await choice.selectOption('');
    await page.getByRole('table', { name: 'Payables by currency' }).waitFor();
    expect(await hashOf(page)).toBe('#/finance');
    expect(errors).toEqual([]);
  });

  it('When a currency is chosen, Then the largest invoices are one list', async () => {
    const { page, errors } = await look('#/finance?in=EUR');
    const largest = page.getByRole('region', { name: 'Largest open invoices' });
    const headings = largest.getByRole('heading', { level: 3 });
    await expect.poll(() => headings.allInnerTexts()).toEqual(['EUR']);
    await largest.getByRole('listitem').nth(4).waitFor();
    // 11,980.50 USD are 11,047.03 EUR, less than the fifth of those in EUR; yen are far below.
    const numbers = () => largest.locator('.top-invoices .number').allInnerTexts();
    expect(await numbers()).toEqual(['12,000.50', '11,970.50', '11,940.50', '11,910.50', '11,880.50']);
    const all = largest.getByRole('link', { name: /^All 1,200 of Open amount in EUR$/ });
    expect((await parametersOf(all)).getAll('currency')).toEqual([]);
    await page.getByRole('combobox', { name: 'Amounts in' }).selectOption('JPY');
    await expect.poll(() => headings.allInnerTexts()).toEqual(['JPY']);
    await largest.getByText('EUR 12,000.50').waitFor();
    expect((await numbers())[0]).toMatch(/^1,958,482\s+EUR 12,000\.50$/);
    const [header = '', line = ''] = await csvOf(page, 'Largest open invoices');
    expect(header).toContain(',openAmount,value,inCurrency,inAmount,rates,ratesAsOf,ratesSource,');
    expect(line).toContain(',EUR,12000.50,12000.50,12000.50,JPY,1958481.6,');
    expect(errors).toEqual([]);
  });

  it('When a currency has no rate, Then its largest invoices are apart and named', async () => {
    cell().figureSettings = { rates: withoutYen };
    const { page } = await arrive('#/finance?in=USD');
    const largest = page.getByRole('region', { name: 'Largest open invoices' });
    await expect
      .poll(() => largest.getByRole('heading', { level: 3 }).allInnerTexts())
      .toEqual(['USD', 'JPY']);
    await largest.getByText('No rate for JPY: it stays as it is.').waitFor();
    const all = (currency: string) =>
      largest.getByRole('link', { name: new RegExp(`^All .* in ${currency}$`) });
    expect((await parametersOf(all('USD'))).getAll('currency').sort()).toEqual(['EUR', 'USD']);
    expect((await parametersOf(all('JPY'))).getAll('currency')).toEqual(['JPY']);
    expect(await violations(page, everyRule)).toEqual([]);
  });

  it('When it is shown, Then explanations and paper say at which rates', async () => {
    // So high that nothing scrolls: an explanation closes when the page moves under it.
    const { page } = await look('#/finance?in=EUR', { width: 1280, height: 4_000 });
    await openAmount(page).getByText('EUR').waitFor();
    await openAmount(page).getByRole('button', { name: 'What is “Open amount”?' }).click();
    expect(await page.getByRole('note').innerText()).toContain(ratesLine);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'What is “Days to pay, from receipt”?' }).first().click();
    expect(await page.getByRole('note').innerText()).not.toContain('Converted');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.view-line').innerText()).toContain(ratesLine);
  });

  it('When a panel is saved, Then each line says its currency and the rates', async () => {
    const { page } = await look('#/finance?in=EUR');
    await asOfShown(page);
    const shown = (await openAmount(page).getByRole('link').innerText()).replaceAll(',', '');
    const [header = '', ...lines] = await csvOf(page, 'Payables');
    expect(header).toMatch(/^figure,counted,currency,unit,value,.*rates,ratesAsOf,ratesSource,filters,/);
    const rate = '1 EUR = 163.2 JPY; 1 EUR = 1.0845 USD,2026-11-20,ECB reference rates,';
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(line).toMatch(/^[\w-]+,(?:as of now|"as of now, [^"]*"),EUR,/);
      expect(line).toContain(rate);
    }
    const [, , , , value = ''] = lines.find((line) => line.startsWith('open-amount,'))?.split(',') ?? [];
    expect(new Big(value).toFixed(2)).toBe(shown);
    const [counts = ''] = await csvOf(page, 'By vendor');
    expect(counts).not.toContain('rates');
  });

  it('When a figure is opened, Then its invoices of every currency are behind it', async () => {
    const { page, errors } = await look('#/finance?in=EUR&vendorCountry=DE');
    const link = openAmount(page).getByRole('link');
    await asOfShown(page);
    const parameters = await parametersOf(link);
    expect(parameters.getAll('currency')).toEqual([]);
    expect(parameters.get('in')).toBe('EUR');
    expect(parameters.get('vendorCountry')).toBe('DE');
    await link.click();
    await page.getByRole('heading', { name: '1,200 invoices' }).waitFor();
    const totals = page.locator('.totals');
    await totals.waitFor();
    await expect.poll(() => totals.locator('dt').allInnerTexts()).toEqual(['EUR']);
    expect(await page.locator('.view-line').innerText()).toContain(ratesLine);
    await page.getByText('Each invoice below keeps its own currency.').waitFor();
    const table = page.getByRole('table', { name: 'Invoices behind Open amount' });
    for (const currency of ['EUR', 'JPY', 'USD'])
      expect(await table.getByRole('cell', { name: new RegExp(`^${currency}`) }).count()).toBeGreaterThan(0);
    const [header = ''] = await csvOf(page, 'Open amount');
    expect(header).not.toContain('rates');
    expect(errors).toEqual([]);
  });

  it('When a currency has no rate, Then it stays a row of its own, and is named', async () => {
    cell().figureSettings = { rates: withoutYen };
    const { page } = await arrive('#/finance?in=EUR');
    const payables = page.getByRole('region', { name: 'Payables' });
    const row = (currency: string) => payables.getByRole('row', { name: new RegExp(`^${currency}`) });
    await asOfShown(page);
    await expect.poll(() => payables.getByRole('rowheader').allInnerTexts()).toEqual(['EUR', 'JPY']);
    await payables.getByText('No rate for JPY: it stays as it is.').waitFor();
    const euros = await parametersOf(row('EUR').getByRole('link').first());
    expect(euros.getAll('currency').toSorted()).toEqual(['EUR', 'USD']);
    const yen = await parametersOf(row('JPY').getByRole('link').first());
    expect(yen.getAll('currency')).toEqual(['JPY']);
    // Nothing is said where there are no amounts.
    const counts = page.getByRole('region', { name: 'Days to pay, and on time' });
    await counts.locator('.figure').first().waitFor();
    expect(await counts.getByText('No rate for').count()).toBe(0);
    const lines = await csvOf(page, 'Payables');
    expect(lines.filter((line) => line.includes(',JPY,')).length).toBeGreaterThan(2);
    await row('EUR').getByRole('link').first().click();
    await page.locator('.totals-note', { hasText: 'own currency' }).waitFor();
    await expect.poll(() => page.locator('.totals dt').allInnerTexts()).toEqual(['EUR']);
    await page.getByRole('combobox', { name: 'Currency' }).selectOption('');
    await page.locator('.totals-note', { hasText: 'No rate for JPY: it stays as it is.' }).waitFor();
    await expect.poll(() => page.locator('.totals dt').allInnerTexts()).toEqual(['EUR', 'JPY']);
  });

  it('When another page is opened from it, Then amounts stay in the currency', async () => {
    const { page } = await look('#/finance?in=USD');
    await openAmount(page).getByText('USD').waitFor();
    await page.locator('a[href^="#/vendors/V-1?"]').first().click();
    await page.getByRole('heading', { level: 1, name: 'Meridian Tools' }).waitFor();
    await page.locator('.figure', { hasText: 'Open amount' }).getByText('USD').waitFor();
    expect(await page.getByRole('combobox', { name: 'Amounts in' }).inputValue()).toBe('USD');
  });

  it('When the rates are not read yet, Then no amount is shown in its own currency', async () => {
    const { page, errors } = await arrive();
    let failures = 0;
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/api/figure-settings', async (route) => {
      failures += 1;
      if (failures === 1) return route.fulfill({ status: 500 });
      await answered;
      return route.continue();
    });
    await page.evaluate(() => {
      location.hash = '#/finance?in=EUR';
    });
    await page.getByText('Reading…').first().waitFor();
    // The first answer failed: it is asked for again.
    await expect.poll(() => failures, { timeout: 10_000 }).toBe(2);
    expect(await page.locator('.figure, .aging, .chart-host').count()).toBe(0);
    answer();
    await openAmount(page).getByText('EUR').waitFor();
    expect(await hashOf(page)).toBe('#/finance?in=EUR');
    expect(errors).toEqual([]);
  });

  it('When a page has no amounts, Then no currency is offered', async () => {
    const { page } = await look('#/operations?in=EUR');
    await page.getByRole('combobox', { name: 'Currency' }).waitFor();
    await asOfShown(page);
    expect(await page.getByRole('combobox', { name: 'Amounts in' }).count()).toBe(0);
    expect(await page.getByText('Converted at').count()).toBe(0);
  });
});

describe.skipIf(skipWithoutBrowser())('Given a cell with a rate of its own', { timeout: 30_000 }, () => {
  const { cell, arrive } = consoleVisits();

  it('When a figure rests on it, Then the explanation says that rate', async () => {
    cell().figureSettings = { assumed: { latePaymentRate: '9.5' } };
    const { page } = await arrive('#/finance?currency=EUR');
    const tile = page.locator('.figure', { hasText: 'Cost of paying late' });
    await tile.getByText('at 9.5 % a year').waitFor();
    await tile.getByRole('button', { name: /^What is/ }).click();
    const text = await page.getByRole('note').innerText();
    expect(text).toContain('Yearly rate in force: 9.5 % a year, as this cell is set.');
    expect(text).not.toMatch(/(?<!\.)\b8 %/);
  });
});

/** A number that as far as possible none is near, between the lowest and the highest. */
function middleOfWidestGap(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const gaps = sorted.slice(1).map((high, index) => ({ high, low: sorted[index] ?? high }));
  const [widest = { high: 0, low: 0 }] = gaps.toSorted((a, b) => b.high - b.low - (a.high - a.low));
  return (widest.high + widest.low) / 2;
}

describe.skipIf(skipWithoutBrowser())('Given a cell with targets', { timeout: 30_000 }, () => {
  const { cell, arrive } = consoleVisits();

  it('When a figure has one, Then it is judged by it and shown with its source', async () => {
    const { page } = await arrive('#/finance', { viewport: { width: 1280, height: 4_000 } });
    const vendors = page.getByRole('table', { name: /^By vendor/ }).locator('tbody tr[aria-rowindex]');
    const rates = async () => {
      await vendors.first().waitFor();
      return vendors.evaluateAll((rows) =>
        rows.map((row) => (row.lastElementChild?.textContent ?? '').replace(/\s+/g, ' ')),
      );
    };
    // What vendors have depends on the day: one of them meets this target, and another misses it.
    const percent = middleOfWidestGap((await rates()).map(Number.parseFloat));
    cell().figureSettings = {
      targets: {
        'days-from-receipt-to-payment': { value: '100', source: 'APQC 2025' },
        'days-to-pay': { value: '0', source: 'Board 2026' },
        'on-time-rate': { value: `${percent / 100}`, source: 'Board 2026' },
        'discount-capture-rate': { value: '1', source: 'Board 2026' },
      },
    };
    await page.reload();
    const tile = page.locator('.figure', { hasText: 'Days to pay, from receipt' });
    await tile.getByText('Target: at most 100 days (APQC 2025)').waitFor();
    await tile.getByText('Target met').waitFor();
    await page.locator('.figure', { hasText: 'from invoice date' }).getByText('Target missed').waitFor();
    const discounts = page.getByRole('table', { name: 'Discounts for paying early by currency' });
    await discounts.getByText('Target: at least 100% (Board 2026)').waitFor();
    expect(await discounts.getByText('Target missed').count()).toBe(3);
    // Each vendor is judged by itself, as on its own page.
    const cells = await rates();
    const judged = cells.map((text) => /Target (?:met|missed)$/.exec(text)?.[0]);
    expect(judged).toEqual(
      cells.map((text) => (Number.parseFloat(text) >= percent ? 'Target met' : 'Target missed')),
    );
    expect(new Set(judged).size).toBe(2);
    await tile.getByRole('button', { name: /^What is/ }).click();
    expect(await page.getByRole('note').innerText()).toContain('Target: at most 100 days (APQC 2025).');
  });
});
