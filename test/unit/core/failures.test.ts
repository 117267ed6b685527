import { randomLcg } from 'd3-random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BemsError } from '../../../functions/core/errors.ts';
import {
  failureClassOf,
  failurePolicy,
  queueMaxReceives,
  receivesUntilTooOld,
  retryDelaySeconds,
} from '../../../functions/core/messaging/failures.ts';

function named(name: string): Error {
  return Object.assign(new Error('…'), { name });
}

describe('Given an error a consumer met', () => {
  test.each([
    ['ThrottlingException', 'transient'],
    ['ProvisionedThroughputExceededException', 'transient'],
    ['TimeoutError', 'transient'],
    ['InternalServerError', 'transient'],
    ['AccessDeniedException', 'transient'],
    ['TypeError', 'transient'],
    ['ValidationException', 'permanent'],
    ['RejectedRecordsException', 'permanent'],
    ['InvalidParameterValue', 'permanent'],
  ])('When it is a %s, Then it is %s', (name, failureClass) => {
    expect(failureClassOf(named(name))).toBe(failureClass);
  });

  test('When it says its class itself, Then that is its class', () => {
    const error = new BemsError('ORDER_UNKNOWN', 'Not yet.', { nextStep: 'Wait.', failureClass: 'business' });
    expect(failureClassOf(error)).toBe('business');
  });

  test('When it is no error at all, Then it is tried again', () => {
    expect(failureClassOf('oops')).toBe('transient');
  });
});

const hours = 3_600;

describe('Given a failed message', () => {
  test('When it is transient, Then the delay’s ceiling doubles up to its cap', () => {
    const { maxAgeSeconds, baseSeconds, capSeconds } = failurePolicy.transient;
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const attempt = fc.record({
      receiveCount: fc.integer({ min: 1, max: queueMaxReceives }),
      ageSeconds: fc.double({ min: 0, max: maxAgeSeconds, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(attempt, random, (tried, jitter) => {
        const delay = retryDelaySeconds('transient', tried, jitter);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(capSeconds, baseSeconds * 2 ** tried.receiveCount));
      }),
    );
    expect(retryDelaySeconds('transient', { receiveCount: 3, ageSeconds: 9 }, 0)).toBe(0);
    expect(retryDelaySeconds('transient', { receiveCount: 3, ageSeconds: 9 }, 0.9999)).toBe(8);
  });

  test('When it is transient and twelve hours old, Then it is given up', () => {
    const tried = (ageSeconds: number) => ({ receiveCount: 2, ageSeconds });
    expect(retryDelaySeconds('transient', tried(12 * hours - 1), 0.5)).toBe(2);
    expect(retryDelaySeconds('transient', tried(12 * hours), 0.5)).toBeUndefined();
  });

  test('When it waits for someone else, Then it keeps to the schedule and then gives up', () => {
    const delays = [1, 2, 3, 4, 5].map((receiveCount) =>
      retryDelaySeconds('business', { receiveCount, ageSeconds: 24 * hours }, 0.5),
    );
    expect(delays).toEqual([60, 300, 900, 3600, undefined]);
  });

  test('When it is permanent, Then it goes to the dead-letter queue at once', () => {
    expect(retryDelaySeconds('permanent', { receiveCount: 1, ageSeconds: 0 }, 0.5)).toBeUndefined();
  });
});

describe('Given messages that fail for as long as they are retried', () => {
  /** How often a message is received until it is given up, when no time passes but its delays. */
  function receivesOf(random: () => number): number {
    let ageSeconds = 0;
    for (let receiveCount = 1; ; receiveCount++) {
      const delay = retryDelaySeconds('transient', { receiveCount, ageSeconds }, random());
      if (delay === undefined) return receiveCount;
      ageSeconds += delay;
    }
  }

  test('When counted, Then receives are as computed, and no queue gives up before', () => {
    const random = randomLcg(0.26);
    const receives = Array.from({ length: 5_000 }, () => receivesOf(random));
    const mean = receives.reduce((sum, count) => sum + count, 0) / receives.length;
    expect(Math.abs(mean - receivesUntilTooOld(0))).toBeLessThan(2);
    expect(Math.max(...receives)).toBeLessThan(receivesUntilTooOld(6));
    expect(Math.max(...receives)).toBeGreaterThan(receivesUntilTooOld(2));
    expect(queueMaxReceives).toBe(390);
    // What SQS allows.
    expect(queueMaxReceives).toBeLessThanOrEqual(1_000);
  });
});
