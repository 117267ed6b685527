import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { dimensionsOf, kpiDimensions } from '../../../dashboards/kpis/kpi.ts';
import { kpis } from '../../../dashboards/kpis/registry.ts';
import { eventsQueryFrom, invoicesQueryFrom, kpiQueryFrom } from '../../../dashboards/query-parameters.ts';

const zones = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati'];
const now = Date.parse('2026-03-09T08:00:30.000Z');
const anyKpi = fc.constantFrom(...kpis);

describe('Given an address that asks for a figure', () => {
  test('When it names a time zone, Then today is the day that it is there', () => {
    const anyInstant = fc.date({
      min: new Date('1971-01-01'),
      max: new Date('2199-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(anyInstant, fc.constantFrom(...zones), (instant, zone) => {
        const { today } = kpiQueryFrom('aging', new URLSearchParams({ zone }), instant.getTime());
        expect(today).toBe(DateTime.fromJSDate(instant, { zone }).toFormat('yyyy-MM-dd'));
      }),
    );
  });

  test('When its KPI lacks a dimension, Then it is refused, as a filter and as a split', () => {
    fc.assert(
      fc.property(anyKpi, fc.constantFrom(...kpiDimensions, 'invoiceId'), ({ id, subject }, name) => {
        const own: readonly string[] = dimensionsOf[subject];
        for (const [key, value] of [
          [name, 'x'],
          ['groupBy', name],
        ] as const) {
          const ask = () =>
            kpiQueryFrom(
              id,
              new URLSearchParams([
                ['last', '1d'],
                [key, value],
              ]),
              now,
            );
          if (!own.includes(name))
            expect(ask).toThrow(expect.objectContaining({ code: 'UNKNOWN_DIMENSION' }));
          else if (key === 'groupBy') expect(ask().groupBy).toEqual([name]);
        }
      }),
    );
  });

  test('When its KPI is as of now, Then it is refused steps over time', () => {
    for (const { id, clock } of kpis) {
      const ask = () => kpiQueryFrom(id, new URLSearchParams('last=30d&bucket=day'), now);
      if (clock === null) expect(ask).toThrow(expect.objectContaining({ code: 'NO_STEPS' }));
      else expect(ask()).toMatchObject({ kpi: id, bucket: 'day' });
    }
  });

  test('When its KPI is about something else, Then the list behind it is refused', () => {
    for (const { id, subject } of kpis) {
      const invoices = () => invoicesQueryFrom(id, new URLSearchParams('last=30d'), now);
      const events = () => eventsQueryFrom(new URLSearchParams({ kpi: id }), now);
      const [right, wrong] = subject === 'invoices' ? [invoices, events] : [events, invoices];
      expect(right()).toMatchObject({ kpi: id });
      expect(wrong).toThrow(
        expect.objectContaining({ code: subject === 'invoices' ? 'NOT_ABOUT_EVENTS' : 'NOT_ABOUT_INVOICES' }),
      );
    }
  });
});
