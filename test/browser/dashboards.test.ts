import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { batchResource } from '../../dashboards/batch.ts';
import { dashboards } from '../../dashboards/pages/registry.ts';
import { pictureEvents } from '../../dashboards/web/data/picture-events.ts';
import { problem } from '../../local/server/problem.ts';
import { isLongRun } from '../long-run.ts';
import { everyRule, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { usualStory } from './fake-cell.ts';
import { formulaVendor, longVendor } from './fake-kpis.ts';
import { savedBy, skipWithoutBrowser } from './harness.ts';
import { questionsOf } from './questions.ts';

const list = '#/invoices?kpi=overdue-amount&back=%23%2Ffinance%3Fcurrency%3DEUR';

async function hashOf(page: Page): Promise<string> {
  return page.evaluate(() => location.hash);
}

/** Waits for the first round of answers. */
async function asOfShown(page: Page): Promise<void> {
  await page.locator('.view-line', { hasText: 'As of' }).waitFor();
}

/** The pages whose every panel is looked at: in a usual run the one with the most. */
const some = dashboards.filter(({ id }) => isLongRun || id === 'finance');

/** Files that a page saves before it is loaded anew. */
const filesInARow = 6;

/** What a panel's button CSV saves. */
async function csvOf(page: Page, button: string | Locator): Promise<string> {
  const found = typeof button === 'string' ? page.getByRole('button', { name: button }) : button;
  return (await savedBy(page, found)).bytes.toString();
}

/** Waits until the first of them has the text. */
async function expectText(locator: Locator, text: RegExp): Promise<void> {
  await expect.poll(async () => (await locator.first().innerText()).trim()).toMatch(text);
}

describe.skipIf(skipWithoutBrowser())('Given pages of figures', { timeout: 60_000 }, () => {
  const { cell, arrive, look } = consoleVisits();

  it('When the address says a view, Then the page shows it', async () => {
    const { page, errors } = await look('#/finance?last=90d&currency=EUR&compare=no');
    await page.getByRole('heading', { name: 'Finance' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Period' }).inputValue()).toBe('90');
    await page.locator('.figure', { hasText: 'Open amount' }).getByText('EUR').waitFor();
    expect(await page.getByRole('combobox', { name: 'Currency' }).inputValue()).toBe('EUR');
    expect(await page.getByRole('checkbox', { name: /Compare/ }).isChecked()).toBe(false);
    expect(await page.locator('.change-before').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it('When the view changes, Then the address does, and back leads back', async () => {
    const { page } = await look('#/finance');
    await page.getByRole('cell', { name: /¥|\d/ }).first().waitFor();
    await page.getByRole('combobox', { name: 'Currency' }).selectOption('JPY');
    await page.locator('.figure', { hasText: 'Overdue' }).getByText('JPY').waitFor();
    expect(await hashOf(page)).toBe('#/finance?currency=JPY');
    await page.getByRole('combobox', { name: 'Period' }).selectOption('365');
    expect(await hashOf(page)).toBe('#/finance?last=365d&currency=JPY');
    await page.goBack();
    await page.goBack();
    expect(await page.getByRole('combobox', { name: 'Currency' }).inputValue()).toBe('');
    await page.getByRole('rowheader', { name: 'USD' }).first().waitFor();
  });

  it('When a part of the calendar is chosen, Then the address keeps its name', async () => {
    const { page, errors } = await arrive('#/finance?currency=EUR');
    await page.clock.install({ time: new Date('2027-03-31T09:30:10Z') });
    await page.reload();
    const head = page.locator('.view-line');
    await page.getByRole('combobox', { name: 'Period' }).selectOption('Last month');
    expect(await hashOf(page)).toBe('#/finance?period=last-month&currency=EUR');
    await head.getByText(/^Last month: 1\W+28 Feb 2027 \(UTC\)$/).waitFor();
    await head.getByText(/^against 1\W+31 Jan 2027$/).waitFor();
    const link = page.getByRole('link', { name: /^Discounts missed/ });
    expect(await link.getAttribute('href')).toContain('period=last-month');
    await page.getByRole('combobox', { name: 'Period' }).selectOption('This month');
    await head.getByText(/^This month: 1\W+31 Mar 2027 \(UTC\)$/).waitFor();
    // The 29th to the 31st are in no February.
    await head.getByText(/^against 1\W+28 Feb 2027$/).waitFor();
    await page.getByRole('button', { name: 'What is “Discounts missed”?' }).click();
    const note = page.getByRole('note');
    expect(await note.innerText()).toContain('as much of the month before');
    await page.getByRole('combobox', { name: 'Period' }).selectOption('From – to');
    expect(await hashOf(page)).toBe('#/finance?from=2027-03-01&to=2027-03-31&currency=EUR');
    expect(errors).toEqual([]);
  });

  it('When a period is over, Then the largest open invoices say as of when they are', async () => {
    const { page } = await look('#/finance?period=last-month&currency=EUR');
    const largest = page.getByRole('region', { name: 'Largest open invoices' });
    await expectText(largest.getByRole('heading', { level: 3 }), /^EUR end of \d{1,2} \w+ \d{4}$/);
    await page.evaluate(() => {
      location.hash = '#/finance?currency=EUR';
    });
    await expectText(largest.getByRole('heading', { level: 3 }), /^EUR$/);
  });

  it('When a figure of days is made of amounts, Then its list has amounts', async () => {
    const { page } = await look('#/invoices?kpi=days-payable-outstanding');
    await page.locator('.data-table a').first().waitFor();
    const headers = await page.getByRole('columnheader').allInnerTexts();
    expect(headers.some((header) => header.startsWith('Counts as'))).toBe(true);
    expect(headers.filter((header) => header.startsWith('Days'))).toEqual([]);
  });

  it('When data begin within the period before, Then nothing is held against it', async () => {
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    cell().dataSince = day(40);
    const { page, errors } = await look('#/finance?currency=EUR');
    await page.locator('.view-line', { hasText: /not against .*: data from .* only/ }).waitFor();
    const taken = page.locator('.figure', { hasText: 'Discounts taken' });
    await taken.getByText('EUR').waitFor();
    expect(await page.locator('.change-before').count()).toBe(0);
    await asOfShown(page);
    await page.getByRole('button', { name: 'What is “Discounts taken”?' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('note').innerText()).toMatch(/Not compared with .*: data from .* only\./);
    await page.keyboard.press('Escape');
    const saved = await csvOf(page, 'Discounts for paying early as a CSV file');
    expect(saved).toContain(`,${day(40)},`);
    expect(saved.split('\n')[0]).not.toContain(',before,');
    cell().dataSince = day(5);
    await look('#/finance?currency=EUR');
    await page.locator('.view-line', { hasText: /not against .*: no data of these days/ }).waitFor();
    cell().dataSince = day(400);
    await look('#/finance?currency=EUR');
    await page.locator('.change-before').first().waitFor();
    expect(await page.locator('.view-line').innerText()).not.toContain('not against');
    expect(errors).toEqual([]);
  });

  it('When the period is over before the first data, Then panels say that, not 0', async () => {
    cell().dataSince = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
    const { page, errors } = await look('#/finance?from=2020-01-01&to=2020-03-31&currency=EUR');
    const discounts = page.getByRole('region', { name: 'Discounts for paying early' });
    await discounts.getByText('There are no data for this period.').waitFor();
    await discounts.getByText(/The first invoice was received on \d/).waitFor();
    const payables = page.getByRole('region', { name: 'Payables' });
    const open = payables.locator('.figure, td').filter({ hasText: '–' });
    await open.first().waitFor();
    await payables.getByText('no data for this period').first().waitFor();
    await page.evaluate(() => {
      location.hash = '#/finance?currency=EUR';
    });
    await page
      .locator('.view-line', { hasText: /data from .* only/ })
      .first()
      .waitFor();
    await payables.getByText('from 6 of 90 days only').waitFor();
    const trend = page.getByRole('region', { name: 'DPO over time' });
    await trend.getByText(/Dashed: less than 90 days/).waitFor();
    await trend.getByRole('button', { name: 'Table' }).click();
    await trend.getByText('from 6 of 90 days only').waitFor();
    expect(await csvOf(page, 'Payables as a CSV file')).toContain('6 of 90');
    expect(await csvOf(page, 'DPO over time as a CSV file')).toMatch(/(,1 of 90,.*\n)(.*\n)*.*,5 of 90,/);
    await page.evaluate(() => {
      location.hash = '#/invoices?kpi=discounts-taken&from=2020-01-01&to=2020-03-31';
    });
    const behind = page.getByRole('region', { name: '0 invoices' });
    await behind.getByText('There are no data for this period.').waitFor();
    expect(errors).toEqual([]);
  });

  it('When no invoice has a filter’s value, Then that is said, and it can be taken off', async () => {
    const { page, errors } = await look('#/finance?currency=XXX&producer=erp');
    await page.getByText('This cell has no invoice with the currency XXX').waitFor();
    expect(await page.getByText('This cell has no invoice with').count()).toBe(1);
    await page.getByRole('button', { name: 'Show every currency' }).click();
    expect(await hashOf(page)).toBe('#/finance?producer=erp');
    await expect.poll(() => page.getByText('This cell has no invoice with').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it('When a page is one vendor’s, Then it is not filtered by country', async () => {
    const { page } = await look('#/vendors/V-1000?vendorCountry=DE');
    await page.getByLabel('Source system').waitFor();
    expect(await page.getByLabel('Vendor country').count()).toBe(0);
    await page.getByText('vendorCountry=DE').waitFor();
  });

  it('When a phone opens a page, Then its first screen has figures, filters a tap away', async () => {
    const { page } = await look('#/executive', { width: 390, height: 740 });
    const top = await page
      .locator('.figure-value')
      .first()
      .evaluate((it) => it.getBoundingClientRect().top);
    expect(top).toBeLessThan(500);
    expect(await page.getByLabel('Currency', { exact: true }).isVisible()).toBe(false);
    await page.getByText('Period and filters: the last 30 days, no filters').click();
    await page.getByLabel('Currency', { exact: true }).selectOption('EUR');
    await page.getByText('Period and filters: the last 30 days, EUR').waitFor();
  });

  it('When no currency is chosen, Then each has a row and no sum', async () => {
    const { page } = await look('#/finance');
    const table = page.getByRole('table', { name: 'Payables by currency' });
    await table.waitFor();
    expect(await table.getByRole('rowheader').allInnerTexts()).toEqual(['EUR', 'JPY', 'USD']);
    expect(await table.getByRole('row', { name: /^JPY/ }).innerText()).not.toMatch(/\.\d\d(?!\d* days)/);
  });

  it('When only the keyboard is used, Then figures explain themselves', async () => {
    const { page } = await look('#/finance?currency=EUR');
    const button = page.getByRole('button', { name: 'What is “Cost of paying late”?' });
    await asOfShown(page);
    await button.focus();
    await page.keyboard.press('Enter');
    const note = page.getByRole('note');
    for (const text of [
      'Yearly rate in force: 8 % a year, which is used where nothing else is set.',
      'Yearly rate',
      'Leaves out',
      'No target is set',
      'Europe/Berlin',
    ])
      expect(await note.innerText()).toContain(text);
    await page.keyboard.press('Escape');
    expect(await note.count()).toBe(0);
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('When another rate is assumed, Then figures, files and address say so', async () => {
    const { page, errors } = await look('#/finance?currency=EUR');
    const cost = page.locator('.figure', { hasText: 'Cost of paying late' });
    await cost.getByText('at 8 % a year').waitFor();
    await page.getByRole('button', { name: 'What is “Cost of paying late”?' }).click();
    const rate = page.getByRole('textbox', { name: 'Yearly rate' });
    await rate.fill('101');
    expect(await page.getByRole('button', { name: 'Use' }).isDisabled()).toBe(true);
    await page.getByText('Give percent from 0 to 100').waitFor();
    await rate.fill('9.5');
    const asked = page.waitForRequest((request) =>
      questionsOf(request).some(({ href }) => /late-payment-cost\?.*latePaymentRate=9\.5/.test(href)),
    );
    await rate.press('Enter');
    await asked;
    await cost.getByText('at 9.5 % a year').waitFor();
    expect(await hashOf(page)).toBe('#/finance?currency=EUR&latePaymentRate=9.5');
    const saved = await csvOf(page, 'Payables as a CSV file');
    expect(saved).toContain('late-payment-cost,"as of now, at 9.5 % a year",EUR,');
    await page.getByRole('button', { name: 'What is “Cost of paying late”?' }).click();
    await rate.fill('8.00');
    await rate.press('Enter');
    await expect.poll(() => hashOf(page)).toBe('#/finance?currency=EUR');
    expect(errors).toEqual([]);
  });

  it('When the cell assumes another rate, Then its figures say so', async () => {
    cell().figureSettings = { assumed: { latePaymentRate: '11' } };
    const { page } = await arrive('#/finance?currency=EUR');
    const cost = page.locator('.figure', { hasText: 'Cost of paying late' });
    await cost.getByText('at 11 % a year').waitFor();
    await page.getByRole('button', { name: 'What is “Cost of paying late”?' }).click();
    expect(await page.getByRole('textbox', { name: 'Yearly rate' }).inputValue()).toBe('11');
    await page.getByRole('textbox', { name: 'Yearly rate' }).fill('8');
    await page.getByRole('button', { name: 'Use' }).click();
    await cost.getByText('at 8 % a year').waitFor();
    expect(await hashOf(page)).toBe('#/finance?currency=EUR&latePaymentRate=8');
    cell().figureSettings = {};
  });

  it('When a list is sorted by keyboard, Then it says so and keeps it', async () => {
    const { page } = await look(list);
    const first = page.locator('.data-table tbody th a').first();
    await first.waitFor();
    const head = page.getByRole('columnheader', { name: 'Invoice' });
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending');
    expect(await first.innerText()).toBe('INV-2026-00000');
    await page.keyboard.press('Enter');
    await expect.poll(() => first.innerText()).toBe('INV-2026-00499');
    expect(await hashOf(page)).toContain('sort=-invoice');
  });

  it('When there are many invoices, Then few are drawn and all are found', async () => {
    const { page } = await look(list);
    await page.getByRole('heading', { name: '1,200 invoices' }).waitFor();
    await page.getByRole('button', { name: 'Show 1,200' }).click();
    const table = page.getByRole('table', { name: 'Invoices behind Overdue' });
    await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('1201');
    expect(await table.getByRole('row').count()).toBeLessThan(60);
    const box = page.locator('.data-table');
    await expect
      .poll(async () => {
        await box.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return table.getByRole('link', { name: /^INV-/ }).last().innerText();
      })
      .toBe('INV-2026-01199');
  });

  it('When a vendor is gone to, Then its page has the period and filters', async () => {
    const { page } = await look('#/finance?last=90d&currency=EUR');
    const largest = page.getByRole('region', { name: 'Largest open invoices' });
    const link = largest.locator('.vendor-link').first();
    await link.waitFor();
    expect(await link.getAttribute('href')).toMatch(/^#\/vendors\/V-\d+\?last=90d&currency=EUR$/);
    await page.goto(`${page.url().split('#')[0]}${list}&last=90d&vendorCountry=DE`);
    const listed = page.locator('.data-table .vendor-link').first();
    await listed.waitFor();
    expect(await listed.getAttribute('href')).toMatch(/^#\/vendors\/V-\d+\?last=90d$/);
  });

  it('When amounts are sorted, Then each currency stands for itself', async () => {
    const { page } = await look(`${list}&sort=-amount`);
    const cells = page.locator('.data-table tbody tr:not(.space) td:nth-child(6)');
    await cells.first().waitFor();
    const shown = (await cells.allInnerTexts()).map((text) => text.split(/\s/));
    expect(new Set(shown.map(([currency]) => currency))).toEqual(new Set(['EUR']));
    const amounts = shown.map(([, amount = '']) => Number(amount.replaceAll(',', '')));
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
  });

  it('When a phone has no room for a table, Then it shows that it goes on, to its end', async () => {
    const { page } = await look('#/finance', { width: 360, height: 740 });
    const box = page.getByRole('region', { name: 'Open amounts by currency and age' });
    const goesOn = () => box.evaluate((element) => element.hasAttribute('data-goes-on'));
    await expect.poll(goesOn).toBe(true);
    const mask = () => box.evaluate((element) => getComputedStyle(element).maskImage);
    expect(await mask()).toContain('gradient');
    // What the first column covers a part of would read as a smaller amount.
    const fadesBehindFirst = () =>
      box
        .locator('tbody tr > :first-child')
        .first()
        .evaluate((cell) => getComputedStyle(cell, '::after').maskImage.includes('gradient'));
    expect(await fadesBehindFirst()).toBe(false);
    await box.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => box.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(1);
    await expect.poll(fadesBehindFirst).toBe(true);
    await box.evaluate((element) => element.scrollTo(element.scrollWidth, 0));
    await expect.poll(goesOn).toBe(false);
    expect(await mask()).toBe('none');
    await page.setViewportSize({ width: 1280, height: 800 });
    await box.evaluate((element) => element.scrollTo(0, 0));
    await expect.poll(goesOn).toBe(false);
  });

  it('When a list is read on a phone, Then when it is due and what is open come first', async () => {
    const { page } = await look(list, { width: 360, height: 740 });
    await page.locator('.data-table a').first().waitFor();
    const heads = page.locator('.data-table thead th');
    expect((await heads.allInnerTexts()).slice(0, 4)).toEqual(['Invoice', 'Due', 'Open', 'Vendor']);
    const right = await heads.nth(2).evaluate((head) => head.getBoundingClientRect().right);
    expect(right).toBeLessThan(345);
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect.poll(async () => (await heads.allInnerTexts())[1]).toBe('Vendor');
  });

  it('When a list is saved, Then texts are no formulas and numbers numbers', async () => {
    const { page } = await look(list);
    await page.locator('.data-table a').first().waitFor();
    const lines = (await csvOf(page, 'Overdue as a CSV file')).split('\n');
    expect(lines).toHaveLength(1_201);
    expect(lines[0]).toMatch(
      /^figure,counted,invoiceId,vendorId,.*,amount,openAmount,value,filters,periodFrom,periodTo,asOf,zone,cell$/,
    );
    const formula = lines.find((line) => line.includes('HYPERLINK')) ?? '';
    expect(formula).toContain(`,"'${formulaVendor.replaceAll('"', '""')}",`);
    expect(lines[1]).toMatch(/^overdue-amount,.*,EUR,12000\.50,12000\.50,12000\.50,none,/);
  });

  it('When the minute is over, Then what came in today is not shown as out of date', async () => {
    const { page } = await arrive('#/executive');
    await page.clock.install();
    await page.reload();
    await asOfShown(page);
    const today = page.getByRole('region', { name: 'Today so far' }).locator('.panel-body');
    const asked: string[] = [];
    await page.route(`**/api/${batchResource}`, (route) => {
      for (const { searchParams } of questionsOf(route.request())) asked.push(searchParams.get('to') ?? '');
    });
    const shown = await page.evaluate(() => Date.now());
    await page.clock.fastForward(61_000);
    // Questions up to the new minute are asked, and none is answered.
    const isUpToNow = (to: string) => Date.parse(to) > shown && Date.parse(to) < shown + 600_000;
    await expect.poll(() => asked.some(isUpToNow), { timeout: 10_000 }).toBe(true);
    expect(await today.getAttribute('aria-busy')).toBe('false');
    await page.getByRole('combobox', { name: 'Currency' }).selectOption('EUR');
    await expect.poll(() => today.getAttribute('aria-busy')).toBe('true');
  });

  it('When a panel is saved, Then the file has what it shows', async () => {
    const { page } = await look('#/finance?currency=EUR');
    const shown = await page.locator('.figure', { hasText: 'Open amount' }).locator('a').innerText();
    const lines = (await csvOf(page, 'Payables as a CSV file')).split('\n');
    expect(lines[0]).toMatch(/^figure,counted,currency,unit,value,before,filters,/);
    const start = `open-amount,as of now,EUR,money,${shown.replaceAll(',', '')},`;
    const [line, ...others] = lines.filter((each) => each.startsWith(start));
    expect(line).toContain(',currency=EUR,');
    expect(others).toEqual([]);
  });

  it.each(some)('When any panel of $title is saved, Then each line says of what', async ({ id }) => {
    const { page } = await arrive(`#/${id}?vendorCountry=DE`);
    await asOfShown(page);
    const panels = page.locator('.panels > *');
    const buttons = page.getByRole('button', { name: / as a CSV file$/ });
    await expect.poll(() => buttons.count()).toBe(await panels.count());
    const count = await buttons.count();
    for (let place = 0; place < count; place += 1) {
      // Chromium lets a page save ten files in a row.
      if (place % filesInARow === filesInARow - 1) {
        await page.reload();
        await asOfShown(page);
        await expect.poll(() => buttons.count(), { timeout: 10_000 }).toBe(count);
      }
      const [header = '', ...lines] = (await csvOf(page, buttons.nth(place))).split('\n');
      expect(header).toMatch(/,asOf,zone,cell$/);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line).toMatch(/,20\d\d-[\d:.T-]+Z,Europe\/Berlin,local$/);
      if (header.includes('periodFrom'))
        expect(lines.every((line) => line.includes('vendorCountry=DE'))).toBe(true);
    }
  });

  it('When a page is saved as a picture, Then all of it is in the file', async () => {
    const { page, errors } = await look('#/executive');
    await page.locator('.chart-host svg').first().waitFor();
    await asOfShown(page);
    await page.evaluate((names) => {
      for (const each of names) addEventListener(each, () => document.body.classList.add(each.slice(5)));
    }, Object.values(pictureEvents));
    const { name, bytes } = await savedBy(page, page.getByRole('button', { name: 'Picture (PNG)' }));
    expect(await page.locator('body').getAttribute('class')).toBe('beforepicture afterpicture');
    expect(name).toMatch(/^executive-.*Z\.png$/);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    const box = await page.locator('.page').boundingBox();
    expect(bytes.readUInt32BE(16)).toBe(Math.floor((box?.width ?? 0) * 2));
    // What is for pressing is not in it, and all panels are.
    expect(bytes.readUInt32BE(20)).toBeGreaterThan((box?.height ?? 0) * 1.8);
    expect(await page.locator('.filter-bar').isVisible()).toBe(true);
    expect(errors).toEqual([]);
  });

  it('When a picture is made of a long table, Then all its rows are in it', async () => {
    const { page } = await look(list);
    const table = page.getByRole('table', { name: 'Invoices behind Overdue' });
    await table.locator('tbody a').first().waitFor();
    const rows = table.locator('tr[aria-rowindex]');
    const all = Number(await table.getAttribute('aria-rowcount'));
    expect(await rows.count()).toBeLessThan(all);
    const tell = (event: string) => page.evaluate((name) => dispatchEvent(new Event(name)), event);
    await tell(pictureEvents.before);
    expect(await rows.count()).toBe(all);
    await tell(pictureEvents.after);
    await expect.poll(() => rows.count()).toBeLessThan(all);
  });

  it('When a filter is set, Then each panel that it does not apply to says so', async () => {
    const { page } = await look('#/operations');
    const said = page.getByText('Of the whole cell: the filters do not apply.');
    await page.getByRole('heading', { name: 'Freshness' }).waitFor();
    await page.getByRole('heading', { name: 'Stuck invoices' }).waitFor();
    expect(await said.count()).toBe(0);
    await page.getByRole('combobox', { name: 'Currency' }).selectOption('EUR');
    await expect.poll(() => said.count()).toBe(4);
    await page.locator('.freshness', { has: said }).waitFor();
  });

  it('When a stage is the bottleneck, Then it says how many are stuck there', async () => {
    const { page, errors } = await arrive('#/operations?currency=EUR');
    const verdict = page.locator('.bottleneck');
    await verdict.getByText('the filters do not apply, none is past the deadline of the stage.').waitFor();
    const link = verdict.getByRole('link', { name: 'what is stuck there' });
    expect(await link.count()).toBe(0);
    cell().tell({ stuckInIngestion: 1_234, seconds: usualStory.seconds + 1 });
    await verdict.getByText('1,234 are past the deadline of the stage').waitFor();
    expect(await link.getAttribute('href')).toBe('#/stuck?stage=ingestion');
    cell().tell({ isUncounted: true, seconds: usualStory.seconds + 2 });
    await verdict.getByText('How many are past its deadline has not been counted yet').waitFor();
    await link.waitFor();
    expect(errors).toEqual([]);
  });

  it.each(
    [
      ['', 'live', '.freshness'],
      ['stuck', 'stuck-invoices', 'table a'],
      ['alarms', 'alarms', '.alarm-table'],
    ].slice(0, isLongRun ? 3 : 1),
  )('When #/%s is taken along, Then it says of which cell and when', async (hash, title, ready) => {
    const { page, errors } = await arrive(`#/${hash}`);
    await page.locator(ready).first().waitFor();
    const line = page.locator('.page-head .print-only');
    expect(await line.isVisible()).toBe(false);
    const { name, bytes } = await savedBy(page, page.getByRole('button', { name: 'Picture (PNG)' }));
    expect(name).toMatch(new RegExp(`^${title}-.*Z\\.png$`));
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    await page.evaluate(() => {
      window.print = () => document.body.setAttribute('data-printed', '');
    });
    await page.getByRole('button', { name: 'Print or PDF' }).click();
    await page.locator('[data-printed]').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await line.innerText()).toMatch(/Cell local, eu-central-1 · As of \d+ \w+ \d{4}/);
    expect(await page.locator('.page-actions').isVisible()).toBe(false);
    expect(errors).toEqual([]);
  });

  it.each(some)('When $title is printed with its tables, Then nothing is cut', async ({ id }) => {
    const { page } = await look(`#/${id}?last=90d`, { width: 1_020, height: 700 });
    await asOfShown(page);
    for (const button of await page.getByRole('button', { name: 'Table' }).all()) await button.click();
    await page.emulateMedia({ media: 'print' });
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.page *:not(.visually-hidden)')]
        .filter(
          (element) =>
            element.getBoundingClientRect().right >
              (element.closest('.panel')?.getBoundingClientRect().right ?? innerWidth) + 1 ||
            (getComputedStyle(element).overflowY !== 'visible' &&
              element.scrollHeight > element.clientHeight + 1),
        )
        .map(({ className, innerText }) => `${className}: ${innerText.slice(0, 80)}`),
    );
    expect(cut).toEqual([]);
  });

  it('When a dark page is printed, Then it is light on paper only', async () => {
    const { page } = await look('#/finance');
    await page.emulateMedia({ colorScheme: 'dark' });
    const ink = () => page.locator('.chart-host svg text').first().getAttribute('fill');
    await page.locator('.chart-host svg text').first().waitFor();
    const dark = await ink();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await ink()).not.toBe(dark);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await expect.poll(ink).toBe(dark);
  });

  it('When the store is away, Then figures stay and are marked as old', async () => {
    const { page } = await look('#/finance?currency=EUR');
    const figure = page.locator('.figure', { hasText: 'Open amount' }).locator('a');
    const shown = await figure.innerText();
    cell().figures = false;
    await page.locator('.view-line .stale-mark').waitFor();
    expect(await figure.innerText()).toBe(shown);
    cell().figures = true;
    await expect.poll(() => page.locator('.stale-mark').count(), { timeout: 15_000 }).toBe(0);
  });

  it('When the store is away from the start, Then the page says so', async () => {
    cell().figures = false;
    const { page } = await look('#/executive');
    await page.getByText('These figures cannot be shown now.').first().waitFor();
    cell().figures = true;
    await page.locator('.figure', { hasText: 'Open invoices' }).getByRole('link').waitFor();
  });

  it('When one figure cannot be read, Then only its panel says so', async () => {
    const { page } = await look('#/finance?currency=EUR');
    await asOfShown(page);
    const refused = problem(503, 'Service Unavailable', 'BUSY', 'The store is busy.');
    cell().replies.set('discounts-taken', async () => ({ problem: refused }));
    const marks = page.locator('.panel .stale-mark');
    await marks.first().waitFor();
    const discounts = page.getByRole('region', { name: 'Discounts for paying early' });
    expect([await marks.count(), await discounts.locator('.stale-mark').count()]).toEqual([1, 1]);
    await look('#/finance?currency=EUR');
    await discounts.getByText('The store is busy. This page tries again by itself.').waitFor();
    await page.locator('.figure', { hasText: 'Open amount' }).getByRole('link').waitFor();
    expect(await page.getByText('These figures cannot be shown now.').count()).toBe(1);
  });

  it('When one figure takes long, Then the others are shown meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    cell().replies.set('discounts-taken', async () => {
      await promise;
      return { problem: problem(503, 'Service Unavailable', 'BUSY', 'The store was busy.') };
    });
    const { page } = await look('#/finance?currency=EUR');
    await page.locator('.figure', { hasText: 'Open amount' }).getByRole('link').waitFor();
    await page.getByRole('table', { name: /^By vendor/ }).waitFor();
    const discounts = page.getByRole('region', { name: 'Discounts for paying early' });
    await discounts.getByText('Reading…').waitFor();
    resolve();
    await discounts.getByText('The store was busy.').waitFor();
  });

  it('When a page is printed, Then it says filters, time and zone', async () => {
    const { page } = await look(`#/finance?vendorId=${encodeURIComponent(longVendor)}`);
    await page.getByRole('table', { name: 'Payables by currency' }).waitFor();
    await asOfShown(page);
    await page.emulateMedia({ media: 'print' });
    const line = await page.locator('.view-line').innerText();
    for (const text of [`Vendor ${longVendor}`, 'Cell local', 'As of', 'Europe/Berlin', 'UTC'])
      expect(line).toContain(text);
    expect(await page.getByRole('navigation', { name: 'Pages' }).isVisible()).toBe(false);
  });

  it('When a list is printed, Then no row is cut off', async () => {
    const { page } = await look(list);
    await page.locator('.data-table a').first().waitFor();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('.data-table tbody tr').count()).toBe(500);
    // Every sheet repeats the heads, and Chromium repeats no buttons.
    expect(await page.locator('.data-table thead button').count()).toBe(0);
    expect(await page.locator('.data-table thead th').first().innerText()).toBe('Invoice');
  });

  it('When a view is kept by keyboard, Then it leads back to it, and is forgotten', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    const { page, errors } = await arrive('#/finance?last=90d&currency=EUR', { permissions });
    await asOfShown(page);
    await page.locator('.saved-views > summary').focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Name of this view').fill('Month end');
    await page.keyboard.press('Enter');
    await page.getByText('Kept as “Month end” in this browser.').waitFor();
    expect(await violations(page, everyRule)).toEqual([]);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Link copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());

    await page.goto(`${cell().url}#/executive`);
    await page.reload();
    await page.getByText('Saved views (1)').click();
    await page.getByRole('link', { name: 'Month end' }).click();
    await page.getByRole('heading', { level: 1, name: 'Finance' }).waitFor();
    expect(await hashOf(page)).toBe('#/finance?last=90d&currency=EUR');
    if (!(await page.getByRole('button', { name: 'Forget Month end' }).isVisible()))
      await page.getByText('Saved views (1)').click();
    await page.getByRole('button', { name: 'Forget Month end' }).click();
    await expect.poll(() => page.getByRole('link', { name: 'Month end' }).count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it('When somebody else wrote what is kept, Then no strange link is shown', async () => {
    const { page } = await arrive('#/finance');
    const views = [
      { name: 'bad', href: 'javascript:alert(1)' },
      { name: 'worse', href: '#/alarms' },
      { name: 'fine', href: '#/executive' },
      'nothing',
    ];
    await page.evaluate((text) => localStorage.setItem('bems.console.views', text), JSON.stringify(views));
    await page.reload();
    await page.getByText('Saved views (1)').click();
    const links = page.getByRole('list', { name: 'Saved views' }).getByRole('link');
    expect(await links.allInnerTexts()).toEqual(['fine']);
    await page.evaluate(() => localStorage.setItem('bems.console.views', '{'));
    await page.reload();
    await page.getByText('Saved views', { exact: true }).waitFor();
  });

  it.each([
    [
      '#/finance?last=abc&currency=eur!&colour=red&vendorCountry=DE&sort=-name',
      'Not understood in the address: last=abc (shown: the last 30 days), currency=eur! (not filtered by currency), colour=red (nothing here has that name), sort=-name (in the usual order).',
      '#/finance?vendorCountry=DE',
    ],
    [
      '#/invoices?kpi=overdue-amount&part=half&sort=size&period=never&back=%23%2Fnowhere',
      'Not understood in the address: period=never (shown: the last 30 days), sort=size (in the usual order), part=half (shown: what is counted), back=#/nowhere (back leads to the live page).',
      '#/invoices?kpi=overdue-amount',
    ],
    [
      '#/stuck?stage=paying&colour=red',
      'Not understood in the address: stage=paying (not narrowed by it), colour=red (nothing here has that name).',
      '#/stuck',
    ],
  ])('When %s is opened, Then the page says what of it it leaves out', async (hash, said, left) => {
    const { page, errors } = await look(hash);
    const line = page.locator('.misread');
    await line.waitFor();
    expect(await line.getByRole('status').innerText()).toBe(said);
    expect(await violations(page, everyRule)).toEqual([]);
    await line.getByRole('button', { name: 'Remove from the address' }).click();
    await expect.poll(() => line.count()).toBe(0);
    expect(await hashOf(page)).toBe(left);
    expect(errors).toEqual([]);
  });

  it.each([
    ['#/finanse?last=7d', 'There is no page “/finanse”.'],
    ['#/invoices?kpi=aeging', 'There is no figure “aeging” that has invoices behind it.'],
    ['#/invoices', 'The address names no figure.'],
  ])('When %s leads nowhere, Then the page says what it does not know', async (hash, said) => {
    const { page } = await look(hash);
    await page.getByRole('heading', { name: 'No such page' }).waitFor();
    await page.getByText(said).waitFor();
  });

  it('When a table is sorted, Then the address says how, in another view too', async () => {
    const { page } = await look('#/finance');
    const table = page.getByRole('table', { name: /^By vendor/ });
    const head = table.getByRole('columnheader', { name: /from receipt/ });
    await head.getByRole('button', { name: 'Days to pay, from receipt', exact: true }).click();
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending');
    expect(await hashOf(page)).toBe('#/finance?sort=-days-from-receipt-to-payment');
    await page.getByRole('combobox', { name: 'Currency' }).selectOption('EUR');
    expect(await hashOf(page)).toBe('#/finance?currency=EUR&sort=-days-from-receipt-to-payment');
    await page.reload();
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending');
    await page.goBack();
    await page.goBack();
    await expect.poll(() => head.getAttribute('aria-sort')).toBe(null);
  });

  it('When an address makes no sense, Then the page shows the usual view', async () => {
    const { page, errors } = await arrive(
      '#/finance?last=eternity&from=x&aging=old&back=javascript:alert(1)',
    );
    await page.getByRole('table', { name: 'Payables by currency' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Period' }).inputValue()).toBe('30');
    await page.goto(
      `${cell().url}#/invoices?kpi=overdue-amount&back=${encodeURIComponent('javascript:alert(1)')}`,
    );
    await page.getByRole('heading', { name: /Overdue/ }).waitFor();
    const back = page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link');
    expect(await back.getAttribute('href')).toBe('#/');
    expect(errors).toEqual([]);
  });
});
