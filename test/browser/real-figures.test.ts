import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvoicesReading, KpiReading } from '../../dashboards/kpi-reader.ts';
import { formatAmount, formatValue } from '../../dashboards/web/format/values.ts';
import type { InvoiceEvent } from '../../functions/core/invoice/event.ts';
import type { Stage, Status } from '../../schemas/stages.ts';
import { CellClient } from '../cell/cell-client.ts';
import { type CellHome, cellHome, type RunningCell } from '../cell/cell-process.ts';
import { eventOf, type StagedEvent } from '../cell/sample-events.ts';
import { leadTo, savedBy, skipWithoutBrowser, type Visit, visit } from './harness.ts';

const dayMs = 86_400_000;
const now = Date.now();

function at(daysAgo: number): string {
  return new Date(now - daysAgo * dayMs).toISOString();
}

function day(daysAgo: number): string {
  return at(daysAgo).slice(0, 10);
}

/** An event so many days ago of an invoice that is due 30 days after its date. */
function event(
  [stage, status]: readonly [Stage, Status],
  invoiceId: string,
  daysAgo: number,
  invoice: Partial<InvoiceEvent>,
): StagedEvent {
  return eventOf(stage, status, invoiceId, {
    occurredAt: at(daysAgo),
    paymentTerms: { code: 'NET30' },
    ...invoice,
  });
}

const received = ['ingestion', 'received'] as const;
const late = { invoiceDate: day(60) };
const path = [
  [received, 10],
  [['reconciliation', 'matching'], 9.9],
  [['authorization', 'pending'], 3],
  [['authorization', 'approved'], 2.9],
  [['posting', 'scheduled'], 2.8],
  [['posting', 'paid'], 2.7],
] as const satisfies readonly (readonly [readonly [Stage, Status], number])[];

/** What the cell is told: overdue and open amounts, and one invoice that is paid. */
const told: readonly StagedEvent[] = [
  // So the cell has data of every period before.
  event(['authorization', 'denied'], 'INV-OLD', 300, { amount: '1.00' }),
  event(received, 'INV-LATE-1', 5, { ...late, amount: '100.10' }),
  event(received, 'INV-LATE-2', 5, { ...late, amount: '250.00' }),
  event(received, 'INV-LATE-3', 40, { ...late, amount: '49.90' }),
  event(received, 'INV-SOON', 5, { invoiceDate: day(5), amount: '1000.00' }),
  event(received, 'INV-USD', 5, { ...late, amount: '70.00', currency: 'USD' }),
  event(received, 'INV-JPY', 5, { ...late, amount: '5000', currency: 'JPY' }),
  ...path.map(([step, daysAgo]) =>
    event(step, 'INV-PAID', daysAgo, {
      ...{ invoiceDate: day(20), amount: '30.00' },
      source: step[1] === 'approved' ? { actor: 'human', system: 'ap-desk' } : { actor: 'system' },
    }),
  ),
];

const rates = {
  ...{ base: 'EUR', asOf: '2026-11-20', source: 'ECB reference rates' },
  perUnit: { USD: '1.25', JPY: '160' },
};

