import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { names } from '../../functions/core/names.ts';
import { contrastOnly, everyRule, sizesIn, violations } from './axe.ts';
import { consoleVisits } from './console-visits.ts';
import { type FakeServer, operatorKey } from './fake-server.ts';
import { skipWithoutBrowser } from './harness.ts';

const posting = names().deadLetters('posting');
const bodyOf = (invoiceId: string) =>
  JSON.stringify({ stage: 'posting', event: { invoiceId, eventId: `evt-${invoiceId}`, status: 'paid' } });

/** Three letters of two invoices, two of them of one failure. */
function fail({ letters }: FakeServer): void {
  const away = {
    class: 'transient',
    code: 'STORE_AWAY',
    reason: 'The store did not answer.',
    receiveCount: '10',
  };
  const malformed = {
    class: 'permanent',
    code: 'FACT_MALFORMED',
    reason: 'The amount is no decimal.',
    nextStep: 'Ask the producer to send it again.',
    stack: 'BemsError: The amount is no decimal.\n    at parseFact',
  };
  letters.put(posting, bodyOf('INV-2026-00042'), malformed, 'INV-2026-00042');
  letters.put(posting, bodyOf('INV-2026-00043'), away, 'INV-2026-00043');
  letters.put(names().relayDeadLetters('ingestion'), bodyOf('INV-2026-00044'), away);
}

