import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmChange } from '../../../../functions/core/alerts/alarm-change.ts';
import {
  type Alert,
  maxChanges,
  newAlert,
  withAcknowledgement,
  withChange,
  withResolution,
} from '../../../../operations/alerts/alert.ts';
import { viewOf } from '../../../../operations/alerts/view.ts';
import { anyChanges, change, minute, noon, policy } from './sample-alarms.ts';

const calmMs = policy.calmMinutes * minute;
const alertOf = (...changes: readonly AlarmChange[]) => changes.reduce(withChange, newAlert('path'));
const stateOf = (alert: Alert) => viewOf(alert, calmMs)?.state;

describe('Given what the alarms of a group say', () => {
  test('When it comes in any order and any number of times, Then the alert is the same', () => {
    fc.assert(
      fc.property(
        anyChanges.chain((changes) =>
          fc.tuple(
            fc.constant(changes),
            fc.shuffledSubarray([...changes, ...changes, ...changes], {
              minLength: 3 * changes.length,
              maxLength: 3 * changes.length,
            }),
          ),
        ),
        ([changes, shuffled]) => {
          const alert = alertOf(...changes);
          const other = alertOf(...shuffled);
          expect(other.alarms).toEqual(alert.alarms);
          expect(viewOf(other, calmMs)).toEqual(viewOf(alert, calmMs));
        },
      ),
    );
  });

  test('When no alarm of it has ever rung, Then there is no alert', () => {
    expect(viewOf(newAlert('path'), calmMs)).toBeUndefined();
    expect(viewOf(alertOf(change(0, { ringing: false })), calmMs)).toBeUndefined();
  });

  test('When an alarm stops, Then the alert is over once no other rings', () => {
    const stops = change(9, { ringing: false });
    expect(stateOf(alertOf(change(0), stops))).toBe('over');
    expect(stateOf(alertOf(change(0), change(3, { alarm: 'other' }), stops))).toBe('open');
  });

  test('When an alarm rings again soon, Then it is the same alert', () => {
    const stops = change(9, { ringing: false });
    const soon = viewOf(alertOf(change(0), stops, change(9 + policy.calmMinutes)), calmMs);
    expect(soon?.span).toEqual({ from: noon, to: undefined });
    const later = viewOf(alertOf(change(0), stops, change(10 + policy.calmMinutes)), calmMs);
    expect(later?.span.from).toBe(noon + (10 + policy.calmMinutes) * minute);
  });

  test('When an alarm starts and stops at the same moment, Then it rings', () => {
    expect(stateOf(alertOf(change(0), change(0, { ringing: false })))).toBe('open');
  });

  test('When an alarm comes and goes for ever, Then the alert stays small', () => {
    const changes = Array.from({ length: 3 * maxChanges }, (_, index) =>
      change(index, { ringing: index % 2 === 0 }),
    );
    expect(alertOf(...changes).alarms['invoice-queue-age']?.changes).toHaveLength(maxChanges);
  });
});

describe('Given an alert that somebody acts on', () => {
  const by = 'ada@example.com';
  const acknowledged = withAcknowledgement(alertOf(change(0, { severity: 'warning' })), {
    at: noon + minute,
    by,
  });

  test('When it is acknowledged, Then until it is over and rings again', () => {
    expect(stateOf(acknowledged)).toBe('acknowledged');
    const over = withChange(acknowledged, change(2, { ringing: false }));
    expect(stateOf(over)).toBe('over');
    expect(stateOf(withChange(over, change(3)))).toBe('acknowledged');
    expect(stateOf(withChange(over, change(30)))).toBe('open');
  });

  test('When it becomes critical afterwards, Then it is open again', () => {
    expect(stateOf(withChange(acknowledged, change(5, { alarm: 'other', severity: 'warning' })))).toBe(
      'acknowledged',
    );
    expect(stateOf(withChange(acknowledged, change(5, { alarm: 'other', severity: 'critical' })))).toBe(
      'open',
    );
  });

  test('When it concerns others afterwards, Then it is open again', () => {
    const finance = change(5, { alarm: 'other', severity: 'warning', audiences: ['finance'] });
    expect(stateOf(withChange(acknowledged, finance))).toBe('open');
  });

  test('When it is declared over, Then what rings does not count until it rings anew', () => {
    const resolved = withResolution(acknowledged, { at: noon + 4 * minute, by });
    expect(stateOf(resolved)).toBe('over');
    expect(viewOf(resolved, calmMs)?.span.to).toBe(noon + 4 * minute);
    const stopped = withChange(resolved, change(20, { ringing: false }));
    expect(stateOf(stopped)).toBe('over');
    expect(stateOf(withChange(stopped, change(30)))).toBe('open');
  });

  test('When two people acknowledge it, Then the later one counts, in any order', () => {
    const [first, second] = [
      { at: noon + minute, by },
      { at: noon + 2 * minute, by: 'grace@example.com' },
    ];
    const alert = alertOf(change(0));
    expect(withAcknowledgement(withAcknowledgement(alert, second), first).acknowledged).toEqual(second);
    expect(withAcknowledgement(withAcknowledgement(alert, first), second).acknowledged).toEqual(second);
  });
});
