import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { coverage } from '../../dashboards/pages/coverage.ts';
import { contrastOnly, everyRule, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { skipWithoutBrowser } from './harness.ts';
import { questionsOf } from './questions.ts';

const field = (page: Page) => page.getByRole('combobox', { name: 'Find an invoice or a vendor' });

/** Holds back the answer to a text. @returns lets it go */
async function holdAnswer(page: Page, text: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(
    ({ pathname, searchParams }) => pathname.endsWith('/api/search') && searchParams.get('q') === text,
    async (route) => {
      await promise;
      // Whoever asked may have given up.
      await route.continue().catch(() => {});
    },
  );
  return resolve;
}

describe.skipIf(skipWithoutBrowser())('Search as one types', { timeout: 60_000 }, () => {
  const { arrive, look } = consoleVisits();

  it('When a name begins so, Then arrows and Enter lead to its vendor', async () => {
    const { page, errors } = await look('#/finance?currency=EUR');
    await page.locator('.figure').first().waitFor();
    await page.keyboard.press('/');
    // At once: the answer to a letter may come after the arrow, and begins the list anew.
    await page.keyboard.insertText('nor');
    await page.getByRole('option', { name: /Norden Office/ }).waitFor();
    expect(await page.locator('.option').count()).toBe(2);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: /Norden Office/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Norden Office' }).waitFor();
    expect(await field(page).inputValue()).toBe('');
    expect(errors).toEqual([]);
  });

  it('When Enter comes before the answer, Then it waits for it', async () => {
    const { page } = await look('#/');
    await field(page).fill('INV-2026-00043');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'INV-2026-00043' }).waitFor();
  });

  it('When more is typed after an arrow, Then Enter takes nothing of the text before', async () => {
    const { page } = await look('#/');
    await field(page).fill('nor');
    await page.locator('.option').nth(1).waitFor();
    await page.keyboard.press('ArrowDown');
    const answer = await holdAnswer(page, 'northb');
    await page.keyboard.type('thb');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#/');
    answer();
    await page.getByRole('heading', { level: 1, name: 'Northbridge Paper' }).waitFor();
  });

  it('When nothing begins so, Then it says so, and Enter looks the id up', async () => {
    const { page } = await look('#/');
    await field(page).fill('XYZ-1');
    await page.getByText('No invoice and no vendor begins like this.').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'XYZ-1' }).waitFor();
  });

  it('When Escape is pressed, Then the list closes, and then the field is empty', async () => {
    const { page } = await look('#/');
    await field(page).fill('nor');
    await page.locator('.option').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.option').count()).toBe(0);
    expect(await field(page).inputValue()).toBe('nor');
    await page.keyboard.press('Escape');
    expect(await field(page).inputValue()).toBe('');
  });

  it('When Enter follows Escape, Then it opens the list again and takes nothing', async () => {
    const { page } = await look('#/');
    await field(page).fill('nor');
    await page.locator('.option').first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.locator('.option').first().waitFor();
    expect(new URL(page.url()).hash).toBe('#/');
  });

  it('When Enter follows Escape on a whole id, Then it goes there', async () => {
    const { page } = await look('#/');
    await field(page).fill('v-1001');
    await page.locator('.option').first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Norden Office' }).waitFor();
  });

  it('When Escape follows an Enter that waits, Then the answer leads nowhere', async () => {
    const { page } = await look('#/');
    await field(page).fill('V-100');
    await page.locator('.option').nth(1).waitFor();
    const answer = await holdAnswer(page, 'V-1001');
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    answer();
    await page.waitForTimeout(300);
    expect(new URL(page.url()).hash).toBe('#/');
    await page.keyboard.press('ArrowDown');
    await page.locator('.option').first().waitFor();
    expect(new URL(page.url()).hash).toBe('#/');
  });

  it('When an invoice has the id and a vendor begins so, Then the invoice is first', async () => {
    const { page } = await look('#/');
    await field(page).fill('INV-2026-00042');
    await page.locator('.option').nth(1).waitFor();
    const names = await page.locator('.option-name').allInnerTexts();
    expect(names).toEqual(['INV-2026-00042', 'Holt & Co']);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'INV-2026-00042' }).waitFor();
  });

  it('When an older answer comes late, Then the list stays that of the newer text', async () => {
    const { page } = await arrive('#/');
    const answer = await holdAnswer(page, 'nor');
    const asked = page.waitForRequest(/search\?q=nor$/);
    await field(page).fill('nor');
    await asked;
    await page.keyboard.type('thb');
    await page.getByRole('option', { name: /Northbridge Paper/ }).waitFor();
    answer();
    await page.waitForTimeout(300);
    expect(await page.locator('.option-name').allInnerTexts()).toEqual(['Northbridge Paper']);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`When the list is open in ${colorScheme}, Then it shuts nobody out`, async () => {
      const { page } = await arrive('#/', { colorScheme, reducedMotion: 'reduce' });
      await field(page).fill('INV-2026-00042');
      await page.locator('.option').nth(1).waitFor();
      const rules = colorScheme === 'light' ? everyRule : contrastOnly;
      expect(await violations(page, rules)).toEqual([]);
    });
});

