import { describe, expect, it } from 'vitest';
import { everyRule, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { usualStory } from './fake-cell.ts';
import { operatorKey } from './fake-server.ts';
import { savedBy, skipWithoutBrowser } from './harness.ts';

describe.skipIf(skipWithoutBrowser())('The console, used as a person would', { timeout: 60_000 }, () => {
  const { cell, arrive } = consoleVisits();

  describe('Given a busy cell', () => {
    it('state, totals and every hop are there in words and figures', async () => {
      const { page, errors } = await arrive();
      await page.getByText('On time', { exact: true }).waitFor();
      await page.getByText('Within the 2-minute target').waitFor();
      const tiles = await page.locator('.tiles').innerText();
      expect(tiles.split(/\n+/)).toEqual([
        'Accepted',
        '302,400',
        'Visible',
        '302,363',
        'Distinct facts',
        '302,363',
        'Duplicates',
        '1,890',
        'In flight',
        '37',
        'Dead-lettered',
        '0',
        'Stuck invoices',
        '82',
      ]);
      const path = page.getByRole('region', { name: 'Path of an event' });
      for (const stage of ['Ingestion', 'Reconciliation', 'Authorization', 'Posting'])
        await path.getByRole('heading', { name: stage }).waitFor();
      const hops = await path
        .getByRole('listitem')
        .filter({ hasText: 'Ingestion' })
        .getByRole('listitem')
        .allInnerTexts();
      expect(hops.map((hop) => hop.split('\n')[0])).toEqual([
        'On the bus',
        'Relay',
        'Queue',
        'Processor',
        'Processed',
        'Visible',
      ]);
      expect(errors).toEqual([]);
    });

    it('figures and rates follow the events without a reload', async () => {
      const { page } = await arrive();
      await page.getByText('302,400').first().waitFor();
      cell().tell({ seconds: usualStory.seconds + 2 });
      await page.getByText('302,568').first().waitFor();
      await page.locator('.terminal-in').getByText('84/s').waitFor();
    });

    it('stuck invoices that are not counted yet say when they will be', async () => {
      const { page } = await arrive();
      cell().tell({ isUncounted: true, seconds: usualStory.seconds + 1 });
      await page.locator('.tiles').getByText('counted within a minute').waitFor();
      cell().tell({ isUncounted: false, seconds: usualStory.seconds + 2 });
      await page.getByRole('link', { name: 'Stuck invoices: 82, show them' }).waitFor();
    });

    it('the count of stuck invoices leads to each of them and its history', async () => {
      const { page, errors } = await arrive();
      await page.getByRole('link', { name: 'Stuck invoices: 82, show them' }).click();
      await page.getByRole('heading', { name: 'Stuck invoices' }).waitFor();
      await page.getByText('82 in all stages, the longest overdue first.').waitFor();
      const table = page.getByRole('table', { name: 'Stuck invoices' });
      const expectRows = (count: number) =>
        expect.poll(() => table.getAttribute('aria-rowcount')).toBe(`${count + 1}`);
      const rows = table.locator('tbody tr[aria-rowindex]');
      await expectRows(50);
      const first = await rows.first().innerText();
      for (const part of ['V-1000', 'clarification', 'Reconciliation', '3 d 18 h', '1,200.50'])
        expect(first).toContain(part);
      await page.locator('.totals', { hasText: 'EUR, 50 of those shown' }).waitFor();
      await page.getByRole('button', { name: 'Show more' }).click();
      await expectRows(82);
      await page.locator('.totals', { hasText: 'EUR, 82 invoices' }).waitFor();
      await table.getByRole('button', { name: 'Overdue for' }).click();
      await expect.poll(() => rows.first().innerText()).not.toContain('3 d 18 h');
      await page.getByRole('combobox', { name: 'Stage' }).selectOption('authorization');
      await page.getByText('INV-2026-authorization-1').waitFor();
      await expectRows(2);
      await page.getByText('2 in Authorization, 82 in all stages, the longest overdue first.').waitFor();
      expect(await page.evaluate(() => location.hash)).toBe('#/stuck?stage=authorization');
      await page.getByRole('link', { name: 'INV-2026-authorization-0' }).click();
      await page.getByRole('heading', { name: /INV-2026-authorization-0/ }).waitFor();
      const breadcrumb = page.getByRole('navigation', { name: 'Breadcrumb' });
      await breadcrumb.getByRole('link', { name: 'Stuck invoices' }).click();
      await page.getByText('INV-2026-authorization-1').waitFor();
      expect(await page.evaluate(() => location.hash)).toBe('#/stuck?stage=authorization');
      await table.getByRole('link', { name: 'V-1000' }).first().click();
      await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/vendors/V-1000');
      expect(errors).toEqual([]);
    });

    it('with a keyboard alone, focus follows to an invoice and back', async () => {
      const { page } = await arrive();
      await page.getByText('On time', { exact: true }).waitFor();
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').innerText()).toBe('Skip to content');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
      const focused = () => page.evaluate(() => document.activeElement?.tagName);
      for (let presses = 0; presses < 15 && (await focused()) !== 'INPUT'; presses++)
        await page.keyboard.press('Shift+Tab');
      expect(await focused()).toBe('INPUT');
      await page.keyboard.type('INV-2026-00042');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'INV-2026-00042' }).waitFor();
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').innerText()).toBe('Live');
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: 'Path of an event' }).waitFor();
    });

    it('an invoice that is paid in part says so', async () => {
      const { page, errors } = await arrive();
      await page.route('**/api/invoices/INV-2026-00042', async (route) => {
        const response = await route.fetch();
        const history = await response.json();
        const paid = { stage: 'posting', status: 'paid', paidAmount: '0.50' };
        const head = { ...history.head, ...paid, openAmount: '1.00' };
        await route.fulfill({ response, json: { ...history, head } });
      });
      await page.goto(page.url().replace(/#.*|$/, '#/invoices/INV-2026-00042'));
      await page.locator('.facts').getByText('Posting · partly paid').waitFor();
      expect(errors).toEqual([]);
    });

    it('an invoice in the list leads to its whole history, in order', async () => {
      const { page } = await arrive();
      await page.getByRole('link', { name: 'INV-2026-00120' }).click();
      await page.getByRole('heading', { level: 1, name: 'INV-2026-00120' }).waitFor();
      expect(await page.title()).toBe('INV-2026-00120 · Invoice events');
      const told = await page.locator('.timeline-event h3').allInnerTexts();
      expect(told.map((each) => each.replace(/\s+/g, ' '))).toEqual([
        'Ingestion · received',
        'Ingestion · validated',
        'Ingestion · validated',
        'Reconciliation · matching',
        'Reconciliation · mismatched (exception)',
        'Reconciliation · matched',
        'Authorization · pending',
      ]);
      await page.getByText('One event id came with different contents.').waitFor();
      const facts = page.locator('.facts');
      for (const text of [
        'Authorization · pending',
        'EUR 12,450.00',
        '30 Apr 2026',
        '10 Apr 2026',
        'Example Paper Ltd',
      ])
        expect((await facts.innerText()).replaceAll('\u00a0', ' ')).toContain(text);
      const occurred = page.locator('.timeline-event time').first();
      expect(await occurred.innerText()).toBe('31 Mar 2026, 11:00:00');
      expect(await occurred.getAttribute('title')).toBe('2026-03-31 09:00:00.000 UTC');
      // What comes next, and until when: two days after it came to this stage.
      const awaited = page.locator('.facts', { hasText: 'Waits for' }).getByText(/approval/);
      await awaited.waitFor();
      const until = page.getByText(/overdue since/).locator('time');
      expect(await until.getAttribute('datetime')).toMatch(/^2026-04-0/);
      await page.getByText('Everything that was recorded').first().click();
      await page.getByText('"producer": "erp-key"').first().waitFor();
    });

    it('a conflict that an operator settles needs no attention any more', async () => {
      const { page, errors } = await arrive('#/invoices/INV-2026-00120');
      await page.getByRole('button', { name: 'Settle evt-1' }).click();
      await page.getByLabel('Your name, for the audit trail').fill('Kim');
      await page.getByLabel('Operator key').fill(operatorKey);
      await page.getByRole('button', { name: 'Continue' }).click();
      const question = page.getByRole('dialog', { name: 'Which content counts?' });
      await question.getByLabel('Why?').fill('two deliveries');
      await question.getByRole('button', { name: 'Keep all' }).click();
      const settled = page.locator('.notice-settled');
      await settled.getByText('Settled.').waitFor();
      expect(await settled.innerText()).toMatch(/evt-1: every content counts, by Kim, .*: two deliveries/);
      expect(await page.getByText('came with different contents').count()).toBe(0);
      expect(await page.locator('.timeline-conflict').count()).toBe(0);

      await settled.getByRole('button', { name: 'Decide otherwise about evt-1' }).click();
      await question.getByLabel(/Only b17f/).check();
      await question.getByText('The invoice now').waitFor();
      await question.getByLabel('Why?').fill('the sender corrected it');
      await question.getByRole('button', { name: 'Let one count' }).click();
      await settled.getByText('(until it was decided otherwise)').waitFor();
      expect(await settled.innerText()).toMatch(/only b17f\w+ counts, by Kim/);
      expect(await page.getByText('Does not count').count()).toBe(1);
      expect(errors).toEqual([]);
    });

    it('an id that nobody sent gets advice on what to try', async () => {
      const { page } = await arrive('#/invoices/nobody%2Fsent%20this');
      await page.getByRole('heading', { level: 1, name: 'nobody/sent this' }).waitFor();
      await page.getByText('This cell knows no invoice with this id.').waitFor();
    });

    it('the table of a chart has the same figures in rows', async () => {
      const { page } = await arrive();
      const chart = page.getByRole('img', { name: /^Stacked columns.*Traffic: .* in the last 60 minutes/ });
      await chart.waitFor();
      await page.getByRole('button', { name: 'Table' }).click();
      const table = page.getByRole('table', { name: 'Traffic per minute and stage' });
      await table.waitFor();
      expect(await table.getByRole('row').count()).toBe(61);
      const { bytes } = await savedBy(page, page.getByRole('button', { name: 'Traffic as a CSV file' }));
      const [header, ...lines] = bytes.toString().split('\n');
      expect(header).toBe('figure,from,stage,unit,value,asOf,zone,cell');
      expect(lines).toHaveLength(60 * 4);
    });

    it('the list stands still while it is read, until it is left or resumed', async () => {
      const { page } = await arrive();
      const panel = page.getByRole('region', { name: 'Latest events', exact: true });
      await page.getByRole('link', { name: 'INV-2026-00120' }).focus();
      cell().events = 125;
      await panel.getByText('Held while you read, 5 new').waitFor();
      expect(await page.locator(':focus').innerText()).toBe('INV-2026-00120');
      await panel.getByRole('button', { name: 'Pause' }).click();
      await panel.getByText('Paused, 5 new').waitFor();
      await panel.getByRole('button', { name: 'Pause' }).click();
      await page.mouse.move(5, 5);
      await page.getByRole('link', { name: 'INV-2026-00125' }).waitFor();
    });

    it('a chosen theme is kept when the page is opened again', async () => {
      const { page } = await arrive('', { colorScheme: 'light' });
      const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const light = await ground();
      await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
      const dark = await ground();
      expect(dark).not.toBe(light);
      await page.reload();
      await page.getByRole('button', { name: 'Switch to the light theme' }).waitFor();
      expect(await ground()).toBe(dark);
    });

    it('nothing moves for someone who wants less motion', async () => {
      const moving = async (reducedMotion: 'reduce' | 'no-preference') => {
        const { page } = await arrive('', { reducedMotion });
        await page.getByText('302,').first().waitFor();
        cell().tell({ seconds: 3700 });
        cell().tell({ seconds: 3702 });
        await page.locator('.terminal-in').getByText('84/s').waitFor();
        return page.evaluate(() => document.getAnimations().some((each) => each.playState === 'running'));
      };
      expect(await moving('no-preference')).toBe(true);
      cell().tell({ seconds: 3600 });
      expect(await moving('reduce')).toBe(false);
    });
  });

  describe('Given a cell in trouble', () => {
    it('dead letters and slow events are told in words', async () => {
      cell().tell({ deadLettered: 3, p99Ms: 151_000 });
      const { page } = await arrive();
      await page.getByText('Needs attention', { exact: true }).waitFor();
      await page.getByText('Over the 2-minute target').waitFor();
      await page.getByText('3 dead-lettered').waitFor();
    });

    it('the page says that the cell is gone, and recovers when it is back', async () => {
      const { page } = await arrive();
      await page.getByText('302,400').first().waitFor();
      await cell().die();
      await page.getByText('The cell does not answer.').first().waitFor();
      await page.getByText('302,400').first().waitFor();
      cell().tell({ seconds: 7200 });
      await cell().revive();
      await page.getByText('604,800').first().waitFor();
      await page.getByText('The cell does not answer.').first().waitFor({ state: 'detached' });
    });

    it('while a history is loaded, every page says that figures are of a part of it', async () => {
      const { page } = await arrive();
      await page.locator('.tiles').first().waitFor();
      expect(await page.getByText('A history is loading.').count()).toBe(0);
      cell().tell({ seconds: 3_700, loading: { sent: 100, total: 400 } });
      await page.getByText('A history is loading.').waitFor();
      expect(await page.getByRole('progressbar', { name: 'History loaded' }).getAttribute('value')).toBe(
        '100',
      );
      await page.goto(`${page.url().split('#')[0]}#/finance`);
      await page.getByText('A history is loading.').waitFor();
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByText('A history is loading.').isVisible()).toBe(true);
      await page.emulateMedia({ media: 'screen' });
      expect(await violations(page, everyRule)).toEqual([]);
      cell().tell({ seconds: 3_800, loading: undefined });
      await page.getByText('A history is loading.').waitFor({ state: 'detached' });
    });

    it('without a stream the page stays live by polling', async () => {
      cell().streaming = false;
      const { page } = await arrive();
      await page.getByText('Live, every 2 s').waitFor();
      cell().tell({ seconds: 7200 });
      await page.getByText('604,800').first().waitFor();
    });
  });

  describe('Given a new cell', () => {
    it('the page says what will happen and how to begin', async () => {
      cell().tell({ seconds: 0, inFlight: 0, p99Ms: null, ageMs: null });
      cell().events = 0;
      const { page } = await arrive();
      await page.locator('.verdict-text').getByText('No event has been received yet.').waitFor();
      await page.getByText('npx bems demo').waitFor();
    });
  });
});
