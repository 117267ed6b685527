import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { dimensionsOf, kpiDimensions, stocksOf } from '../../../dashboards/kpis/kpi.ts';
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

  test('When it names a time, Then today is the day then, which may be over just then', () => {
    const today = (at: string) =>
      kpiQueryFrom('aging', new URLSearchParams({ at, zone: 'Pacific/Kiritimati' }), now).today;
    expect(today('2026-02-01T00:00:00Z')).toBe('2026-01-31');
    expect(today('2026-02-01T00:00:00.001Z')).toBe('2026-02-01');
    expect(today('2026-02-01T09:00:00Z')).toBe('2026-02-01');
    const invoices = invoicesQueryFrom('aging', new URLSearchParams({ at: '2026-02-01T00:00:00Z' }), now);
    expect(invoices.today).toBe('2026-01-31');
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
    for (const kpi of kpis) {
      const { id, clock } = kpi;
      const ask = () => kpiQueryFrom(id, new URLSearchParams('last=30d&bucket=day'), now);
      if (clock === null && !stocksOf(kpi))
        expect(ask).toThrow(expect.objectContaining({ code: 'NO_STEPS' }));
      else expect(ask()).toMatchObject({ kpi: id, bucket: 'day' });
    }
  });

  test('When it asks for a past, Then only a stock has one', () => {
    const at = '2026-01-31T23:00:00.000Z';
    for (const kpi of kpis) {
      const parameters = new URLSearchParams({ at, ...(kpi.clock && { last: '30d' }) });
      const ask = () => kpiQueryFrom(kpi.id, parameters, now);
      if (stocksOf(kpi)) expect(ask()).toMatchObject({ kpi: kpi.id, at });
      else expect(ask).toThrow(expect.objectContaining({ code: 'NO_PAST' }));
    }
    const both = new URLSearchParams({ at, last: '30d', bucket: 'day' });
    expect(() => kpiQueryFrom('open-amount', both, now)).toThrow('There are steps and a time.');
    expect(() => kpiQueryFrom('open-amount', new URLSearchParams('at=noon'), now)).toThrow('at is "noon".');
  });

  test('When something is assumed, Then by the figures that rest on it, and in percent', () => {
    const ask = (kpi: string, rate: string) => () =>
      kpiQueryFrom(kpi, new URLSearchParams(`latePaymentRate=${rate}`), now);
    for (const rate of ['0', '9.5', '8.25', '100']) {
      expect(ask('late-payment-cost', rate)()).toMatchObject({ assumed: { latePaymentRate: rate } });
      expect(ask('open-amount', rate)).toThrow('open-amount assumes no latePaymentRate.');
    }
    const usual = { latePaymentRate: '9.5' };
    const none = new URLSearchParams();
    expect(kpiQueryFrom('late-payment-cost', none, now, usual)).toMatchObject({ assumed: usual });
    expect(invoicesQueryFrom('late-payment-cost', none, now, usual)).toMatchObject({ assumed: usual });
    expect(kpiQueryFrom('open-amount', none, now, usual)).not.toHaveProperty('assumed');
    const other = new URLSearchParams('latePaymentRate=3');
    expect(kpiQueryFrom('late-payment-cost', other, now, usual).assumed).toEqual({ latePaymentRate: '3' });
    for (const rate of ['', '-1', '100.01', '8.125', '1e1', 'much'])
      expect(ask('late-payment-cost', rate)).toThrow(`latePaymentRate is "${rate}".`);
  });

  test('When a stock is asked for in steps, Then they end with the present hour', () => {
    const { period } = kpiQueryFrom('open-amount', new URLSearchParams('last=30d&bucket=day'), now);
    expect(period).toEqual({ from: '2026-02-08T00:00:00.000Z', to: '2026-03-09T09:00:00.000Z' });
    const minutes = kpiQueryFrom('open-amount', new URLSearchParams('last=30m&bucket=minute'), now);
    expect(minutes.period.to).toBe('2026-03-09T08:01:00.000Z');
    const ahead = kpiQueryFrom(
      'open-amount',
      new URLSearchParams('from=2026-04-01T00:00:00Z&to=2026-05-01T00:00:00Z&bucket=week'),
      now,
    );
    expect(ahead.period.to).toBe(ahead.period.from);
    const flow = kpiQueryFrom('received-amount', new URLSearchParams('last=30d&bucket=day'), now);
    expect(flow.period.to).toBe('2026-03-10T00:00:00.000Z');
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
