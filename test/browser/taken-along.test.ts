import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pictureEvents } from '../../dashboards/web/data/picture-events.ts';
import { exportFormat } from '../../functions/core/invoice/exported-history.ts';
import { verifyExport } from '../../operations/audit/verify-history.ts';
import { everyRule, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { fakeReading } from './fake-kpis.ts';
import { savedBy, skipWithoutBrowser } from './harness.ts';

const dayMs = 86_400_000;

describe.skipIf(skipWithoutBrowser())('Given somebody who takes figures along', { timeout: 60_000 }, () => {
  const { cell, arrive, look } = consoleVisits();

  it('When a file has vendors, Then it says what they are called', async () => {
    const { page, errors } = await look('#/finance');
    const button = page.getByRole('button', { name: 'By vendor as a CSV file' });
    await button.waitFor();
    const [header = '', ...lines] = (await savedBy(page, button)).bytes.toString().split('\n');
    const columns = header.split(',');
    expect(columns.indexOf('vendorName')).toBe(columns.indexOf('vendorId') + 1);
    expect(lines.some((line) => line.includes(',V-1,Acme Parts,'))).toBe(true);
    expect(errors).toEqual([]);
  });

  it('When figures are still being read, Then no file is made without them', async () => {
    let held = Promise.withResolvers<void>();
    // Of the period before, and of every period once there is a filter.
    cell().replies.set('received-amount', async (query) => {
      if (Date.parse(query.get('to') ?? '') < Date.now() - dayMs || query.has('currency')) await held.promise;
      return { value: fakeReading('received-amount', query) };
    });
    const { page, errors } = await look('#/executive');
    const button = page.getByRole('button', { name: 'Value as a CSV file' });
    const line = async () => {
      const [header = '', ...lines] = (await savedBy(page, button)).bytes.toString().split('\n');
      expect(header).toMatch(/^figure,counted,currency,unit,value,before,filters,/);
      return lines.find((each) => each.startsWith('received-amount,in the period,EUR,'));
    };
    await button.waitFor();
    expect(await page.locator('.figure, td').getByText(/\d/).count()).toBeGreaterThan(0);
    expect([await button.isEnabled(), await button.innerText()]).toEqual([false, 'Reading…']);
    held.resolve();
    expect(await line()).toMatch(/,money,[\d.]+,[\d.]+,none,/);

    held = Promise.withResolvers();
    await page.getByRole('combobox', { name: 'Currency' }).selectOption('EUR');
    await expect.poll(() => button.innerText()).toBe('Reading…');
    held.resolve();
    expect(await line()).toMatch(/,money,[\d.]+,[\d.]+,currency=EUR,/);
    expect(errors).toEqual([]);
  });

  it('When names are late, Then picture and paper wait for them', async () => {
    const { page } = await arrive('#/');
    const released = Promise.withResolvers<void>();
    await page.route('**/api/vendor-names?*', async (route) => {
      await released.promise;
      await route.continue();
    });
    await page.evaluate((after) => {
      addEventListener(after, () => document.body.setAttribute('data-taken', document.body.innerText));
    }, pictureEvents.after);
    await page.goto(page.url().replace(/#.*/, '#/finance'));
    await page.getByRole('button', { name: 'By vendor as a CSV file' }).waitFor();
    expect(await page.getByText('Acme Parts').count()).toBe(0);
    const saved = savedBy(page, page.getByRole('button', { name: 'Picture (PNG)' }));
    // Longer than a picture takes.
    await sleep(3_000);
    expect(await page.locator('html.picture').count()).toBe(1);
    released.resolve();
    await saved;
    expect(await page.locator('body').getAttribute('data-taken')).toContain('Acme Parts');
  });

  it('When a picture takes a while, Then the page says so, and that it failed', async () => {
    const { page, errors } = await arrive('#/');
    const released = Promise.withResolvers<void>();
    await page.route('**/api/vendor-names?*', async (route) => {
      await released.promise;
      await route.continue();
    });
    await page.goto(page.url().replace(/#.*/, '#/stuck'));
    await page.getByRole('table', { name: 'Stuck invoices' }).waitFor();
    const button = page.getByRole('button', { name: 'Picture (PNG)' });
    await button.focus();
    await page.keyboard.press('Enter');
    const said = page.getByRole('status').getByText('Making the picture.');
    await said.waitFor();
    expect(await said.isVisible()).toBe(true);
    expect(await violations(page, everyRule)).toEqual([]);
    const file = page.waitForEvent('download');
    released.resolve();
    await file;
    await expect.poll(() => said.count()).toBe(0);
    await expect
      .poll(() => button.evaluate((element) => element === document.activeElement && element.isConnected))
      .toBe(true);

    // What a canvas says that has no room for what is drawn.
    await page.evaluate(() => {
      HTMLCanvasElement.prototype.toBlob = (callback) => callback(null);
      HTMLCanvasElement.prototype.toDataURL = () => 'data:,';
    });
    await button.click();
    await page.getByRole('alert').getByText('The picture could not be made.').waitFor();
    expect(await button.isEnabled()).toBe(true);
    expect(errors).toEqual([]);
  });

  it('When a list is saved, Then it says how its values were counted', async () => {
    const { page } = await look('#/invoices?kpi=late-payment-cost');
    const button = page.getByRole('button', { name: 'Cost of paying late as a CSV file' });
    await button.waitFor();
    const [header = '', line = ''] = (await savedBy(page, button)).bytes.toString().split('\n');
    expect(header).toMatch(
      /^figure,counted,invoiceId,.*discountDate,dueDate,settledOn,currency,amount,openAmount,value,/,
    );
    expect(line).toMatch(/^late-payment-cost,"as of now, at .* %.*",INV-/);
  });

  it('When discounts are looked into, Then their last day and payment stand there', async () => {
    const { page } = await look('#/invoices?kpi=discounts-missed');
    const table = page.getByRole('table', { name: 'Invoices behind Discounts missed' });
    await table.getByRole('columnheader', { name: 'Discount until' }).waitFor();
    await table.getByRole('columnheader', { name: 'Paid on' }).waitFor();
    await table
      .getByRole('cell', { name: /Mar.*11|11.*Mar/ })
      .first()
      .waitFor();
  });

  it('When an invoice is looked at, Then its history can be taken along', async () => {
    const { page, errors } = await look('#/invoices/INV-2026-00042');
    const csv = page.getByRole('button', { name: 'History of INV-2026-00042 as a CSV file' });
    const [header = '', ...lines] = (await savedBy(page, csv)).bytes.toString().split('\n');
    expect(header).toMatch(
      /^invoiceId,eventId,stage,status,occurredAt,receivedAt,currency,amount,.*,digest,asOf,/,
    );
    expect(lines.length).toBeGreaterThan(0);
    const saved = await savedBy(page, page.getByRole('button', { name: 'For an auditor (JSON)' }));
    const exported = JSON.parse(saved.bytes.toString());
    expect(exported).toMatchObject({ format: exportFormat, history: { invoiceId: 'INV-2026-00042' } });
    expect(exported.history.events).toHaveLength(lines.length);
    expect(verifyExport(exported)[0]).toMatchObject({ check: 'every event is as its digest says' });
    expect(errors).toEqual([]);
  });
});
