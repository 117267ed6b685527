import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Breaker, storeBreaker } from '../../../functions/core/messaging/breaker.ts';

function setUp(random = 0) {
  const clock = { ms: 0, now: () => clock.ms };
  const changes: string[] = [];
  const breaker = new Breaker(storeBreaker, {
    clock,
    random: () => random,
    onChange: (state) => void changes.push(state),
  });
  const fail = (times: number) => {
    for (let call = 0; call < times; call++) breaker.failed();
  };
  return { breaker, clock, changes, fail };
}

describe('Given a closed breaker', () => {
  test('When calls fail now and then, Then it stays closed', () => {
    const { breaker, fail, changes } = setUp();
    for (let round = 0; round < 10; round++) {
      fail(storeBreaker.failuresToOpen - 1);
      breaker.succeeded();
    }
    expect(breaker.state).toBe('closed');
    expect(breaker.admit()).toBe(0);
    expect(changes).toEqual([]);
  });

  test('When enough calls in a row fail, Then it opens, and says so once', () => {
    const { breaker, fail, changes } = setUp();
    fail(storeBreaker.failuresToOpen);
    expect(breaker.state).toBe('open');
    fail(10);
    expect(breaker.admit()).toBe(500);
    expect(changes).toEqual(['open']);
  });
});

describe('Given an open breaker whose time is over', () => {
  function halfOpen() {
    const made = setUp();
    made.fail(storeBreaker.failuresToOpen);
    made.clock.ms = 500;
    expect(made.breaker.admit()).toBe(0);
    expect(made.breaker.state).toBe('half-open');
    return made;
  }

  test('When somebody asks, Then one passes and the others wait for its outcome', () => {
    const { breaker } = halfOpen();
    expect(breaker.admit()).toBe(storeBreaker.probeMs);
    breaker.succeeded();
    expect(breaker.admit()).toBe(0);
  });

  test('When the probe fails, Then it opens for twice as long, up to ten seconds', () => {
    const { breaker, clock, changes } = halfOpen();
    const waits = Array.from({ length: 6 }, () => {
      breaker.failed();
      const ms = breaker.admit();
      clock.ms += ms;
      breaker.admit();
      return ms;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
    expect(changes).toEqual(['open']);
    breaker.succeeded();
    expect(changes).toEqual(['open', 'closed']);
  });

  test('When the probe dies, Then somebody else becomes the probe in time', () => {
    const { breaker, clock } = halfOpen();
    clock.ms += storeBreaker.probeMs;
    expect(breaker.admit()).toBe(0);
    expect(breaker.admit()).toBe(storeBreaker.probeMs);
  });
});

describe('Given any run of calls and waits', () => {
  const step = fc.oneof(fc.constantFrom('succeeded', 'failed', 'ask'), fc.integer({ min: 0, max: 20_000 }));

  test('When somebody asks, Then nobody ever waits for longer than a dead probe takes', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 100 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (steps, random) => {
          const { breaker, clock } = setUp(random);
          for (const next of steps) {
            if (typeof next === 'number') clock.ms += next;
            else if (next === 'ask') breaker.admit();
            else breaker[next]();
          }
          const wait = breaker.admit();
          expect(wait).toBeLessThanOrEqual(storeBreaker.probeMs);
          clock.ms += wait;
          expect(breaker.admit() === 0 || wait === 0).toBe(true);
          breaker.succeeded();
          expect(breaker.state).toBe('closed');
        },
      ),
    );
  });
});
