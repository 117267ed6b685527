import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { livePage } from '../../../dashboards/pages/live.ts';
import { stageColumns } from '../../../dashboards/stage-columns.ts';
import { describeChart } from '../../../dashboards/web/components/chart-options.ts';
import { invoiceHref, parseRoute } from '../../../dashboards/web/data/route.ts';
import { formatDuration } from '../../../dashboards/web/format/durations.ts';
import { scalePosition } from '../../../dashboards/web/format/log-scale.ts';
import { formatMoney } from '../../../dashboards/web/format/money.ts';
import { daysUntil, utcOf } from '../../../dashboards/web/format/times.ts';
import { flowOf } from '../../../dashboards/web/path/flow.ts';
import { trafficOf, usualStory } from '../../browser/fake-cell.ts';

describe('What the console writes', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [1_250, '1.2 s'],
    [59_999, '59 s'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [273_600_000, '3 d 4 h'],
  ])('Given %d ms, When it is written, Then it reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('Given any decimal amount, When it is written, Then every digit of it is there, with its currency', () => {
    const amount = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.stringMatching(/^[0-9]{0,6}$/))
      .map(([whole, part]) => (part === '' ? `${whole}` : `${whole}.${part}`));
    fc.assert(
      fc.property(amount, fc.constantFrom('EUR', 'JPY', 'KWD', 'USD'), (text, currency) => {
        const written = formatMoney(text, currency);
        expect(written).toContain(currency);
        expect(written.replaceAll(/\D/g, '').startsWith(text.replace('.', ''))).toBe(true);
      }),
    );
  });

  it('Given an amount or currency of no known form, When it is written, Then it is shown as it came', () => {
    expect(formatMoney('1e3', 'EUR')).toBe('1e3 EUR');
    expect(formatMoney('5.00', '€')).toBe('5.00 €');
  });

  it('Given instants with offsets and leap seconds, When they are written in UTC, Then they are converted', () => {
    expect(utcOf('2026-03-31T11:00:00+02:00')).toBe('2026-03-31 09:00:00.000 UTC');
    expect(utcOf('2016-12-31T23:59:60Z')).toBe('2017-01-01 00:00:00.000 UTC');
    expect(utcOf('yesterday')).toBe('yesterday');
  });

  it('Given a due date, When its distance is asked on a local day, Then whole days are counted', () => {
    expect(daysUntil('2026-04-10', new Date(2026, 2, 31, 23, 59))).toBe(10);
    expect(daysUntil('2026-03-30', new Date(2026, 2, 31, 0, 1))).toBe(-1);
  });

  it('Given any two times, When they are placed on the freshness scale, Then the longer never stands before the shorter', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        const [left, right] = [scalePosition(Math.min(a, b)), scalePosition(Math.max(a, b))];
        expect(left).toBeLessThanOrEqual(right);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('Given rates, When lines are drawn, Then nothing moves that is unknown or still', () => {
    expect([null, 0, 0.2, 50, 900].map(flowOf)).toEqual(['still', 'still', 'slow', 'steady', 'fast']);
  });

  it('a chart is described by its total and its peak', () => {
    const [panel] = livePage.charts;
    const described = describeChart(panel, stageColumns(trafficOf(usualStory)));
    expect(described).toMatch(
      /^Stacked columns, one per minute and one colour per stage\. Traffic: [\d,]+ in /,
    );
    expect(described).toMatch(/in the last 60 minutes; most in the minute of \d\d:\d\d.*: [\d,]+\.$/);
    expect(describeChart(panel, [])).toBe('Traffic: nothing in the last 0 minutes.');
  });
});

describe('Addresses of the console', () => {
  it('Given any invoice id, When it is linked to, Then the link leads back to it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 128, unit: 'grapheme' }), (invoiceId) => {
        expect(parseRoute(invoiceHref(invoiceId))).toEqual({ page: 'invoice', invoiceId });
      }),
    );
  });

  it('Given any address, When it is read, Then it leads somewhere and never fails', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(['live', 'invoice', 'unknown']).toContain(parseRoute(hash).page);
      }),
    );
    expect(parseRoute('')).toEqual({ page: 'live' });
    expect(parseRoute('#/invoices/%E0%A4%A')).toEqual({ page: 'unknown' });
  });
});