describe.skipIf(skipWithoutBrowser())('Given a cell with invoices', { timeout: 60_000 }, () => {
  let home: CellHome;
  let cell: RunningCell;
  let visited: Visit;

  beforeAll(async () => {
    home = cellHome();
    const figures = join(home.folder, 'figures.json');
    await writeFile(figures, JSON.stringify({ rates }));
    cell = await home.startReady(['--figures', figures]);
    const client = new CellClient(cell);
    for (const each of told) expect((await client.post(each)).status).toBe(202);
    await client.settled(told.length);
    visited = await visit(cell.console);
  }, 120_000);
  afterAll(async () => {
    await visited?.close();
    await home?.remove();
  });

  /** All tests follow each other on one page. */
  async function arrive(hash: string) {
    return { page: visited.page, errors: await leadTo(visited.page, hash) };
  }

  async function ask<T>(resource: string): Promise<T> {
    const response = await fetch(`${cell.console}api/${resource}`);
    expect(response.status).toBe(200);
    return response.json();
  }

  const tile = (page: Page, title: string) => page.locator('.figure', { hasText: title }).locator('dd a');

  it('When AP asks what is overdue in EUR, Then it finds the invoices', async () => {
    const { page, errors } = await arrive('#/finance');
    await page.getByRole('row', { name: /^USD/ }).first().waitFor();
    await page.getByRole('combobox', { name: 'Currency' }).selectOption('EUR');
    await expect.poll(() => tile(page, 'Overdue').innerText()).toBe('400.00');

    await tile(page, 'Overdue').click();
    await page.getByRole('heading', { name: '3 invoices' }).waitFor();
    expect(await page.locator('.totals dd').innerText()).toBe('400.00');
    const { invoices } = await ask<InvoicesReading>('kpis/overdue-amount/invoices?currency=EUR');
    const rows = page.locator('.data-table tbody tr');
    const ids = await rows.locator('th').allInnerTexts();
    expect(ids).toEqual(invoices.map(({ invoiceId }) => invoiceId));

    await page.getByRole('link', { name: 'INV-LATE-2' }).click();
    await page.getByRole('heading', { level: 1, name: 'INV-LATE-2' }).waitFor();
    const breadcrumb = page.getByRole('navigation', { name: 'Breadcrumb' });
    await breadcrumb.getByRole('link', { name: 'Invoices' }).click();
    await page.getByRole('heading', { name: '3 invoices' }).waitFor();
    await breadcrumb.getByRole('link', { name: 'Finance' }).click();
    expect(await page.getByRole('combobox', { name: 'Currency' }).inputValue()).toBe('EUR');
    expect(errors).toEqual([]);
  });

  it('When the CFO wants one currency, Then all is added up and leads to its invoices', async () => {
    const { page, errors } = await arrive('#/finance');
    await page.getByRole('combobox', { name: 'Amounts in' }).selectOption('EUR');
    // 400.00 EUR + 70.00 USD ÷ 1.25 + 5000 JPY ÷ 160
    await expect.poll(() => tile(page, 'Overdue').innerText()).toBe('487.25');
    const { bytes } = await savedBy(page, page.getByRole('button', { name: 'Payables as a CSV file' }));
    expect(bytes.toString()).toMatch(/^overdue-amount,as of now,EUR,money,487\.25,/m);
    await tile(page, 'Overdue').click();
    await page.getByRole('heading', { name: '5 invoices' }).waitFor();
    await expect.poll(() => page.locator('.totals dd').allInnerTexts()).toEqual(['487.25']);
    await page
      .getByRole('cell', { name: /^USD\s70\.00/ })
      .first()
      .waitFor();
    expect(errors).toEqual([]);
  });

  it('When the CFO compares, Then figures and the period before are right', async () => {
    const { page, errors } = await arrive('#/executive?currency=EUR');
    const figure = page.locator('.figure', { hasText: 'Received value' });
    await expect.poll(() => figure.locator('.change').innerText()).toContain('from 49.90');
    expect(await figure.locator('a').innerText()).toBe('1,380.10');
    expect(await page.locator('.figure', { hasText: 'Paid value' }).locator('.change').innerText()).toBe(
      'new',
    );
    const [dpo] = (await ask<KpiReading>('kpis/days-payable-outstanding?currency=EUR')).rows;
    expect(await tile(page, 'DPO').innerText()).toBe(formatValue(dpo?.value ?? null, 'days', 'EUR'));
    expect(errors).toEqual([]);
  });

  it('When the CFO takes figures to the board, Then the files say the same', async () => {
    const { page, errors } = await arrive('#/executive?currency=EUR');
    await expect.poll(() => tile(page, 'Received value').innerText()).toBe('1,380.10');
    const { bytes } = await savedBy(page, page.getByRole('button', { name: 'Value as a CSV file' }));
    const line = bytes
      .toString()
      .split('\n')
      .find((each) => each.startsWith('received-amount,'));
    expect(line).toMatch(/^received-amount,in the period,EUR,money,1380\.1,49\.9,currency=EUR,/);
    const picture = await savedBy(page, page.getByRole('button', { name: 'Picture (PNG)' }));
    expect(picture.name).toMatch(/^executive-.*\.png$/);
    await page.emulateMedia({ media: 'print' });
    // Until all figures have been read once the head says so.
    for (const text of ['As of', 'Currency EUR', 'Cell local', 'Europe/Berlin'])
      await expect.poll(() => page.locator('.view-line').innerText(), { timeout: 20_000 }).toContain(text);
    expect(errors).toEqual([]);
  });

  it('When AP closes the month, Then what to accrue is listed and adds up', async () => {
    const { page, errors } = await arrive('#/finance?currency=EUR');
    await expect.poll(() => tile(page, 'Received, not approved').innerText()).toBe('1,400.00');
    await page
      .getByRole('region', { name: 'Cash flow by week' })
      .getByRole('button', { name: 'Table' })
      .click();
    // What is overdue is to be paid now.
    const weeks = page.getByRole('table', { name: 'Cash flow by week EUR' }).locator('tbody tr');
    expect(await weeks.first().getByRole('cell').first().innerText()).toBe('400.00');

    await tile(page, 'Received, not approved').click();
    await page.getByRole('heading', { name: '4 invoices' }).waitFor();
    const button = page.getByRole('button', { name: /as a CSV file$/ });
    const [header = '', ...lines] = (await savedBy(page, button)).bytes.toString().split('\n');
    const place = header.split(',').indexOf('openAmount');
    const cents = lines.map((line) => Math.round(Number(line.split(',')[place]) * 100));
    expect(cents.reduce((sum, each) => sum + each, 0)).toBe(140_000);
    expect(errors).toEqual([]);
  });

  it('When an auditor takes one invoice, Then every event and actor is proven', async () => {
    const { page, errors } = await arrive('');
    await page.getByRole('combobox', { name: 'Find an invoice or a vendor' }).fill('INV-PAID');
    await page.keyboard.press('Enter');
    const shown = page.locator('.timeline-event');
    await shown.nth(path.length - 1).waitFor();
    expect(await shown.count()).toBe(path.length);
    expect(await shown.filter({ hasText: 'approved' }).innerText()).toContain('a person, in ap-desk');
    const digests = await shown
      .locator('code[title]')
      .evaluateAll((codes) => codes.map((code) => code.getAttribute('title')));

    const file = join(home.folder, 'inv-paid.json');
    expect(await home.bems('invoice', 'INV-PAID', '--export', file)).toMatchObject({ exitCode: 0 });
    const text = await readFile(file, 'utf8');
    for (const digest of digests) expect(text).toContain(digest);
    const verdict = await home.bems('verify', file);
    expect(verdict).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Unaltered and complete') });
    await writeFile(file, text.replace('"30.00"', '"13.00"'));
    expect(await home.bems('verify', file)).toMatchObject({ exitCode: 1 });
    expect(errors).toEqual([]);
  });

  it('When an engineer looks for the bottleneck, Then it is named', async () => {
    const { page, errors } = await arrive('#/operations');
    await page.getByText('Bottleneck: Reconciliation.').waitFor();
    await page.getByText('The bottleneck is the stage with the largest share').waitFor();
    // None is in it any more. Until that is counted, in the first minute, some may be.
    await page.getByText(/none is past the deadline of the stage|has not been counted yet/).waitFor();
    await page.goto(`${cell.console}#/stuck?stage=reconciliation`);
    await page.getByRole('heading', { name: 'Stuck invoices' }).waitFor();
    await page.getByText(/^0 in Reconciliation, [\d,]+ in all stages/).waitFor();
    expect(errors).toEqual([]);
  });

  it('When figures are shown, Then they are those of the API', async () => {
    const { page } = await arrive('#/finance');
    const table = page.getByRole('table', { name: 'Payables by currency' });
    await table.waitFor();
    for (const [place, kpi] of ['open-amount', 'overdue-amount', 'late-payment-cost'].entries()) {
      const { rows } = await ask<KpiReading>(`kpis/${kpi}?zone=Europe/Berlin`);
      expect(rows.length).toBe(3);
      for (const { group, value } of rows) {
        const cells = table.getByRole('row', { name: new RegExp(`^${group.currency}`) }).getByRole('cell');
        expect(await cells.nth(place).locator('a').innerText()).toBe(
          formatAmount(value ?? '', group.currency ?? ''),
        );
      }
    }
  });

  it('When an event arrives, Then the open page shows it within seconds', async () => {
    const { page } = await arrive('#/finance?currency=CHF');
    const client = new CellClient(cell);
    await page.getByRole('heading', { name: 'Payables' }).waitFor();
    await client.post(event(received, 'INV-CHF', 1, { ...late, amount: '12.30', currency: 'CHF' }));
    await client.settled(told.length + 1);
    await expect.poll(() => tile(page, 'Overdue').innerText(), { timeout: 10_000 }).toBe('12.30');
  });
});