describe.skipIf(skipWithoutBrowser())('The page of dead letters', { timeout: 60_000 }, () => {
  const { cell, arrive } = consoleVisits();
  beforeEach(() => fail(cell()));
  const giveKey = async (page: Page, key = operatorKey) => {
    await page.getByLabel('Your name, for the audit trail').fill('Kim');
    await page.getByLabel('Operator key').fill(key);
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  const rows = (page: Page) => page.locator('tbody tr');

  describe('Given nobody who operates the cell yet', () => {
    it('a wrong key is refused, the right one is kept for the tab', async () => {
      const { page } = await arrive('#/dead-letters');
      await giveKey(page, 'wrong');
      await page.getByText('The cell does not take this key.').waitFor();
      await giveKey(page);
      await page.getByRole('button', { name: 'FACT_MALFORMED' }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'FACT_MALFORMED' }).waitFor();
    });

    it('a key that the cell no longer takes is forgotten, and asked for again', async () => {
      const { page } = await arrive('#/dead-letters');
      await page.evaluate(() =>
        sessionStorage.setItem('bems-operator', JSON.stringify({ key: 'old', name: 'Kim' })),
      );
      await page.reload();
      await page.getByRole('heading', { name: 'Who operates this cell?' }).waitFor();
      expect(await page.evaluate(() => sessionStorage.getItem('bems-operator'))).toBeNull();
    });
  });

  describe('Given its operator', () => {
    it('a letter is found by its code and shown beside its failure and invoice', async () => {
      const { page, errors } = await arrive('#/dead-letters');
      await giveKey(page);
      await expect.poll(() => rows(page).count()).toBe(3);
      await page.getByLabel('Code').selectOption('FACT_MALFORMED');
      await expect.poll(() => rows(page).count()).toBe(1);
      await page.getByRole('button', { name: 'FACT_MALFORMED' }).click();
      await page.getByRole('region', { name: 'Payload' }).getByText('evt-INV-2026-00042').waitFor();
      await page
        .getByRole('region', { name: 'Failure' })
        .getByText('The amount is no decimal.')
        .first()
        .waitFor();
      const history = page.getByRole('region', { name: 'The invoice so far' });
      await history.getByText('received').first().waitFor();
      expect(errors).toEqual([]);
    });

    it('an invoice shows what failed and who did what about it, and leads there', async () => {
      const { page, errors } = await arrive('#/dead-letters');
      await giveKey(page);
      await page.getByRole('button', { name: 'FACT_MALFORMED' }).waitFor();
      await page.evaluate(() => location.assign('#/invoices/INV-2026-00042'));
      const failures = page.getByRole('region', { name: 'Failures' });
      await failures.getByText('FACT_MALFORMED').waitFor();
      await failures.getByRole('link', { name: 'Dead letters' }).click();
      await expect.poll(() => rows(page).count()).toBe(1);
      expect(await page.getByLabel('Invoice', { exact: true }).inputValue()).toBe('INV-2026-00042');
      await page.getByRole('button', { name: 'Send all back' }).click();
      await page.getByRole('button', { name: 'Send back 1' }).click();
      await page.getByText('1 sent back.').waitFor();
      await page.goBack();
      await failures.getByText('redrive by Kim, messages: 1').waitFor();
      expect(await failures.getByText('FACT_MALFORMED').count()).toBe(0);
      expect(errors).toEqual([]);
    });

    it('what is sent back goes where it failed, after a question that says so', async () => {
      const { page } = await arrive('#/dead-letters');
      await giveKey(page);
      await page.getByLabel('Code').selectOption('STORE_AWAY');
      await expect.poll(() => rows(page).count()).toBe(2);
      await page.getByRole('button', { name: 'Send all back' }).click();
      const question = page.getByRole('dialog', { name: 'Send dead letters back?' });
      await question.getByText('2 letters would go back to where they failed').waitFor();
      await question.getByText('to the queue of its processor').waitFor();
      await question.getByRole('button', { name: 'Send back 2' }).click();
      await page.getByText('2 sent back.').waitFor();
      await page.getByText('No such dead letter.').waitFor();
      expect(cell().letters.bodies(names().queue('posting'))).toEqual([bodyOf('INV-2026-00043')]);
      expect(cell().letters.bodies(posting)).toEqual([bodyOf('INV-2026-00042')]);
    });

    it('a discard wants a reason, and with the keyboard alone it can be left', async () => {
      const { page } = await arrive('#/dead-letters');
      await giveKey(page);
      const letter = page.getByRole('button', { name: 'FACT_MALFORMED' });
      await letter.focus();
      await page.keyboard.press('Enter');
      const discard = page.getByRole('button', { name: 'Discard', exact: true });
      await discard.focus();
      await page.keyboard.press('Enter');
      const question = page.getByRole('dialog', { name: 'Discard dead letters?' });
      const confirm = question.getByRole('button', { name: 'Discard 1' });
      await confirm.waitFor();
      expect(await confirm.isDisabled()).toBe(true);
      await page.keyboard.press('Escape');
      await question.waitFor({ state: 'detached' });
      expect(await discard.evaluate((button) => button === document.activeElement)).toBe(true);
      expect(cell().letters.bodies(posting)).toHaveLength(2);

      await page.keyboard.press('Enter');
      await question.getByLabel('Why?').fill('A test invoice');
      await confirm.click();
      await page.getByText('1 discarded.').waitFor();
      expect(cell().letters.bodies(posting)).toEqual([bodyOf('INV-2026-00043')]);
    });

    for (const colorScheme of ['light', 'dark'] as const)
      it(`in ${colorScheme} it shuts nobody out and fits every size`, async () => {
        const { page } = await arrive('#/dead-letters', { colorScheme, reducedMotion: 'reduce' });
        await giveKey(page);
        await page.getByRole('button', { name: 'FACT_MALFORMED' }).click();
        await page
          .getByRole('region', { name: 'The invoice so far' })
          .getByText('received')
          .first()
          .waitFor();
        const rules = colorScheme === 'light' ? everyRule : contrastOnly;
        for (const width of sizesIn(colorScheme, [1280, 700, 360])) {
          await page.setViewportSize({ width, height: 800 });
          await expect
            .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
            .toBeLessThanOrEqual(0);
          expect(await violations(page, rules)).toEqual([]);
        }
        await page.getByRole('button', { name: 'Discard all' }).click();
        await page.getByRole('button', { name: 'Discard 3' }).waitFor();
        expect(await violations(page, rules)).toEqual([]);
      });
  });

  describe('Given the live page of a cell with dead letters', () => {
    it('both the header and the verdict lead to them', async () => {
      cell().tell({ deadLettered: 3 });
      const { page } = await arrive();
      await page.getByRole('link', { name: 'Which, and why' }).waitFor();
      await page.getByRole('link', { name: 'Dead letters 3' }).click();
      await page.getByRole('heading', { level: 1, name: 'Dead letters' }).waitFor();
    });
  });
});
