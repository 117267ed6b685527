import { describe, expect, it } from 'vitest';
import { names } from '../../functions/core/names.ts';
import { consoleVisits } from './console-visits.ts';
import { operatorKey } from './fake-server.ts';
import { skipWithoutBrowser } from './harness.ts';

const invoiceId = 'INV-2026-00042';
const body = JSON.stringify({ stage: 'posting', event: { invoiceId, eventId: 'evt-42', status: 'paid' } });

describe.skipIf(skipWithoutBrowser())('Given an alarm at 3 a.m.', { timeout: 30_000 }, () => {
  const { cell, arrive } = consoleVisits();

  it('When its link is followed, Then it leads to the invoice and the redrive', async () => {
    cell().letters.put(
      names().deadLetters('posting'),
      body,
      { class: 'transient', code: 'STORE_AWAY', reason: 'The store did not answer.', receiveCount: '10' },
      invoiceId,
    );
    cell().tell({ deadLettered: 1 });
    const { page, errors } = await arrive('#/alarms/invoice-dead-letters-posting');
    const alarm = page.getByRole('region', { name: 'invoice-dead-letters-posting' });
    for (const text of ['Rings for', 'An event could not be processed.', 'How to look', 'What to do'])
      await alarm.getByText(text).first().waitFor();

    await page.getByRole('link', { name: 'Dead letters 1' }).click();
    await page.getByLabel('Your name, for the audit trail').fill('Kim');
    await page.getByLabel('Operator key').fill(operatorKey);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'STORE_AWAY' }).click();
    await page.getByText('The store did not answer.').waitFor();
    await page.getByRole('link', { name: invoiceId }).click();
    await page.getByRole('heading', { level: 1, name: invoiceId }).waitFor();
    await page.goBack();

    await page.getByRole('button', { name: 'STORE_AWAY' }).click();
    await page.getByRole('button', { name: 'Send back', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Send dead letters back?' });
    await question.getByRole('button', { name: 'Send back 1' }).click();
    await page.getByText('1 sent back.').waitFor();
    expect(cell().letters.bodies(names().queue('posting'))).toEqual([body]);
    expect(cell().letters.bodies(names().deadLetters('posting'))).toEqual([]);
    expect(errors).toEqual([]);
  });
});
