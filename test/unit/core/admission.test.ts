import { describe, expect, test } from 'vitest';
import { admitted } from '../../../functions/core/messaging/admission.ts';
import { Breaker, storeBreaker } from '../../../functions/core/messaging/breaker.ts';

/** A breaker that has just opened, under a clock that moves when somebody waits. */
function opened(whileWaiting: (breaker: Breaker, ms: number) => void = () => {}) {
  const clock = { ms: 0, now: () => clock.ms };
  const breaker = new Breaker(storeBreaker, { clock, random: () => 0.999 });
  for (let call = 0; call < storeBreaker.failuresToOpen; call++) breaker.failed();
  const wait = async (ms: number) => {
    clock.ms += ms;
    whileWaiting(breaker, clock.ms);
  };
  return { breaker, clock, ports: { clock, wait } };
}

describe('Given a batch that comes while a breaker is open', () => {
  test('When the breaker’s time is over, Then the batch goes on as the probe', async () => {
    const { breaker, clock, ports } = opened();
    expect(await admitted(breaker, ports)).toBe(true);
    expect(breaker.state).toBe('half-open');
    expect(clock.ms).toBeGreaterThanOrEqual(999);
    expect(clock.ms).toBeLessThan(1_250);
  });

  test('When another’s probe succeeds meanwhile, Then the batch goes on soon after', async () => {
    const { breaker, clock, ports } = opened((its, ms) => {
      if (ms >= 3_000) its.succeeded();
    });
    clock.ms = 1_000;
    expect(breaker.admit()).toBe(0);
    expect(await admitted(breaker, ports)).toBe(true);
    expect(clock.ms).toBeLessThanOrEqual(3_250);
  });

  test('When another’s probe takes too long, Then the batch goes back after ten seconds', async () => {
    const { breaker, clock, ports } = opened();
    clock.ms = 1_000;
    expect(breaker.admit()).toBe(0);
    expect(await admitted(breaker, ports)).toBe(false);
    expect(clock.ms - 1_000).toBeLessThanOrEqual(10_000);
    expect(clock.ms - 1_000).toBeGreaterThan(9_000);
  });

  test('When probes keep failing, Then each batch still gets its own try', async () => {
    const { breaker, ports } = opened();
    for (let batch = 0; batch < 20; batch++) {
      expect(await admitted(breaker, ports)).toBe(true);
      breaker.failed();
    }
  });
});
