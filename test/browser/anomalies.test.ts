import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { contrastOnly, everyRule, sizesIn, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { operatorKey } from './fake-server.ts';
import { savedBy, skipWithoutBrowser } from './harness.ts';

const sentence =
  /^Reconciliation events: more than usual, \d+ instead of about \d+ in 1 day; (all|\d+ %) of the difference is in events with the status mismatched or matching\.$/;

describe.skipIf(skipWithoutBrowser())(
  'Given the demo, whose matching failed all day',
  { timeout: 60_000 },
  () => {
    const { cell, arrive } = consoleVisits();
    const now = (page: Page) => page.getByRole('list', { name: 'Unusual now' });
    /** Of the incident's two episodes, how many events there were; the other is their share of exceptions. */
    const events = (page: Page) => now(page).getByRole('listitem').filter({ hasText: sentence });
    const giveKey = async (page: Page) => {
      await page.getByLabel('Your name, for the audit trail').fill('Kim');
      await page.getByLabel('Operator key').fill(operatorKey);
      await page.getByRole('button', { name: 'Continue' }).click();
    };

    it('When a CFO opens the executive page, Then it says what is unusual, and why', async () => {
      const { page, errors } = await arrive('#/executive');
      const entry = now(page).getByRole('listitem').first();
      await entry.waitFor();
      expect(await entry.locator('.anomaly-sentence').innerText()).toMatch(sentence);
      await entry.getByText('Goes on').waitFor();
      await entry.getByText('18 Nov 2026').waitFor();
      await page
        .getByText(/^Usually too few come to tell what is unusual for: Ingestion exceptions,/)
        .waitFor();
      await entry.getByRole('link', { name: /^Invoices behind/ }).click();
      await page.getByRole('heading', { level: 1, name: /^Reached reconciliation/ }).waitFor();
      expect(page.url()).toContain('from=2026-11-18&to=2026-11-18');
      await page.getByRole('link', { name: 'Executive' }).first().click();
      await now(page).waitFor();
      expect(errors).toEqual([]);
    });

    it('When its sentence is opened, Then its own chart says what was expected', async () => {
      const { page, errors } = await arrive('#/executive');
      await now(page).getByRole('link', { name: sentence }).click();
      await page.getByRole('heading', { level: 1, name: 'Reconciliation events' }).waitFor();
      const panel = page.locator('.panel', { hasText: 'Reconciliation events by day' });
      const chart = panel.getByRole('img', {
        name: /^Reconciliation events by day\. Furthest off 18 Nov: \d+ /,
      });
      await chart.locator('svg [fill-opacity="0.25"]').first().waitFor();
      expect(await chart.getAttribute('aria-label')).toContain(
        'Marked: Reconciliation events: more than usual',
      );
      await panel.getByRole('button', { name: 'Table' }).press('Enter');
      const rows = panel.getByRole('row');
      expect(await rows.nth(1).innerText()).toMatch(/^18 Nov\s+\d+\s+~[\d.]+\s+[\d.]+ to [\d.]+\s+Unusual$/);
      expect(await rows.nth(2).innerText()).toMatch(/^17 Nov\s.*As usual$/s);
      const { bytes } = await savedBy(page, panel.getByRole('button', { name: /CSV/ }));
      const lines = bytes.toString().trim().split(/\r?\n/);
      expect(lines[0]).toMatch(/^metric,by,from,day,unit,observed,expected,score,usualFrom,usualTo,unusual,/);
      expect(lines.at(-1)).toMatch(/^reconciliation,day,2026-11-18T00:00:00.000Z,2026-11-18,count,.*,yes,/);
      await page.setViewportSize({ width: 390, height: 800 });
      const sticksOut = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await expect.poll(sticksOut).toBeLessThanOrEqual(0);
      expect(await violations(page, everyRule)).toEqual([]);
      const act = page.getByRole('button', { name: /^Acknowledge/ });
      expect(await act.isVisible()).toBe(true);
      await page.emulateMedia({ media: 'print' });
      expect(await act.isVisible()).toBe(false);
      await page.emulateMedia({ media: 'screen' });
      await page.getByRole('link', { name: 'Executive' }).last().click();
      await now(page)
        .getByRole('link', { name: /^Reconciliation share of exceptions/ })
        .click();
      await page.getByRole('img', { name: /^Reconciliation share of exceptions by day\./ }).waitFor();
      await page.goto(page.url().replace(/#.*/, '#/anomalies/%3Cnone%3E'));
      await page.getByText('The cell knows no such anomaly.').waitFor();
      expect(errors).toEqual([]);
    });

    it('When days pass as usual, Then it is gone, and under what is over', async () => {
      const { page } = await arrive('#/executive');
      await now(page).getByText(sentence).waitFor();
      await cell().anomalies.later(4);
      await page.reload();
      await page.getByText(/^Nothing is unusual, judged up to/).waitFor();
      const over = page.getByRole('list', { name: 'Over in the last week' });
      expect(await over.isVisible()).toBe(false);
      await page.getByText(/^Over in the last week: 2$/).click();
      await over.getByText(sentence).waitFor();
      await cell().anomalies.later(7);
      await page.reload();
      await page.getByText(/^Nothing is unusual/).waitFor();
      expect(await page.getByText(/^Over in the last week/).count()).toBe(0);
    });

    it('When somebody acknowledges it, and says it was expected, Then it says who', async () => {
      const { page } = await arrive('#/executive');
      await now(page)
        .getByRole('button', { name: /^Acknowledge Recon\w+ events/ })
        .click();
      await giveKey(page);
      await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
      await now(page)
        .getByText(/^Kim looks after it, since/)
        .waitFor();
      const isFocused = () =>
        now(page)
          .getByRole('listitem')
          .first()
          .evaluate((item) => item === document.activeElement);
      await expect.poll(isFocused).toBe(true);
      await now(page)
        .getByRole('button', { name: /^Expected… Recon\w+ events/ })
        .click();
      const dialog = page.getByRole('dialog', { name: 'Was it to be expected?' });
      await dialog.getByLabel(/^Why\?/).fill('The matching system was moved');
      await dialog.getByRole('button', { name: 'It was to be expected' }).click();
      await now(page).getByText('To be expected, says Kim: The matching system was moved').waitFor();
      expect(await events(page).getByRole('button').count()).toBe(0);
      await expect.poll(isFocused).toBe(true);
      const file = await savedBy(page, page.getByRole('button', { name: 'What is unusual as a CSV file' }));
      expect(file.bytes.toString()).toMatch(/,Kim,20\S+Z,Kim,20\S+Z,The matching system was moved,/);
    });

    it('When ingestion was unusual, Then the charts of what was received have bands', async () => {
      const { page } = await arrive('#/');
      const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
      const today = new Date().toISOString().slice(0, 10);
      const listing = await cell().anomalies.list();
      const [found] = listing.anomalies;
      const said = 'Ingestion events: less than usual, 3 instead of about 30 in 1 day.';
      const days = { from: `${yesterday}T00:00:00.000Z`, until: `${today}T00:00:00.000Z` };
      const unusual = { ...found, ...days, stage: 'ingestion' };
      const amounts = ['EUR', 'XTS'].map((currency) => ({
        ...{ ...unusual, id: currency, measure: 'amount', currency, sentence: `Unusual ${currency}.` },
      }));
      await page.route('**/api/anomalies', (route) =>
        route.fulfill({
          json: { ...listing, anomalies: [{ ...unusual, sentence: said }, ...amounts] },
        }),
      );
      await page.goto(page.url().replace(/#.*/, '#/executive'));
      await page.getByText(`Marked: ${said}`).waitFor();
      const chart = page.getByRole('img', { name: `Marked: ${said}` });
      await chart.locator('svg path[fill-opacity="0.25"], svg [fill-opacity="0.25"]').first().waitFor();
      await page.getByText('Marked: Unusual EUR.').waitFor();
      expect(await page.getByText('Marked: Unusual XTS.').count()).toBe(0);
      const marked = page.getByRole('img', { name: 'Marked: Unusual EUR.' });
      expect(await marked.getAttribute('aria-label')).toMatch(/^Value received and paid in EUR/);
      await page.goto(`${page.url()}?vendorId=V-1000`);
      await page.getByText('Marked, of the whole cell: Unusual EUR.').waitFor();
    });

    it('When a vendor is unusual, Then its invoices and its page are linked', async () => {
      const { page, errors } = await arrive('#/');
      const listing = await cell().anomalies.list();
      const [found] = listing.anomalies;
      const vendor = 'V-<b>10001</b>';
      const said = `Ingestion events of vendor ${vendor}: less than usual, 0 instead of about 75 in 1 hour.`;
      const metric = { metric: 'ingestion-vendor-V', title: 'Of a vendor', judged: 'hour', weeks: 8, vendor };
      await page.route('**/api/anomalies', (route) =>
        route.fulfill({
          json: {
            ...{ ...listing, metrics: [metric] },
            anomalies: [{ ...found, stage: 'ingestion', measure: 'vendor', vendor, sentence: said }],
          },
        }),
      );
      await page.goto(page.url().replace(/#.*/, '#/executive'));
      await page.getByText(`, the 20 with the most: ${vendor}.`).waitFor();
      const invoices = page.getByRole('link', { name: `Invoices behind: ${said}` });
      expect(await invoices.getAttribute('href')).toContain('vendorId=V-%3Cb%3E10001%3C%2Fb%3E');
      const own = page.getByRole('link', { name: `The vendor: ${said}` });
      expect(await own.getAttribute('href')).toMatch(/^#\/vendors\/V-%3Cb%3E10001%3C%2Fb%3E\?from=/);
      expect(await page.getByText(`Marked: ${said}`).count()).toBe(0);
      expect(errors).toEqual([]);
    });

    it('When pages are opened, Then it is asked for once, and only where it is shown', async () => {
      const { page } = await arrive('#/');
      let asked = 0;
      page.on('request', (request) => {
        if (new URL(request.url()).pathname.endsWith('/api/anomalies')) asked += 1;
      });
      await page.goto(page.url().replace(/#.*/, '#/executive'));
      await now(page).waitFor();
      expect(asked).toBe(1);
      await page.goto(page.url().replace(/#.*/, '#/finance'));
      await page.getByRole('heading', { level: 1, name: 'Finance' }).waitFor();
      asked = 0;
      await page.locator('.view-line', { hasText: 'As of' }).waitFor();
      expect(asked).toBe(0);
    });

    it('When its file is saved, Then it has the sentence and the figures', async () => {
      const { page } = await arrive('#/executive');
      await now(page).waitFor();
      const panel = page.locator('.panel', { hasText: 'What is unusual' });
      const { bytes } = await savedBy(page, panel.getByRole('button', { name: /CSV/ }));
      const [head, first] = bytes.toString().trim().split(/\r?\n/);
      expect(head).toMatch(
        /^id,state,from,until,actual,expected,sentence,acknowledgedBy,acknowledgedAt,toBeExpectedBy,toBeExpectedAt,toBeExpectedBecause,/,
      );
      expect(first).toMatch(/^2026-11-18T0000-reconciliation-day,growing,2026-11-18T00:00:00.000Z,/);
    });

    for (const colorScheme of ['light', 'dark'] as const)
      it(`When it is read in ${colorScheme}, Then it shuts nobody out, on a phone either`, async () => {
        const { page } = await arrive('#/executive', { colorScheme, reducedMotion: 'reduce' });
        await now(page)
          .getByRole('button', { name: /^Expected… Recon\w+ events/ })
          .click();
        await giveKey(page);
        await page.getByRole('dialog').waitFor();
        for (const width of sizesIn(colorScheme, [1280, 360])) {
          await page.setViewportSize({ width, height: 800 });
          const sticksOut = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          await expect.poll(sticksOut).toBeLessThanOrEqual(0);
          expect(await violations(page, colorScheme === 'light' ? everyRule : contrastOnly)).toEqual([]);
        }
      });
  },
);
