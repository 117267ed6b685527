import fc from 'fast-check';
import type { AlarmChange } from '../../../../functions/core/alerts/alarm-change.ts';
import type { AlertPolicy } from '../../../../functions/core/alerts/policy.ts';

export const minute = 60_000;
/** A Tuesday, noon in UTC. */
export const noon = Date.parse('2026-03-10T12:00:00Z');

export const policy: AlertPolicy = {
  escalation: {
    operations: {
      critical: {
        steps: [
          { contact: 'operations', afterMinutes: 0 },
          { contact: 'lead', afterMinutes: 15 },
        ],
        repeatMinutes: 30,
      },
      warning: {
        steps: [{ contact: 'operations', afterMinutes: 0 }],
        repeatMinutes: 600,
        quietHours: { from: '20:00', to: '07:00', timeZone: 'UTC' },
      },
    },
    finance: {
      critical: { steps: [{ contact: 'finance', afterMinutes: 0 }], repeatMinutes: 240 },
      warning: { steps: [{ contact: 'finance', afterMinutes: 0 }], repeatMinutes: 1_440 },
    },
  },
  calmMinutes: 5,
  links: { validHours: 24 },
};

/** An alarm that begins to ring, or stops, so many minutes after noon. */
export function change(minutes: number, over: Partial<AlarmChange> = {}): AlarmChange {
  return {
    ...{ alarm: 'invoice-queue-age', ringing: true, at: noon + minutes * minute, group: 'path' },
    ...{ severity: 'critical', audiences: ['operations'], means: 'Events wait.', reason: 'Above 120.' },
    runbook: 'docs/runbooks.md#a-queue-is-not-being-emptied-in-time',
    ...over,
  };
}

/** Changes of three alarms of a group within two hours, some at the same moment. */
export const anyChanges = fc.array(
  fc
    .record({
      minutes: fc.integer({ min: 0, max: 120 }),
      ringing: fc.boolean(),
      alarm: fc.constantFrom(
        { alarm: 'a', severity: 'critical', audiences: ['operations'] } as const,
        { alarm: 'b', severity: 'warning', audiences: ['operations', 'finance'] } as const,
        { alarm: 'c', severity: 'warning', audiences: ['finance'] } as const,
      ),
    })
    .map(({ minutes, ringing, alarm }) => change(minutes, { ringing, ...alarm })),
  { maxLength: 25 },
);
