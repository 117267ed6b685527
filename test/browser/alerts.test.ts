import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { contrastOnly, everyRule, sizesIn, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { operatorKey } from './fake-server.ts';
import { skipWithoutBrowser } from './harness.ts';

const late = 'Events become visible late';
const producers = 'Producers do not send as usual';
const archive = 'The auditors’ archive is behind or incomplete';

describe.skipIf(skipWithoutBrowser())('The page of alerts', { timeout: 60_000 }, () => {
  const { cell, arrive } = consoleVisits();
  const giveKey = async (page: Page) => {
    await page.getByLabel('Your name, for the audit trail').fill('Kim');
    await page.getByLabel('Operator key').fill(operatorKey);
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  const titles = (page: Page) => page.locator('.alert h2').allTextContents();

  describe('Given alerts of which nobody looks after one', () => {
    it('the open one comes first, with what rings, who was told and who is next', async () => {
      const { page, errors } = await arrive('#/alerts');
      await page.getByText('1 not acknowledged').waitFor();
      expect(await titles(page)).toEqual([late, producers]);
      const alert = page.getByRole('region', { name: late });
      for (const text of [
        'Nobody looks after it yet',
        'invoice-queue-age-posting',
        'Events of posting become visible more than two minutes late.',
        'operations, 10 Mar 2026, 13:00:00',
        'lead, 10 Mar 2026, 13:16:00',
        'lead, 10 Mar 2026, 13:46:00, unless somebody acknowledges before',
      ])
        await alert.getByText(text).first().waitFor();
      await page.getByRole('region', { name: producers }).getByText('Acknowledged by ada').waitFor();
      expect(errors).toEqual([]);
    });

    it('filters choose by state, severity and audience', async () => {
      const { page } = await arrive('#/alerts');
      await page.getByLabel('State').selectOption('Over');
      await expect.poll(() => titles(page)).toEqual([archive]);
      await page.getByLabel('State').selectOption('All, those that are over too');
      await expect.poll(() => titles(page)).toEqual([late, producers, archive]);
      await page.getByLabel('Severity').selectOption('warning');
      await expect.poll(() => titles(page)).toEqual([producers, archive]);
      await page.getByLabel('For').selectOption('finance');
      await expect.poll(() => titles(page)).toEqual([producers]);
    });

    it('an address shows one alone, and an alarm leads to its runbook', async () => {
      const { page } = await arrive('#/alerts/archive');
      await expect.poll(() => titles(page)).toEqual([archive]);
      await page.getByRole('link', { name: 'All alerts' }).click();
      await page.getByRole('link', { name: 'Runbook of invoice-queue-age-posting' }).click();
      await page.getByRole('heading', { level: 1, name: 'Alarms of the cell' }).waitFor();
      await page.goto(`${cell().url}#/alerts/none`);
      await page.getByText('There is no alert none.').waitFor();
    });

    it('the key is asked for once, and each act says first what it will do', async () => {
      const { page } = await arrive('#/alerts');
      const alert = page.getByRole('region', { name: late });
      await alert.getByRole('button', { name: 'Acknowledge' }).focus();
      await page.keyboard.press('Enter');
      await giveKey(page);
      const acknowledge = page.getByRole('dialog', { name: 'Acknowledge the alert?' });
      await acknowledge.getByText('lead, whose turn is 10 Mar 2026, 13:46:00, is not told').waitFor();
      await page.keyboard.press('Escape');
      await acknowledge.waitFor({ state: 'detached' });
      await alert.getByText('Nobody looks after it yet').waitFor();

      await page.keyboard.press('Enter');
      await acknowledge.getByRole('button', { name: 'Acknowledge' }).click();
      const said = page.getByText(`“${late}” is acknowledged.`);
      await said.waitFor();
      expect(await said.evaluate((text) => text === document.activeElement)).toBe(true);
      await alert.getByText('Acknowledged by Kim').waitFor();
      await alert.getByText('Nobody, unless it becomes more severe').waitFor();

      await alert.getByRole('button', { name: 'Declare over' }).click();
      const resolve = page.getByRole('dialog', { name: 'Declare the alert over?' });
      await resolve.getByText('6 alarms of it still ring').waitFor();
      await resolve.getByText('operations and lead hear that you said so').waitFor();
      await resolve.getByRole('button', { name: 'Declare over' }).click();
      await page.getByText(`“${late}” is declared over.`).waitFor();
      await expect.poll(() => titles(page)).toEqual([producers]);
      await page.getByText('No alert waits for anybody').waitFor();
    });

    it('every page says how many wait, and screen readers hear of a change', async () => {
      const { page, errors } = await arrive('#/finance');
      const pages = page.getByRole('navigation', { name: 'Pages' });
      await pages.getByRole('link', { name: 'Alerts 1 that nobody acknowledged', exact: true }).waitFor();
      // Eighty wait for a clarification, two for an approval.
      await pages.getByRole('link', { name: 'Stuck 82', exact: true }).waitFor();
      expect(await pages.getByRole('status').innerText()).toBe('');
      const acted = await page.request.post(`${cell().url}api/alerts/act`, {
        headers: { 'x-operator-key': operatorKey },
        data: { id: 'path', act: 'ack', by: 'kim' },
      });
      expect(acted.status()).toBe(200);
      await pages.getByRole('link', { name: 'Alerts 0 that nobody acknowledged', exact: true }).waitFor();
      await expect
        .poll(() => pages.getByRole('status').innerText(), { timeout: 20_000 })
        .toBe('Somebody looks after every alert.');
      expect(errors).toEqual([]);
    });

    for (const colorScheme of ['light', 'dark'] as const)
      it(`its question in ${colorScheme} shuts nobody out`, async () => {
        const { page } = await arrive('#/alerts', { colorScheme, reducedMotion: 'reduce' });
        await page.getByRole('button', { name: `Declare over ${late}` }).click();
        await giveKey(page);
        await page.getByRole('dialog', { name: 'Declare the alert over?' }).waitFor();
        for (const width of sizesIn(colorScheme, [1280, 360])) {
          await page.setViewportSize({ width, height: 800 });
          expect(await violations(page, colorScheme === 'light' ? everyRule : contrastOnly)).toEqual([]);
        }
      });
  });
});
