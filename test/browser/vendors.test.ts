import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { consoleVisits } from './console-visits.ts';
import { skipWithoutBrowser } from './harness.ts';

const field = (page: Page) => page.getByRole('combobox', { name: 'Find an invoice or a vendor' });

describe.skipIf(skipWithoutBrowser())('Search as one types', { timeout: 60_000 }, () => {
  const { arrive } = consoleVisits();

  it('When a name begins so, Then arrows and Enter lead to its vendor', async () => {
    const { page, errors } = await arrive('#/finance?currency=EUR');
    await page.locator('.figure').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('nor');
    await page.getByRole('option', { name: /Norden Office/ }).waitFor();
    expect(await page.locator('.option').count()).toBe(2);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Norden Office' }).waitFor();
    expect(await field(page).inputValue()).toBe('');
    expect(errors).toEqual([]);
  });

  it('When Enter comes before the answer, Then it waits for it', async () => {
    const { page } = await arrive('#/');
    await field(page).fill('INV-2026-00043');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'INV-2026-00043' }).waitFor();
  });

  it('When more is typed after an arrow, Then Enter takes nothing of the text before', async () => {
    const { page } = await arrive('#/');
    await field(page).fill('nor');
    await page.locator('.option').nth(1).waitFor();
    await page.keyboard.press('ArrowDown');
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/api/search?q=northb*', async (route) => {
      await held;
      await route.continue();
    });
    await page.keyboard.type('thb');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#/');
    answer();
    await page.getByRole('heading', { level: 1, name: 'Northbridge Paper' }).waitFor();
  });

  it('When nothing begins so, Then it says so, and Enter looks the id up', async () => {
    const { page } = await arrive('#/');
    await field(page).fill('XYZ-1');
    await page.getByText('No invoice and no vendor begins like this.').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'XYZ-1' }).waitFor();
  });

  it('When Escape is pressed, Then the list closes, and then the field is empty', async () => {
    const { page } = await arrive('#/');
    await field(page).fill('nor');
    await page.locator('.option').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.option').count()).toBe(0);
    expect(await field(page).inputValue()).toBe('nor');
    await page.keyboard.press('Escape');
    expect(await field(page).inputValue()).toBe('');
  });
});

describe.skipIf(skipWithoutBrowser())('The page of a vendor', { timeout: 60_000 }, () => {
  const { arrive } = consoleVisits();

  it('Every figure that it asks for is of this vendor, whatever else is chosen', async () => {
    const { page } = await arrive('#/finance');
    const asked: URL[] = [];
    page.on('request', (request) => asked.push(new URL(request.url())));
    await page.goto(`${page.url().split('#')[0]}#/vendors/V-1000?last=90d`);
    await page.getByRole('heading', { level: 1, name: 'Northbridge Paper' }).waitFor();
    await page.getByLabel('Currency', { exact: true }).selectOption('EUR');
    await expect.poll(() => page.url()).toMatch(/#\/vendors\/V-1000\?last=90d&currency=EUR$/);
    asked.length = 0;
    const figures = () => asked.filter(({ pathname }) => pathname.includes('/api/kpis/'));
    await expect.poll(() => figures().length).toBeGreaterThan(20);
    for (const { searchParams } of figures()) expect(searchParams.get('vendorId')).toBe('V-1000');
    // The first may have been asked before the choice.
    for (const { searchParams } of figures().slice(-10)) expect(searchParams.get('currency')).toBe('EUR');
    await page.getByText('2 % in 10, 30 days net').waitFor();
    expect(await page.getByLabel('Vendor', { exact: true }).count()).toBe(0);
  });

  it('When a figure is followed, Then there is a way back to the vendor', async () => {
    const { page } = await arrive('#/vendors/V-1000');
    await page.locator('.figure', { hasText: 'Open invoices' }).getByRole('link').click();
    await page.getByRole('link', { name: 'Vendor V-1000' }).click();
    await page.getByRole('heading', { level: 1, name: 'Northbridge Paper' }).waitFor();
  });

  it('When nobody knows the vendor, Then it says so', async () => {
    const { page } = await arrive('#/vendors/V-9');
    await page.getByText('This cell knows no invoice of this vendor.').waitFor();
  });
});
