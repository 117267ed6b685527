import { describe, expect, test } from 'vitest';
import type { Looker } from '../../../dashboards/asks.ts';
import type { Coverage } from '../../../dashboards/coverage.ts';
import { kpiOf } from '../../../dashboards/kpis/registry.ts';
import { figureCells } from '../../../dashboards/web/figures/panel-csv.ts';

const now = Date.parse('2026-03-10T12:00:00.000Z');
const looker: Looker = { now, zone: 'UTC', view: { period: { days: 30 }, compare: true, filters: {} } };
const since = (firstDay: string): Coverage => ({ isKnown: true, firstDay });
const row = (value: string) => ({ group: { currency: 'EUR' }, value });

describe('Given figures that a file takes along', () => {
  test.each([
    ['a sum had no rows before', 'overdue-amount', null, '0'],
    ['a share had no rows before', 'on-time-rate', null, ''],
    ['it was something before', 'overdue-amount', '12.50', '12.50'],
    ['it is not compared', 'overdue-amount', undefined, undefined],
  ])('When %s, Then the file says as much', (_, kpi, before, expected) => {
    const cells = figureCells(
      kpiOf(kpi),
      { row: row('1'), before },
      { looker, coverage: since('2020-01-01') },
    );
    expect(cells.before).toBe(expected);
  });

  test.each([
    ['2025-12-12', undefined, '89 of 90'],
    ['2025-12-11', undefined, undefined],
    ['2026-03-04', '2026-03-02T00:00:00.000Z', '5 of 90'],
    ['2026-02-27', '2026-03-02T00:00:00.000Z', '10 of 90'],
    ['2026-03-04', '2026-03-09T00:00:00.000Z', '7 of 90'],
  ])('When data began on %s, Then DPO of a step from %s says %s', (first, at, expected) => {
    const figure = { row: { ...row('1'), ...(at && { at }) }, before: undefined };
    const kpi = kpiOf('days-payable-outstanding');
    const cells = figureCells(
      kpi,
      figure,
      { looker, coverage: since(first) },
      at === undefined ? undefined : 'week',
    );
    expect(cells.daysWithData).toBe(expected);
  });
});
