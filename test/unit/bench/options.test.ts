import { describe, expect, test } from 'vitest';
import { benchOptions, OptionError, soakOptions } from '../../../bench/options.ts';

describe('Given the options of a benchmark', () => {
  test('when there are none, then 96 connections load for 30 s as fast as they can', () => {
    expect(benchOptions([])).toEqual({
      seconds: 30,
      warmUpSeconds: 15,
      rate: undefined,
      connections: 96,
      batch: 1,
      runs: 1,
      json: false,
      help: false,
    });
  });

  test.each([
    ['30s', 30],
    ['5m', 300],
    ['1h', 3600],
    ['1.5m', 90],
    ['45', 45],
  ])('when a time is %s, then it is %d seconds', (text, seconds) => {
    expect(benchOptions(['--duration', text]).seconds).toBe(seconds);
    expect(benchOptions(['--warm-up', text]).warmUpSeconds).toBe(seconds);
  });

  test.each(['', '0', '0s', '5d', '5 m', 'm', '-5', '1e3', '1m30s'])(
    'when a time is "%s", then it is refused with examples',
    (text) => {
      for (const name of ['duration', 'warm-up']) {
        const refusal = new OptionError(
          `--${name} is "${text}". Give a time above 0, such as 30s, 5m or 1h.`,
        );
        expect(() => benchOptions([`--${name}=${text}`])).toThrow(refusal);
      }
    },
  );

  test('when a rate is given, then as many connections may open as a slow server takes', () => {
    expect(benchOptions(['--rate', '500'])).toMatchObject({ rate: 500, connections: 4096 });
    expect(benchOptions(['--rate', '500', '--connections', '8'])).toMatchObject({ connections: 8 });
  });

  test.each([
    '--batch=0',
    '--batch=11',
    '--batch=2.5',
    '--rate=0',
    '--rate=fast',
    '--connections=0',
    '--runs=-1',
    '--seconds=30',
    'duration',
  ])('when there is %s, then it is refused', (option) => {
    expect(() => benchOptions([option])).toThrow(OptionError);
  });
});

describe('Given the options of a soak', () => {
  test('when there are none, then 3,000 events/s come for an hour', () => {
    expect(soakOptions([])).toMatchObject({ seconds: 3600, rate: 3000, connections: 4096 });
  });

  test('when there is --runs, then it is refused', () => {
    expect(() => soakOptions(['--runs', '2'])).toThrow(OptionError);
  });
});
