import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playFeed } from '../../../cli/demo/feed.ts';
import { type DemoOptions, generate } from '../../../cli/demo/generate.ts';
import type { DemoEvent } from '../../../cli/demo/invoice-events.ts';
import { Api } from '../../../cli/http/api.ts';
import { daysBetween } from '../../../functions/core/invoice/dates.ts';
import { sized } from '../../long-run.ts';
import { expectLifecycle, histories, isValid } from './demo-samples.ts';
import { instantTiming, startFakeCell } from './fake-cell.ts';

const startMs = Date.parse('2026-03-01T00:00:00Z');
const inLife = { seed: 1, startMs, eventsPerSecond: 0.01, timeScale: 1, arrival: 'calendar' } as const;
function take(options: DemoOptions, count: number): DemoEvent[] {
  return generate(options).take(count).toArray();
}

const anyOptions = fc.record({
  seed: fc.nat(),
  startMs: fc.integer({ min: 0, max: Date.parse('2100-01-01') }),
  eventsPerSecond: fc.double({ min: 0.001, max: 1_000, noNaN: true }),
  timeScale: fc.constantFrom(0.7, 1, 60, 1_440, 100_000),
  arrival: fc.constantFrom('calendar', 'steady'),
});

describe('Given a seed and a start', () => {
  it('When events are generated twice, Then they are the same', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        expect(take(options, 60)).toEqual(take(options, 60));
      }),
      { numRuns: sized(4, 20) },
    );
  });

  it('When either is another, Then no event id is the same', () => {
    const ids = (options: DemoOptions) => [...new Set(take(options, 300).map(({ event }) => event.eventId))];
    const all = [inLife, { ...inLife, seed: 2 }, { ...inLife, startMs: startMs + 1 }].flatMap(ids);
    expect(new Set(all).size).toBe(all.length);
  });

  it('When any are chosen, Then every event is valid and never due before it happened', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const events = take(options, 200);
        expect(events.filter((entry) => !isValid(entry))).toEqual([]);
        expect(events.filter(({ dueAtMs, event }) => Date.parse(event.occurredAt) > dueAtMs)).toEqual([]);
        const due = events.map(({ dueAtMs }) => dueAtMs);
        expect(due).toEqual(due.toSorted((a, b) => a - b));
      }),
      { numRuns: sized(8, 40) },
    );
  });
});

describe('Given a year of invoices', () => {
  const events = take({ ...inLife, eventsPerSecond: 20_000 / (365 * 86_400) }, 20_000);
  const all = histories(events);
  const share = (count: number) => count / all.length;
  const having = (status: string) =>
    all.filter((history) => history.some(({ event }) => event.status === status)).length;

  it('When an invoice’s events are sorted, Then each follows what it needs', () => {
    for (const history of all) expectLifecycle(history);
  });

  it('When its events are counted, Then a few are exceptions, late or repeated', () => {
    for (const status of ['rejected', 'mismatched', 'denied', 'failed']) {
      expect(share(having(status)), status).toBeGreaterThan(0.003);
      expect(share(having(status)), status).toBeLessThan(0.12);
    }
    const repeated = events.length - new Set(events.map(({ event }) => event.eventId)).size;
    expect(repeated / events.length).toBeGreaterThan(0.001);
    expect(repeated / events.length).toBeLessThan(0.01);
    const late = events.filter(({ dueAtMs, event }) => dueAtMs - Date.parse(event.occurredAt) > 3_600_000);
    expect(late.length / events.length).toBeGreaterThan(0.01);
    expect(late.length / events.length).toBeLessThan(0.04);
  });

  it('When documents are counted, Then a few are credit notes or paid in parts', () => {
    const ofType = all.filter(([first]) => first?.event.documentType === 'credit-note');
    expect(share(ofType.length)).toBeGreaterThan(0.015);
    expect(share(ofType.length)).toBeLessThan(0.05);
    for (const [first] of ofType) expect(Number(first?.event.amount)).toBeLessThan(0);
    const partly = all.filter((history) => history.filter(({ event }) => event.status === 'paid').length > 1);
    expect(share(partly.length)).toBeGreaterThan(0.01);
    expect(share(partly.length)).toBeLessThan(0.07);
    for (const history of partly) {
      const paid = history.map(({ event }) => Number(event.paidAmount ?? 0));
      const sum = paid.reduce((total, amount) => total + amount, 0);
      expect(sum).toBeCloseTo(Number(history[0]?.event.amount), 2);
    }
  });

  it('When amounts are compared, Then a few large ones weigh as much as all the rest', () => {
    const amounts = all
      .filter(([first]) => first?.event.currency === 'EUR')
      .map(([first]) => Number(first?.event.amount))
      .sort((a, b) => b - a);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(amounts.slice(0, amounts.length / 5)) / sum(amounts)).toBeGreaterThan(0.5);
  });

  it('When the end of a month comes, Then more invoices arrive than on other days', () => {
    const perDay = Map.groupBy(all, ([first]) => first?.event.occurredAt.slice(0, 10) ?? '');
    const mean = (days: readonly string[]) =>
      days.reduce((sum, day) => sum + (perDay.get(day)?.length ?? 0), 0) / days.length;
    const days = [...perDay.keys()].sort().slice(0, -30);
    const isLast = (day: string) => Number(day.slice(8)) >= 29;
    const isMiddle = (day: string) => Number(day.slice(8)) < 25;
    expect(mean(days.filter(isLast))).toBeGreaterThan(1.5 * mean(days.filter(isMiddle)));
  });
});

