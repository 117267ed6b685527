import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pictureEvents } from '../../dashboards/web/data/picture-events.ts';
import { everyRule, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { fakeForecast } from './fake-forecast.ts';
import { savedBy, skipWithoutBrowser } from './harness.ts';

function tableOf(page: Page, currency: string): Locator {
  return page.getByRole('table', { name: `Payments in ${currency} by week` });
}

function panelOf(page: Page): Locator {
  return page.locator('.panel', { hasText: 'Cash flow forecast (estimate)' });
}

/** The cells of the first week. */
async function firstWeek(page: Page, currency: string): Promise<readonly string[]> {
  const row = tableOf(page, currency).getByRole('row').nth(1);
  await row.waitFor();
  const cells = await row.getByRole('cell').allInnerTexts();
  return cells.map((text) => text.replaceAll(/\s/g, ' '));
}

const inDollars = [
  ...['30,000.75', '36,001.50', '~33,700', '~3,700'],
  ...['~24,000 to ~42,000', '~15,000 to ~57,000'],
];

describe.skipIf(skipWithoutBrowser())('Given a forecast of payments', { timeout: 60_000 }, () => {
  const { cell, look } = consoleVisits();

  it('When its page is opened, Then estimates stand beside the terms, with intervals', async () => {
    const { page, errors } = await look('#/finance');
    expect(await firstWeek(page, 'USD')).toEqual(inDollars);
    const weeks = await tableOf(page, 'USD').getByRole('rowheader').allInnerTexts();
    expect(weeks.map((text) => text.trim())).toEqual(['31 Mar 2026\nrest of this week', '6 Apr 2026']);
    await page.getByText(/end of 30 Mar 2026 \(UTC\)/).waitFor();
    await page.getByText(/No forecast of JPY: fewer than 30 invoices were paid/).waitFor();
    expect(await violations(page, everyRule)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('When there are several currencies, Then all but the first are a click away', async () => {
    const { page } = await look('#/finance');
    await tableOf(page, 'USD').waitFor();
    expect(await tableOf(page, 'EUR').isVisible()).toBe(false);
    await page.locator('summary', { hasText: 'EUR' }).click();
    await tableOf(page, 'EUR').waitFor();
  });

  it.each([
    ['printed', 'beforeprint', 'afterprint'],
    ['taken as a picture', pictureEvents.before, pictureEvents.after],
  ])('When it is %s, Then every currency is in it, and folded again after it', async (_, before, after) => {
    const { page } = await look('#/finance');
    await tableOf(page, 'USD').waitFor();
    await page.evaluate((name) => dispatchEvent(new Event(name)), before);
    expect(await tableOf(page, 'EUR').isVisible()).toBe(true);
    await page.evaluate((name) => dispatchEvent(new Event(name)), after);
    await tableOf(page, 'EUR').waitFor({ state: 'hidden' });
    expect(await tableOf(page, 'USD').isVisible()).toBe(true);
  });

  it('When a currency is chosen, Then the forecast is of it alone', async () => {
    const { page } = await look('#/finance?currency=EUR&country=DE');
    await tableOf(page, 'EUR').waitFor();
    expect(await tableOf(page, 'USD').count()).toBe(0);
  });

  it('When its file is saved, Then its columns say what is an estimate', async () => {
    const { page } = await look('#/finance?currency=EUR');
    await tableOf(page, 'EUR').waitFor();
    const { bytes } = await savedBy(page, panelOf(page).getByRole('button', { name: /CSV/ }));
    const [head, first, ...more] = bytes.toString().trim().split(/\r?\n/);
    expect(head).toMatch(
      /^currency,from,to,contractual,optimistic,estimate,estimateNotYetReceived,estimateLow80,/,
    );
    expect(first).toMatch(
      /^EUR,2026-03-31,2026-04-05,10000.25,12000.50,11234.56,1234.56,8000.00,14000.00,5000.00,/,
    );
    expect(head).toContain(',changed,estimateChanged,');
    const changes = more.slice(1);
    expect(changes).toHaveLength(7);
    for (const [at, said] of [
      'expected at the end of 2026-03-29,60000.00',
      'Invoices that came,25000.00',
      '"Paid since, when they were still expected",-2400.00',
    ].entries())
      expect(changes[at]).toMatch(new RegExp(`^EUR,2026-03-31,2026-04-12,.*,${said},`));
  });

  it('When a column is asked about, Then it says what it is and as of when', async () => {
    const { page } = await look('#/finance', { width: 1280, height: 5_000 });
    const head = tableOf(page, 'USD').getByRole('columnheader');
    await head.first().waitFor();
    expect(await head.getByRole('button').count()).toBe(6);
    await head.getByRole('button', { name: 'What is “By terms”?' }).click();
    const note = await page.getByRole('note').innerText();
    expect(note).toContain('“Cash flow by terms” is the same as of now');
    expect(note).toContain('By what was known at the end of 30 Mar 2026 (UTC).');
  });

  it('When payments are below 0, Then it says what that is', async () => {
    const note = 'Below 0: credit notes that are set off';
    const { page } = await look('#/finance');
    await tableOf(page, 'USD').waitFor();
    expect(await page.getByText(note).count()).toBe(0);
    const currencies = fakeForecast.currencies.map((each) => ({
      ...each,
      weeks: each.weeks.map((week) => ({ ...week, expected: '-189.4' })),
    }));
    cell().forecast = { ...fakeForecast, currencies: currencies.slice(1) };
    const { page: later } = await look('#/finance');
    await later.getByText(note).waitFor();
    expect((await firstWeek(later, 'EUR'))[2]).toBe('-~189');
  });

  it('When it has changed since the day before, Then it says by how much and why', async () => {
    const { page } = await look('#/finance');
    await panelOf(page)
      .getByText(
        'Up to 12 Apr 2026 ~18,600 more is expected than a day before; the largest part of the change is +~25,000: invoices that came.',
      )
      .first()
      .waitFor();
    await panelOf(page).locator('summary', { hasText: 'What changed since 29 Mar 2026' }).first().click();
    const rows = panelOf(page).getByRole('table', { name: 'What changed in USD' }).getByRole('row');
    await rows.first().waitFor();
    const texts = await rows.allInnerTexts();
    expect(texts.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      ...['Expected at the end of 29 Mar 2026 ~60,000', 'Invoices that came +~25,000'],
      ...['Paid since, when they were still expected -~2,400', 'Not paid, when they might have been +~1,000'],
      ...['Invoices yet to come -~4,500', 'How invoices are paid, learned anew -~500'],
      'Expected at the end of 30 Mar 2026 ~78,600',
    ]);
    expect(await violations(page, everyRule)).toEqual([]);
  });

  it('When a sample is simulated, Then it says of what, and how much it has', async () => {
    const [first, ...others] = fakeForecast.currencies;
    if (!first) throw new Error('There is no forecast');
    const sample = {
      ...{ invoices: 3_200_000, simulated: 20_014, allFrom: '12345.60' },
      ...{ openShare: 0.4321, error: 0.0067 },
    };
    cell().forecast = { ...fakeForecast, currencies: [{ ...first, sample }, ...others] };
    const { page } = await look('#/finance');
    await panelOf(page)
      .getByText(
        'USD is simulated from a sample of 20,014 of its 3,200,000 invoices, among them all of 12,345.60 or more: they have 43.2% of the money that is open and stand for the rest, give or take 0.7%; what is due by terms is exact, of all invoices.',
      )
      .waitFor();
    expect(
      await panelOf(page)
        .getByText(/EUR is simulated/)
        .count(),
    ).toBe(0);
    const { bytes } = await savedBy(page, panelOf(page).getByRole('button', { name: /CSV/ }));
    const [head = '', ...lines] = bytes.toString().trim().split(/\r?\n/);
    const [simulated, of] = ['simulatedInvoices', 'ofInvoices'].map((name) => head.split(',').indexOf(name));
    for (const [currency, said] of [
      ['USD', ['20014', '3200000']],
      ['EUR', ['', '']],
    ] as const)
      expect(
        lines
          .map((line) => line.split(','))
          .find(([own]) => own === currency)
          ?.filter((_, at) => at === simulated || at === of),
      ).toEqual(said);
  });

  it('When some of the past has just come, Then it says so in the place of numbers', async () => {
    cell().forecast = { asOf: '2026-03-30', loading: { invoices: 1_234 }, currencies: [], leftOut: [] };
    const { page } = await look('#/finance');
    await panelOf(page).getByText('Some of the past has only just come in.').waitFor();
    expect(await panelOf(page).innerText()).toContain('1,234 invoices from before today are known so far');
    expect(await panelOf(page).getByRole('button', { name: /CSV/ }).count()).toBe(0);
    expect(await panelOf(page).getByRole('table').count()).toBe(0);
  });

  it('When somebody is known to load a history, Then it says so too', async () => {
    const { page } = await look('#/finance');
    await tableOf(page, 'USD').waitFor();
    cell().tell({ seconds: 3_700, loading: { sent: 100, total: 400 } });
    await panelOf(page).getByText('The past is still being loaded.').waitFor();
    expect(await panelOf(page).getByRole('table').count()).toBe(0);
    cell().tell({ seconds: 3_800, loading: undefined });
    await tableOf(page, 'USD').waitFor();
  });
});

describe.skipIf(skipWithoutBrowser())('Given a forecast, and rates', { timeout: 60_000 }, () => {
  const rates = { base: 'EUR', asOf: '2026-03-27', source: 'test', perUnit: { USD: '1.25' } };
  const { arrive, cell, look } = consoleVisits({ rates });

  it('When amounts are in one currency, Then the forecast is, with its own intervals', async () => {
    const { page, errors } = await look('#/finance?in=USD');
    // 10,000.25 EUR are 12,500.3125 USD, and with 30,000.75 USD 42,501.06; the total is 3.5 × 8,000 EUR.
    const all = page.locator('.forecast-fold', { hasText: 'All in USD' });
    await all.getByText('The sum of USD, EUR. Its intervals are simulated').waitFor();
    const cells = await all.getByRole('row').nth(1).getByRole('cell').allInnerTexts();
    expect(cells).toEqual([
      ...['42,501.06', '51,002.13', '~47,700', '~5,250'],
      ...['~35,000 to ~61,300', '~21,900 to ~83,100'],
    ]);
    await all.getByText('Up to 12 Apr 2026 ~41,900 more is expected than a day before').waitFor();
    expect(await page.locator('.forecast-fold > summary').allInnerTexts()).toEqual([
      ...['All in USD', 'Of it USD', 'Of it EUR'],
    ]);
    expect(await violations(page, everyRule)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('When the sum is not what was simulated, Then it has no intervals, and says why', async () => {
    const { total: _, ...others } = fakeForecast;
    cell().forecast = others;
    const { page } = await look('#/finance?in=EUR');
    const all = page.locator('.forecast-fold', { hasText: 'All in EUR' });
    await all.getByText('those of several currencies do not add up').waitFor();
    expect(await all.getByRole('row').nth(1).getByRole('cell').count()).toBe(4);
  });

  it('When a currency has no rate, Then it is apart, and named', async () => {
    cell().figureSettings = { rates: { ...rates, perUnit: {} } };
    const { page } = await arrive('#/finance?in=EUR');
    await panelOf(page).getByText('No rate for USD: it stays as it is.').waitFor();
    expect(await page.locator('.forecast-fold > summary').allInnerTexts()).toEqual([
      ...['All in EUR', 'USD', 'Of it EUR'],
    ]);
  });

  it('When it is saved, Then sums say what they are of, and lines the rates', async () => {
    const { page } = await look('#/finance?in=USD');
    await panelOf(page).getByText('All in USD').waitFor();
    const { bytes } = await savedBy(page, panelOf(page).getByRole('button', { name: /CSV/ }));
    const [head = '', first = '', ...more] = bytes.toString().trim().split(/\r?\n/);
    expect(head).toContain(',sumOf,changed,estimateChanged,rates,ratesAsOf,ratesSource,');
    expect(first).toContain(',USD; EUR,,,1 EUR = 1.25 USD,2026-03-27,test,');
    // Two more weeks of the two currencies and of their sum, and what changed in each.
    expect(more).toHaveLength(5 + 3 * 7);
    const received = more.filter((line) => line.includes(',Invoices that came,'));
    expect(received.map((line) => line.split(',')[0])).toEqual(['USD', 'USD', 'EUR']);
    // 25,000 EUR are 31,250 USD.
    expect(received[0]).toContain(',Invoices that came,56250,');
  });
});
