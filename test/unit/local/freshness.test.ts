import { describe, expect, test } from 'vitest';
import { Freshness } from '../../../local/runtime/freshness.ts';

describe('Given events that became visible over some minutes', () => {
  const clock = { ms: 1_000_000_000_000, now: () => clock.ms };
  const start = clock.ms;
  const freshness = new Freshness(clock);
  freshness.record([1_000, 1_000]);
  clock.ms = start + 60_000;
  freshness.record([50]);

  test('When asked, Then all of the last five minutes count', () => {
    expect(freshness.summary()).toMatchObject({ p50Ms: 1_000, maxMs: 1_000 });
  });

  test('When asked since a moment, Then what was visible before does not count', () => {
    expect(freshness.summary(start + 20_000)).toEqual({ p50Ms: 50, p95Ms: 50, p99Ms: 50, maxMs: 50 });
    expect(freshness.summary(start + 80_000)).toMatchObject({ p50Ms: null, maxMs: null });
  });

  test('When five minutes have passed, Then they are forgotten', () => {
    clock.ms = start + 320_000;
    expect(freshness.summary()).toMatchObject({ maxMs: 50 });
    clock.ms = start + 400_000;
    expect(freshness.summary()).toMatchObject({ maxMs: null });
  });
});