describe('Given a feed that runs faster than life', () => {
  it('When an invoice is paid, Then it is as many days old as it would be in life', () => {
    // Among the first payments are none of the invoices that wait for long.
    const events = take({ ...inLife, eventsPerSecond: 5, timeScale: 1_440 }, 24_000).slice(12_000);
    const ages = events
      .filter(({ event }) => event.status === 'paid')
      .map(({ event }) => daysBetween(event.invoiceDate ?? '', event.occurredAt.slice(0, 10)))
      .sort((a, b) => a - b);
    const median = ages[Math.floor(ages.length / 2)];
    expect(median).toBeGreaterThan(15);
    expect(median).toBeLessThan(60);
  });

  it('When it has run for a while, Then the rate is what was asked for', () => {
    const events = take({ ...inLife, eventsPerSecond: 5, timeScale: 1_440 }, 30_000);
    const half = events[15_000]?.dueAtMs ?? 0;
    const rate = 15_000 / (((events.at(-1)?.dueAtMs ?? 0) - half) / 1_000);
    expect(rate).toBeGreaterThan(4);
    expect(rate).toBeLessThan(6);
  });

  it('When it is fed steadily, Then it keeps the requested rate from the first seconds', () => {
    const seconds = 5;
    const anyRate = fc.record({
      seed: fc.nat(),
      startMs: fc.integer({ min: startMs, max: startMs + 365 * 86_400_000 }),
      eventsPerSecond: fc.integer({ min: 100, max: 300 }),
      timeScale: fc.constantFrom(1, 60, 1_440, 100_000),
    });
    fc.assert(
      fc.property(anyRate, (options) => {
        const asked = options.eventsPerSecond * seconds;
        const events = take({ ...options, arrival: 'steady' }, asked * 4);
        for (const from of [0, seconds, 2 * seconds]) {
          const [start, end] = [from, from + seconds].map((second) => options.startMs + second * 1_000);
          const sent = events.filter(({ dueAtMs }) => dueAtMs >= (start ?? 0) && dueAtMs < (end ?? 0)).length;
          // Six standard deviations of what comes by chance, and a little for the surges.
          expect(Math.abs(sent - asked)).toBeLessThan(6 * Math.sqrt(asked) + 0.25 * asked);
        }
      }),
      { numRuns: sized(3, 16) },
    );
  });

  it('When it plays a history first, Then all is in the past, nothing in the future', async () => {
    const cell = await startFakeCell();
    const timing = instantTiming(startMs);
    const options = { seed: 1, rate: 3, timeScale: 1_440, history: 500, durationMs: 60_000 };
    const report = await playFeed(
      new Api(cell.address, timing),
      options,
      timing,
      new AbortController().signal,
    );
    await cell.close();
    const times = cell.taken.map(({ event }) => Date.parse(String(event.occurredAt)));
    expect(report).toMatchObject({ sent: cell.taken.length, rejected: 0 });
    expect(Object.values(report.stages).reduce((sum, count) => sum + count, 0)).toBe(cell.taken.length);
    expect(times.filter((time) => time < startMs).length).toBeGreaterThan(300);
    expect(times.filter((time) => time >= startMs).length).toBeGreaterThan(10);
    expect(Math.max(...times)).toBeLessThanOrEqual(startMs + 60_000);
  });

  it('When a count is given or it is stopped, Then it ends', async () => {
    const cell = await startFakeCell();
    const timing = instantTiming(startMs);
    const api = new Api(cell.address, timing);
    const options = { seed: 1, rate: 3, timeScale: 1_440, history: 0 };
    const counted = await playFeed(api, { ...options, count: 7 }, timing, new AbortController().signal);
    expect(counted.sent).toBe(7);
    const stopped = await playFeed(api, options, timing, AbortSignal.abort());
    expect(stopped.sent).toBe(0);
    await cell.close();
  });
});