describe.skipIf(skipWithoutBrowser())('The vendor among the filters', { timeout: 60_000 }, () => {
  const { look } = consoleVisits();
  const vendor = (page: Page) => page.getByRole('combobox', { name: 'Vendor', exact: true });

  it('When an id is left before its answer, Then it filters once it is known', async () => {
    const { page } = await look('#/finance');
    const answer = await holdAnswer(page, 'V-1001');
    await vendor(page).fill('V-1001');
    await page.keyboard.press('Tab');
    await page.getByText('Looking this vendor up. All vendors are shown.').waitFor();
    expect(await vendor(page).inputValue()).toBe('V-1001');
    answer();
    await expect.poll(() => new URL(page.url()).hash).toBe('#/finance?vendorId=V-1001');
  });

  it('When what is left is no id, Then it stays, with what is shown instead', async () => {
    const { page } = await look('#/finance?vendorId=V-1000');
    await vendor(page).fill('norden');
    await page.keyboard.press('Tab');
    await page
      .getByText('This is no vendor’s id: choose one from the list. V-1000 is still the one that is shown.')
      .waitFor();
    expect(await vendor(page).inputValue()).toBe('norden');
    expect(await vendor(page).getAttribute('aria-invalid')).toBe('true');
    expect(new URL(page.url()).hash).toBe('#/finance?vendorId=V-1000');
    expect(await violations(page, everyRule)).toEqual([]);
  });
});

describe.skipIf(skipWithoutBrowser())('The page of a vendor', { timeout: 60_000 }, () => {
  const { arrive, look } = consoleVisits();

  it('Every figure that it asks for is of this vendor, whatever else is chosen', async () => {
    const { page } = await look('#/finance');
    const asked: URL[] = [];
    page.on('request', (request) => asked.push(...questionsOf(request)));
    await page.goto(`${page.url().split('#')[0]}#/vendors/V-1000?last=90d`);
    await page.getByRole('heading', { level: 1, name: 'Northbridge Paper' }).waitFor();
    await page.getByLabel('Currency', { exact: true }).selectOption('EUR');
    await expect.poll(() => page.url()).toMatch(/#\/vendors\/V-1000\?last=90d&currency=EUR$/);
    asked.length = 0;
    // Since when there are data is asked of the whole cell, in two questions.
    const ofCell = `/api/kpis/${coverage.kpi}`;
    const isOfCell = ({ pathname, searchParams }: URL) =>
      pathname.endsWith(ofCell) && !searchParams.has('vendorId');
    const figures = () => asked.filter((url) => url.pathname.includes('/api/kpis/') && !isOfCell(url));
    await expect.poll(() => figures().length, { timeout: 10_000 }).toBeGreaterThan(20);
    for (const { searchParams } of figures()) expect(searchParams.get('vendorId')).toBe('V-1000');
    expect(figures().some(({ pathname }) => pathname.endsWith(ofCell))).toBe(true);
    expect(new Set(asked.filter(isOfCell).map(({ search }) => search)).size).toBeLessThanOrEqual(2);
    // The first may have been asked before the choice.
    for (const { searchParams } of figures().slice(-10)) expect(searchParams.get('currency')).toBe('EUR');
    await page.getByText('2 % in 10, 30 days net').waitFor();
    expect(await page.getByLabel('Vendor', { exact: true }).count()).toBe(0);
  });

  it('When figures are by vendor, Then each stands with its name and its id', async () => {
    const { page } = await look('#/finance');
    const table = page.getByRole('table', { name: /^By vendor/ });
    await table.getByRole('link', { name: 'Acme Parts V-1', exact: true }).click();
    await expect.poll(() => page.url()).toMatch(/#\/vendors\/V-1$/);
  });

  it('When names cannot be read, Then ids stand in their place', async () => {
    const { page } = await arrive();
    await page.route('**/api/vendor-names?*', (route) => route.fulfill({ status: 503 }));
    await page.goto(`${page.url().split('#')[0]}#/finance`);
    await page.reload();
    const table = page.getByRole('table', { name: /^By vendor/ });
    await table.getByRole('link', { name: 'V-1', exact: true }).waitFor();
  });

  it('When a figure is followed, Then there is a way back to the vendor', async () => {
    const { page } = await look('#/vendors/V-1000');
    await page.locator('.figure', { hasText: 'Open invoices' }).getByRole('link').click();
    await page.getByRole('link', { name: 'Vendor V-1000' }).click();
    await page.getByRole('heading', { level: 1, name: 'Northbridge Paper' }).waitFor();
  });

  it('When all open invoices are followed, Then they are by due date, with a way back', async () => {
    const { page, errors } = await look('#/vendors/V-1?currency=EUR');
    await page.getByRole('link', { name: 'All open invoices, by due date' }).click();
    const { hash } = new URL(page.url());
    expect(hash).toMatch(/^#\/invoices\?kpi=open-invoices&currency=EUR&vendorId=V-1&sort=due&/);
    await page.getByRole('columnheader', { name: 'Due' }).waitFor();
    expect(await page.locator('th[aria-sort=ascending]').innerText()).toBe('Due');
    // What is due first is first, and not what has no due date.
    await page
      .locator('.data-table tbody tr', { hasText: 'INV-' })
      .first()
      .getByText('31 Mar 2026')
      .waitFor();
    await page.getByRole('link', { name: 'Vendor V-1' }).click();
    await expect.poll(() => new URL(page.url()).hash).toBe('#/vendors/V-1?currency=EUR');
    expect(errors).toEqual([]);
  });

  it('When nobody knows the vendor, Then it says so', async () => {
    const { page } = await look('#/vendors/V-9');
    await page.getByText('This cell knows no invoice of this vendor.').waitFor();
  });
});
