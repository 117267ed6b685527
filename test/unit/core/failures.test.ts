import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BemsError } from '../../../functions/core/errors.ts';
import {
  failureClassOf,
  failurePolicy,
  queueMaxReceives,
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

describe('Given a failed message', () => {
  test('When it is transient, Then the delay’s ceiling doubles up to its cap', () => {
    const { maxReceives, baseSeconds, capSeconds } = failurePolicy.transient;
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: maxReceives - 1 }), random, (receiveCount, jitter) => {
        const delay = retryDelaySeconds('transient', receiveCount, jitter);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(capSeconds, baseSeconds * 2 ** receiveCount));
      }),
    );
    expect(retryDelaySeconds('transient', 3, 0)).toBe(0);
    expect(retryDelaySeconds('transient', 3, 0.9999)).toBe(8);
  });

  test('When it waits for someone else, Then it keeps to the schedule and then gives up', () => {
    expect([1, 2, 3, 4, 5].map((count) => retryDelaySeconds('business', count, 0.5))).toEqual([
      60,
      300,
      900,
      3600,
      undefined,
    ]);
  });

  test('When it is permanent, Then it goes to the dead-letter queue at once', () => {
    expect(retryDelaySeconds('permanent', 1, 0.5)).toBeUndefined();
  });

  test('When it has been received as often as its class allows, Then never again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('transient', 'business', 'permanent'),
        fc.nat(100),
        (failureClass, more) => {
          const { maxReceives } = failurePolicy[failureClass];
          expect(retryDelaySeconds(failureClass, maxReceives + more, 0.5)).toBeUndefined();
          expect(queueMaxReceives).toBeGreaterThanOrEqual(maxReceives);
        },
      ),
    );
  });
});
