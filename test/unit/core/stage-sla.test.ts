import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { factOf } from './arbitrary-facts.ts';

function deadlineOf(...facts: readonly Fact[]) {
  return project(facts).deadline;
}

const minutesPerDay = 1_440;

// Minute 0 of the sample facts is 2026-03-02T08:00:00Z.
describe('Given where the events of an invoice leave it', () => {
  test.each([
    ['ingestion', 'received', '2026-03-03T08:00:00.000Z'],
    ['ingestion', 'validated', '2026-03-03T08:00:00.000Z'],
    ['reconciliation', 'mismatched', '2026-03-05T08:00:00.000Z'],
    ['authorization', 'pending', '2026-03-07T08:00:00.000Z'],
    ['posting', 'failed', '2026-03-07T08:00:00.000Z'],
  ] as const)(
    'When it entered %s with %s, Then it may stay there as long as the stage allows',
    (stage, status, deadline) => {
      expect(deadlineOf(factOf(stage, status, 0))).toBe(deadline);
    },
  );

  test.each([
    ['ingestion', 'rejected'],
    ['authorization', 'denied'],
    ['posting', 'paid'],
  ] as const)('When its last event is %s %s, Then nothing is awaited', (stage, status) => {
    expect(deadlineOf(factOf(stage, status, 0))).toBeUndefined();
  });

  test('When it moves to and fro within a stage, Then the deadline stays', () => {
    expect(
      deadlineOf(
        factOf('reconciliation', 'matching', 0),
        factOf('reconciliation', 'mismatched', 60),
        factOf('reconciliation', 'matching', 2 * minutesPerDay),
      ),
    ).toBe('2026-03-05T08:00:00.000Z');
  });

  test('When it comes back to a stage, Then the time begins anew', () => {
    expect(
      deadlineOf(
        factOf('ingestion', 'received', 0),
        factOf('reconciliation', 'mismatched', minutesPerDay),
        factOf('ingestion', 'received', 2 * minutesPerDay),
      ),
    ).toBe('2026-03-05T08:00:00.000Z');
  });

  test('When it comes back from a denial, Then the time begins anew', () => {
    expect(
      deadlineOf(
        factOf('authorization', 'pending', 0),
        factOf('authorization', 'denied', 60),
        factOf('authorization', 'pending', 10 * minutesPerDay),
      ),
    ).toBe('2026-03-17T08:00:00.000Z');
  });

  test('When it waits for its payment, Then until the end of the day it is due', () => {
    const received = factOf('ingestion', 'received', 0, { dueDate: '2026-04-30' });
    expect(deadlineOf(received, factOf('posting', 'posted', 60))).toBe('2026-04-30T23:59:59.999Z');
    expect(deadlineOf(received, factOf('posting', 'failed', 60))).toBe('2026-03-07T09:00:00.000Z');
  });

  test('When it is posted after it was due, Then it has the time that posting takes', () => {
    expect(
      deadlineOf(
        factOf('ingestion', 'received', 0, { dueDate: '2026-03-01' }),
        factOf('posting', 'scheduled', 60),
      ),
    ).toBe('2026-03-07T09:00:00.000Z');
  });

  test('When it waits for its payment and nobody said when it is due, Then thirty days', () => {
    expect(deadlineOf(factOf('posting', 'posted', 0))).toBe('2026-04-01T08:00:00.000Z');
  });

  test('When paid, Then a later event of an earlier stage does not make it wait again', () => {
    expect(deadlineOf(factOf('posting', 'paid', 0), factOf('reconciliation', 'matched', 60))).toBeUndefined();
  });

  test('When its payment is taken back, Then that is work from then on', () => {
    expect(
      deadlineOf(
        factOf('posting', 'scheduled', 0),
        factOf('posting', 'paid', 60),
        factOf('posting', 'failed', 40 * minutesPerDay),
      ),
    ).toBe('2026-04-16T08:00:00.000Z');
  });
});
