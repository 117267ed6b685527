import Big from 'big.js';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KpiQuery } from '../../dashboards/kpi-reader.ts';
import { type DuckDbTimeSeries, openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { sized } from '../long-run.ts';
import { anyDrawn, type Drawn, openThen, snapshotOf } from './drawn-invoices.ts';
import { anyRecordOf } from './snapshots.suite.ts';

const dayMs = 86_400_000;
/** The day before drawn invoices come. */
const firstDay = Date.parse('2026-03-01T00:00:00Z');
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Due within months before and after they come, if at all. */
const anyDue = fc.option(
  fc.integer({ min: -100, max: 40 }).map((days) => dayOf(firstDay + days * dayMs)),
  {
    nil: undefined,
    freq: 8,
  },
);
const anyInvoices = fc.array(
  fc.record({
    drawn: anyDrawn,
    dueDate: anyDue,
    documentType: fc.constantFrom('invoice', 'invoice', 'credit-note'),
  }),
  { minLength: 30, maxLength: 30 },
);
/** On most of them something has just come to another age. */
const anyDays = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 20, maxLength: 20 });

let timeSeries: DuckDbTimeSeries;
beforeEach(async () => {
  timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
});
afterEach(() => timeSeries.close());

async function agingAt(day: number, more: Partial<KpiQuery> = {}) {
  const at = new Date(firstDay + (day + 1) * dayMs).toISOString();
  const query: KpiQuery = {
    ...{ kpi: 'aging', period: { from: '2026-01-01T00:00:00Z', to: at } },
    ...{ at, today: dayOf(firstDay + day * dayMs), ...more },
  };
  return (await timeSeries.read(query)).rows;
}

describe('Given invoices with and without due dates, and credit notes', () => {
  test('When aging is read as of any day, Then it is what was open by age', async () => {
    await fc.assert(
      fc.asyncProperty(anyInvoices, anyDays, async (several, days) => {
        await timeSeries.close();
        timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
        const invoices = several.map(
          ({ drawn, ...others }, invoice): Drawn => ({ ...drawn, ...others, invoice }),
        );
        const snapshots = invoices.map(snapshotOf);
        await timeSeries.write(
          snapshots.map(({ invoiceId }) => anyRecordOf(invoiceId)),
          snapshots,
        );
        for (const day of [0, 1, ...days]) {
          const rows = agedThen(invoices, day);
          const sorted = (await agingAt(day)).map(({ group, value }) => [group.currency, group.aging, value]);
          expect({ day, rows: sorted.toSorted() }).toEqual({ day, rows });
          const credits = await agingAt(day, { filters: { documentType: ['credit-note'] } });
          expect(credits.map(({ group }) => group.aging)).toEqual(credits.map(() => 'credits'));
          // Of an age, of a vendor and of another today the invoices themselves are read.
          expect(await agingAt(day, { filters: { vendorId: ['V-1'] } })).toEqual(await agingAt(day));
          const due = await agingAt(day, { filters: { aging: ['not due', '> 90'] } });
          expect(due.map(({ group, value }) => [group.currency, group.aging, value]).toSorted()).toEqual(
            rows.filter(([, age]) => age === 'not due' || age === '> 90'),
          );
        }
      }),
      { numRuns: sized(2, 8) },
    );
  }, 120_000);

  test('When what is overdue is read as of now, Then what is due later is not', async () => {
    const drawn = { version: 1, currency: 'EUR', state: 'open', payments: [] } as const;
    const snapshots = ['2026-03-04', '2026-03-05', '2026-03-06'].map((dueDate, invoice) =>
      snapshotOf({ ...drawn, invoice, amount: 10 ** invoice, beganAt: firstDay, endedAt: firstDay, dueDate }),
    );
    await timeSeries.write(
      snapshots.map(({ invoiceId }) => anyRecordOf(invoiceId)),
      snapshots,
    );
    const period = { from: '2026-03-01T00:00:00Z', to: '2026-03-06T00:00:00Z' };
    const { rows } = await timeSeries.read({ kpi: 'overdue-amount', period, today: '2026-03-05' });
    expect(rows).toMatchObject([{ value: '1' }]);
  });

  test('When today is another day than that, Then ages are those of today', async () => {
    const drawn = { invoice: 1, version: 1, currency: 'EUR', state: 'open', amount: 5 } as const;
    const came = { beganAt: firstDay, endedAt: firstDay, payments: [] };
    const snapshot = snapshotOf({ ...drawn, ...came, dueDate: '2026-03-05' });
    await timeSeries.write([anyRecordOf(snapshot.invoiceId)], [snapshot]);
    const ages = async (more: Partial<KpiQuery>) => (await agingAt(4, more)).map(({ group }) => group.aging);
    expect(await ages({})).toEqual(['not due']);
    expect(await ages({ today: '2026-03-06' })).toEqual(['1–30']);
  });
});

/** Currency, age and what was open of it at the end of a day, sorted. */
function agedThen(invoices: readonly Drawn[], day: number) {
  const end = firstDay + (day + 1) * dayMs;
  const open = invoices.flatMap((invoice) => {
    const amount = openThen(invoice, end);
    return amount === undefined
      ? []
      : [{ key: `${invoice.currency} ${ageOf(invoice, end - dayMs)}`, amount }];
  });
  return [...new Set(open.map(({ key }) => key))]
    .map((key) => {
      const [currency = '', ...age] = key.split(' ');
      const amounts = open.filter((each) => each.key === key).map(({ amount }) => amount);
      return [currency, age.join(' '), amounts.reduce((sum, each) => sum.plus(each), new Big(0)).toFixed()];
    })
    .toSorted();
}

function ageOf({ documentType, dueDate }: Drawn, today: number): string {
  if (documentType === 'credit-note') return 'credits';
  if (dueDate === undefined) return 'no due date';
  const days = (today - Date.parse(dueDate)) / dayMs;
  if (days <= 0) return 'not due';
  if (days <= 30) return '1–30';
  if (days <= 60) return '31–60';
  return days <= 90 ? '61–90' : '> 90';
}
