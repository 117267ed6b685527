import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { athenaFigure } from '../../../dashboards/athena/figure-sql.ts';
import { notRolledUp, portionsOf } from '../../../dashboards/athena/rolled-up.ts';
import { kpiOf, kpis } from '../../../dashboards/kpis/registry.ts';

const hourMs = 3_600_000;

describe('Given sums of events by hour', () => {
  test('When any period is cut, Then each instant is in one portion, by whole hours', () => {
    const anyHour = fc.integer({ min: -5, max: 40 }).map((hours) => hours * hourMs);
    const anyTime = fc.oneof(anyHour, fc.integer({ min: -5 * hourMs, max: 40 * hourMs }));
    fc.assert(
      fc.property(anyTime, fc.nat({ max: 9 * hourMs }), fc.nat({ max: 50 }), (from, length, hours) => {
        const period = { from, to: from + length };
        const before = hours * hourMs;
        const portions = portionsOf(period, before);
        const spans = portions ? [portions.rolled, ...portions.edges] : [period];
        const sorted = spans.toSorted((a, b) => a.from - b.from);
        expect(sorted[0]?.from).toBe(from);
        expect(sorted.at(-1)?.to).toBe(period.to);
        expect(sorted.slice(1).map((span) => span.from)).toEqual(sorted.slice(0, -1).map(({ to }) => to));
        if (!portions) {
          expect(Math.min(period.to, before) - from).toBeLessThan(2 * hourMs);
          return;
        }
        expect(Math.abs(portions.rolled.from % hourMs) + Math.abs(portions.rolled.to % hourMs)).toBe(0);
        expect(portions.rolled.to).toBeLessThanOrEqual(before);
        expect(portions.rolled.to).toBeGreaterThan(portions.rolled.from);
        for (const edge of portions.edges) expect(Math.min(edge.to, before) - edge.from).toBeLessThan(hourMs);
      }),
    );
  });

  test('When KPIs are gone through, Then those that it says are these', () => {
    expect(kpis.filter((kpi) => notRolledUp(kpi) === undefined).map(({ id }) => id)).toEqual([
      'events',
      'exceptions',
    ]);
  });

  test('When it lacks what is asked for, Then the reason names it', () => {
    const events = kpiOf('events');
    expect(notRolledUp(events, { groupBy: ['stage', 'vendorId'] })).toContain('by vendorId');
    expect(notRolledUp(events, { filters: { producer: ['erp'] } })).toContain('by producer');
    expect(notRolledUp(events, { bucket: 'minute' })).toContain('shorter than an hour');
    expect(notRolledUp(events, { bucket: 'hour' })).toBeUndefined();
  });

  test('When a long period is counted, Then records are read of its edges alone', () => {
    const rollup = { table: 'R', before: Date.UTC(2026, 0, 20, 11), recordsOf: JSON.stringify };
    const query = {
      ...({ kpi: 'exceptions', bucket: 'day', today: '2026-01-31' } as const),
      period: { from: '2026-01-01T00:00:00.000Z', to: '2026-01-20T12:30:00.000Z' },
    };
    const { sql } = athenaFigure(query, { events: 'E', invoices: 'I', rollup }, 100);
    expect(sql).toMatchInlineSnapshot(
      `"SELECT step, CAST(sum(x) AS varchar) AS value FROM (SELECT CAST(date_trunc('day', receivedhour) AS timestamp) AS step, n AS x FROM R f WHERE receivedhour >= TIMESTAMP '2026-01-01 00:00:00.000' AND receivedhour < TIMESTAMP '2026-01-20 11:00:00.000' AND n > 0 AND coalesce(status IN ('rejected', 'mismatched', 'denied', 'failed'), false) UNION ALL SELECT CAST(date_trunc('day', receivedat) AS timestamp) AS step, 1 AS x FROM [{"from":1768906800000,"to":1768912200000}] f WHERE coalesce(disregarded, false) = false AND receivedat >= TIMESTAMP '2026-01-01 00:00:00.000' AND receivedat < TIMESTAMP '2026-01-20 12:30:00.000' AND coalesce(status IN ('rejected', 'mismatched', 'denied', 'failed'), false)) r GROUP BY step ORDER BY step LIMIT 100"`,
    );
  });
});
