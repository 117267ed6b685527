import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { livePage } from '../../../dashboards/pages/live.ts';
import { stageColumns } from '../../../dashboards/stage-columns.ts';
import { chartOptions, describeChart } from '../../../dashboards/web/components/chart-options.ts';
import { anomalyHref, backOf, invoiceHref, parseRoute } from '../../../dashboards/web/data/route.ts';
import { formatDuration } from '../../../dashboards/web/format/durations.ts';
import { scalePosition } from '../../../dashboards/web/format/log-scale.ts';
import { formatMoney } from '../../../dashboards/web/format/money.ts';
import { formatEnd } from '../../../dashboards/web/format/periods.ts';
import { statusWords } from '../../../dashboards/web/format/status.ts';
import { daysUntil, utcOf } from '../../../dashboards/web/format/times.ts';
import { flowOf } from '../../../dashboards/web/path/flow.ts';
import { trafficOf, usualStory } from '../../browser/fake-cell.ts';

describe('The console', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [1_250, '1.2 s'],
    [59_999, '59 s'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [273_600_000, '3 d 4 h'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    ['2026-10-01T00:00:00.000Z', 'Europe/Berlin', /^the end of .*30.*UTC/],
    ['2026-09-30T22:00:00.000Z', 'Europe/Berlin', /^the end of .*30.*Europe.Berlin/],
    ['2026-10-25T23:00:00.000Z', 'Europe/Berlin', /^the end of .*25.*Europe.Berlin/],
    ['2026-10-01T09:00:00.000Z', 'Europe/Berlin', /1.*11.00.*, Europe.Berlin$/],
    ['2026-10-01T09:00:00.000Z', 'UTC', /1.*9.00.*, UTC$/],
  ])('says an end at %s to who is in %s', (end, zone, text) => {
    expect(formatEnd(end, zone)).toMatch(text);
  });

  it.each(['bar', 'line'] as const)('draws an estimate of 0 as nothing in a chart of kind %s', (kind) => {
    const style = { font: '', text: '', line: '', surface: '', colorOf: (name: string) => name };
    const series = [{ title: 'Expected', color: '--c', isEstimate: true, values: [0, 5, null] }];
    const options = chartOptions({ labels: ['a', 'b', 'c'], series }, style, {
      ...{ kind, format: String, short: String },
    });
    const stub = kind === 'bar' ? { value: 0, itemStyle: { borderWidth: 0 } } : 0;
    expect(options.series).toMatchObject([{ data: [stub, 5, null] }]);
  });

  it('shows an amount or currency of unknown form as it came', () => {
    expect(formatMoney('1e3', 'EUR')).toBe('1e3 EUR');
    expect(formatMoney('5.00', '€')).toBe('5.00 €');
  });

  it.each([
    ['paid', '100.00', '0', 'paid'],
    ['paid', '100.00', '0.00', 'paid'],
    ['paid', '100.00', '0.01', 'partly paid'],
    ['paid', '-100.00', '-40.00', 'partly paid'],
    ['paid', '100.00', '100', 'paid, all of it open'],
    ['posted', '100.00', '60.00', 'posted'],
  ])('says of the status %s of %s, with %s open: %s', (status, amount, openAmount, words) => {
    expect(statusWords({ stage: 'posting', status, amount, openAmount })).toBe(words);
  });

  it('converts instants with offsets and leap seconds to UTC', () => {
    expect(utcOf('2026-03-31T11:00:00+02:00')).toBe('2026-03-31 09:00:00.000 UTC');
    expect(utcOf('2016-12-31T23:59:60Z')).toBe('2017-01-01 00:00:00.000 UTC');
    expect(utcOf('yesterday')).toBe('yesterday');
  });

  it('counts whole days from a local day to a due date', () => {
    expect(daysUntil('2026-04-10', new Date(2026, 2, 31, 23, 59))).toBe(10);
    expect(daysUntil('2026-03-30', new Date(2026, 2, 31, 0, 1))).toBe(-1);
  });

  it('moves no line whose rate is unknown or zero', () => {
    expect([null, 0, 0.2, 50, 900].map(flowOf)).toEqual(['still', 'still', 'slow', 'steady', 'fast']);
  });

  it('describes a chart by its total and its peak', () => {
    const [panel] = livePage.charts;
    const described = describeChart(panel, stageColumns(trafficOf(usualStory)));
    expect(described).toMatch(
      /^Stacked columns, one per minute and one colour per stage\. Traffic: [\d,]+ in /,
    );
    expect(described).toMatch(/in the last 60 minutes; most in the minute of \d\d:\d\d.*: [\d,]+\.$/);
    expect(describeChart(panel, [])).toBe('Traffic: nothing in the last 0 minutes.');
  });

  describe('Given any value', () => {
    it('an amount keeps every digit and has its currency', () => {
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

    it('of two times on the freshness scale, the longer is never before the shorter', () => {
      fc.assert(
        fc.property(fc.nat(), fc.nat(), (a, b) => {
          const [left, right] = [scalePosition(Math.min(a, b)), scalePosition(Math.max(a, b))];
          expect(left).toBeLessThanOrEqual(right);
          expect(left).toBeGreaterThanOrEqual(0);
          expect(right).toBeLessThanOrEqual(100);
        }),
      );
    });
  });
});

describe('Addresses of the console', () => {
  describe('Given any text', () => {
    it('a link to an invoice id leads back to it', () => {
      fc.assert(
        fc.property(fc.string({ minLength: 1, maxLength: 128, unit: 'grapheme' }), (invoiceId) => {
          expect(parseRoute(invoiceHref(invoiceId))).toEqual({ page: 'invoice', invoiceId });
        }),
      );
    });

    it('a link to an anomaly leads to it, and from there back', () => {
      fc.assert(
        fc.property(fc.string({ minLength: 1, maxLength: 128, unit: 'grapheme' }), (anomalyId) => {
          const route = parseRoute(anomalyHref(anomalyId, '#/executive?last=7'));
          expect(route).toMatchObject({ page: 'anomaly', anomalyId });
          expect(route.page === 'anomaly' && backOf(route.query)).toEqual({
            ...{ href: '#/executive?last=7', title: 'Executive' },
          });
          expect(backOf(new URLSearchParams({ back: anomalyHref(anomalyId) }).toString())?.title).toBe(
            'What is unusual',
          );
        }),
      );
    });

    it('an address leads somewhere and never fails', () => {
      fc.assert(
        fc.property(fc.string(), (hash) => {
          expect(['live', 'invoice', 'unknown']).toContain(parseRoute(hash).page);
        }),
      );
      expect(parseRoute('')).toEqual({ page: 'live' });
      expect(parseRoute('#/invoices/%E0%A4%A')).toEqual({ page: 'unknown', path: '/invoices/%E0%A4%A' });
    });
  });
});
