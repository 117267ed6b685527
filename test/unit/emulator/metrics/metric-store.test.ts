import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../../../emulator/metrics/metric.ts';
import { MetricStore, minuteMs } from '../../../../emulator/metrics/metric-store.ts';
import { parseStatistic, type Statistic } from '../../../../emulator/metrics/statistic.ts';

const latency: Metric = { namespace: 'N', name: 'Latency', dimensions: { A: 'a', B: 'b' } };
const p99 = { percentile: 99 };
const statistics: readonly Statistic[] = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum', p99];

function storeAt(minute: number) {
  const clock = { ms: minute * minuteMs, now: () => clock.ms };
  const store = new MetricStore(
    clock,
    statistics.map((statistic) => ({ metric: latency, statistic, reachMinutes: 5 })),
  );
  const last = (statistic: Statistic, minutes = 1) =>
    store.read(latency, statistic, {
      first: clock.ms / minuteMs - minutes,
      minutesEach: minutes,
      count: 1,
    })[0];
  return { clock, store, last };
}

describe('Given a store of metrics', () => {
  it('When values come, Then each statistic is that of the minute', () => {
    const { clock, store, last } = storeAt(100);
    const record = store.recorder({ ...latency, dimensions: { B: 'b', A: 'a' } });
    for (const value of [4, 1, 7]) record(value);
    clock.ms += minuteMs;
    record(100);
    expect(statistics.slice(0, 5).map((statistic) => last(statistic))).toEqual([3, 12, 4, 1, 7]);
    expect(last(p99)).toBe(7);
    expect(last('Sum', 2)).toBe(12);
  });

  it('When a minute had no value, Then it has no data', () => {
    const { clock, store, last } = storeAt(100);
    store.recorder(latency)(1);
    clock.ms += 2 * minuteMs;
    expect(last('Sum')).toBeUndefined();
    expect(last('SampleCount')).toBeUndefined();
  });

  it('When a metric is read by nobody, Then nothing of it is kept', () => {
    const { store } = storeAt(100);
    store.recorder({ ...latency, dimensions: { A: 'a' } })(1);
    store.recorder({ ...latency, name: 'Other' })(1);
    expect(store.drain()).toEqual([]);
  });

  it('When minutes have passed, Then no more of them is kept than can be read', () => {
    const { clock, store } = storeAt(100);
    const record = store.recorder(latency);
    for (let minute = 0; minute < 1_000; minute++) {
      record(minute);
      clock.ms += minuteMs;
    }
    expect(
      store
        .drain()
        .map(({ sum }) => sum)
        .at(-1),
    ).toBe(999);
    expect(store.read(latency, 'Sum', { first: 100, minutesEach: 1, count: 2 })).toEqual([
      undefined,
      undefined,
    ]);
    // Older than what is kept: it must not take the place of a newer minute.
    store.record(latency, 500, 1);
    expect(store.read(latency, 'Sum', { first: 1_096, minutesEach: 1, count: 4 })).toEqual([
      996, 997, 998, 999,
    ]);
  });

  it('When a query sums over other dimensions, Then all of them count', () => {
    const clock = { now: () => 100 * minuteMs };
    const metric = { namespace: 'N', name: 'Rejected', dimensions: { Table: 't' } };
    const reading = { metric, statistic: 'Sum', withOtherDimensions: true, reachMinutes: 5 } as const;
    const store = new MetricStore(clock, [reading]);
    store.recorder({ ...metric, dimensions: { Table: 't', Operation: 'x' } })(2);
    store.recorder({ ...metric, dimensions: { Table: 't', Operation: 'y' } })(3);
    store.recorder({ ...metric, dimensions: { Table: 'u', Operation: 'y' } })(4);
    expect(store.sumOf(metric, { first: 99, minutesEach: 1, count: 2 })).toEqual([undefined, 5]);
  });
});

describe('Given any values in two stores', () => {
  const values = fc.array(fc.double({ min: 0.01, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 50 });

  it('When one takes over the other’s, Then it has them all, percentiles within 1 %', () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 100 }), (here, there, percentile) => {
        const clock = { ms: 100 * minuteMs, now: () => clock.ms };
        const readings = [...statistics, { percentile }].map((statistic) => ({
          metric: latency,
          statistic,
          reachMinutes: 5,
        }));
        const [store, other] = [new MetricStore(clock, readings), new MetricStore(clock, readings)];
        for (const value of here) store.recorder(latency)(value);
        for (const value of there) other.recorder(latency)(value);
        clock.ms += minuteMs;
        store.merge(other.drain());
        expect(other.drain()).toEqual([]);

        const all = [...here, ...there].sort((a, b) => a - b);
        const read = (statistic: Statistic) =>
          store.read(latency, statistic, { first: 100, minutesEach: 1, count: 1 })[0];
        expect(read('SampleCount')).toBe(all.length);
        expect(read('Minimum')).toBe(all[0]);
        expect(read('Maximum')).toBe(all.at(-1));
        const exact = all[Math.ceil((percentile / 100) * all.length) - 1] ?? 0;
        expect((read({ percentile }) ?? 0) / exact).toBeGreaterThan(0.99);
        expect((read({ percentile }) ?? 0) / exact).toBeLessThan(1.011);
      }),
    );
  });
});

describe('Given names of statistics', () => {
  it('When one is computed here, Then it is known; others are not', () => {
    expect(['Sum', 'p99', 'p99.9', 'p100'].map(parseStatistic)).toEqual([
      'Sum',
      { percentile: 99 },
      { percentile: 99.9 },
      { percentile: 100 },
    ]);
    expect(['sum', 'p0', 'p101', 'tm99', 'IQM', ''].map(parseStatistic)).toEqual(Array(6).fill(undefined));
  });
});
