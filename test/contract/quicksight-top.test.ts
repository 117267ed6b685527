import { describe, expect, test } from 'vitest';
import { kpiOf } from '../../dashboards/kpis/registry.ts';
import { finance } from '../../dashboards/pages/finance.ts';
import { figureDataSets } from '../../dashboards/quicksight/data-sets.ts';
import { placeInCurrency } from '../../dashboards/quicksight/figures.ts';
import { lastingTables } from '../../functions/adapters/lake/figure-tables.ts';
import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import { demoMessages } from './demo-messages.ts';
import { figuresCell } from './kpi-oracle/cell.ts';
import { type Invoice, invoicesOf } from './kpi-oracle/invoice.ts';
import { recompute } from './kpi-oracle/recompute.ts';
import { startLake } from './lake.ts';
import { lakeReader } from './lake-reader.ts';

const today = '2026-02-11';
const panel = finance.sections
  .flatMap(({ panels }): readonly { readonly kind: string }[] => panels)
  .find((each): each is { kind: 'invoices'; kpi: string; limit: number } => each.kind === 'invoices');
if (!panel) throw new Error('The page of finance has no largest invoices');
const kpi = kpiOf(panel.kpi);

/** The place as Athena works it out, before rows are added up and after the filters. */
function placeSql(): string {
  const [, column, group] =
    /^rank\(\[\{([\w-]+)\} DESC\], \[\{(\w+)\}\], PRE_AGG\)$/.exec(placeInCurrency(kpi).expression) ?? [];
  return `rank() OVER (PARTITION BY "${group}" ORDER BY "${column}" DESC)`;
}

/** The largest of each currency, each worked out by itself. */
function largest(invoices: readonly Invoice[], limit: number): readonly string[] {
  const period = { from: `${today}T00:00:00.000Z`, to: `${today}T00:00:00.000Z` };
  const values = invoices.flatMap((invoice) =>
    recompute([invoice], { kpi: kpi.id, today, period }).flatMap(({ value }) =>
      value === null ? [] : [{ currency: invoice.currency, id: invoice.invoiceId, value: Number(value) }],
    ),
  );
  return values
    .filter(({ currency, value }) => {
      const larger = values.filter((other) => other.currency === currency && other.value > value);
      return larger.length < limit;
    })
    .map(({ currency, id, value }) => `${currency} ${id} ${value.toFixed(2)}`)
    .sort();
}

describe('Given a lake with hundreds of open invoices', () => {
  test('When the largest are asked for, Then they are those of each currency', {
    timeout: 60_000,
  }, async () => {
    const clock = { at: Date.UTC(2026, 7, 1), now: () => clock.at++ };
    const lake = await startLake({}, { clock });
    const cell = figuresCell(lake.timeSeries);
    const messages = demoMessages(1_500);
    await cell.take(messages);
    await lakeReader(lake, () => 0).rollups.bringUpToDate(clock.now(), 'usual');
    const invoices = invoicesOf(messages);
    const set = figureDataSets(
      lastingTables("TIMESTAMP '1970-01-01 00:00:00'", (table) => table),
      usualStageDeadlines,
      {
        ...{ today: `DATE '${today}'`, now: `TIMESTAMP '${today} 00:00:00'` },
      },
    ).find(({ name }) => name === 'invoices-now');
    const vendors = [...new Set(invoices.map(({ vendorId }) => vendorId))].slice(0, 12);
    for (const some of [undefined, vendors]) {
      const where = some ? ` WHERE "vendorId" IN (${some.map((id) => `'${id}'`).join(', ')})` : '';
      const rows = await lake.query(
        `SELECT "currency", "invoiceId", CAST(sum("${panel.kpi}") AS decimal(18, 2)) AS value FROM (SELECT x.*, ${placeSql()} AS place FROM (${set?.sql}) x${where}) y WHERE place <= ${panel.limit} GROUP BY 1, 2 HAVING sum("${panel.kpi}") IS NOT NULL`,
      );
      const shown = rows.map(({ currency, invoiceId, value }) => `${currency} ${invoiceId} ${value}`).sort();
      const own = some ? invoices.filter(({ vendorId }) => some.includes(vendorId)) : invoices;
      expect(shown).toEqual(largest(own, panel.limit));
      expect(shown.length).toBeGreaterThan(2 * panel.limit);
    }
    await lake.stop();
  });
});
