import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Alert,
  newAlert,
  withAcknowledgement,
  withChange,
  withResolution,
} from '../../../../operations/alerts/alert.ts';
import { type AlertStep, nextStep, withStep } from '../../../../operations/alerts/next-step.ts';
import { anyChanges, change, minute, noon, policy } from './sample-alarms.ts';

/** Takes every step that becomes due, looking once a minute. */
function live(
  alert: Alert,
  fromMinute: number,
  toMinute: number,
  change = (one: Alert, _minute: number) => one,
) {
  const taken: (AlertStep & { readonly minute: number })[] = [];
  let current = alert;
  for (let at = fromMinute; at <= toMinute; at += 1) {
    current = change(current, at);
    for (let step = nextStep(current, policy, noon + at * minute); step; ) {
      taken.push({ ...step, minute: at });
      current = withStep(current, step);
      step = nextStep(current, policy, noon + at * minute);
    }
  }
  return { alert: current, taken };
}

const told = (steps: readonly (AlertStep & { readonly minute: number })[]) =>
  steps.map((step) => `${step.minute} ${step.kind} ${step.contacts.join('+')}`);

const warning = { severity: 'warning' } as const;

describe('Given a critical alert', () => {
  const rings = withChange(newAlert('path'), change(0));

  test('When nobody acknowledges it, Then the next is told, and then told again', () => {
    expect(told(live(rings, 0, 80).taken)).toEqual([
      '0 first operations',
      '15 escalated lead',
      '45 repeated lead',
      '75 repeated lead',
    ]);
  });

  test('When the router was away, Then each step follows the one before by its minutes', () => {
    expect(told(live(rings, 60, 80).taken)).toEqual(['60 first operations', '75 escalated lead']);
  });

  test('When somebody acknowledges it, Then nobody else is told, except that it is over', () => {
    const acknowledged = withAcknowledgement(live(rings, 0, 1).alert, { at: noon + minute, by: 'ada' });
    const later = live(acknowledged, 2, 60, (alert, at) =>
      at === 30 ? withChange(alert, change(30, { ringing: false })) : alert,
    );
    expect(told(later.taken)).toEqual(['35 over operations']);
  });

  test('When somebody declares it over, Then whoever was told hears so at once', () => {
    const escalated = live(rings, 0, 20).alert;
    const resolved = withResolution(escalated, { at: noon + 21 * minute, by: 'ada' });
    expect(told(live(resolved, 21, 120).taken)).toEqual(['21 over operations+lead']);
  });

  test('When its alarm comes and goes, Then it is announced once', () => {
    const flapping = live(rings, 0, 14, (alert, at) =>
      withChange(alert, change(at, { ringing: at % 2 === 0 })),
    );
    expect(told(flapping.taken)).toEqual(['0 first operations']);
  });

  test('When it rings again after it was said to be over, Then it is announced anew', () => {
    const over = live(rings, 0, 10, (alert, at) =>
      at === 2 ? withChange(alert, change(2, { ringing: false })) : alert,
    );
    expect(told(over.taken)).toEqual(['0 first operations', '7 over operations']);
    // It rang within the calm, but the notification was late.
    expect(told(live(withChange(over.alert, change(4)), 11, 12).taken)).toEqual(['11 first operations']);
    expect(told(live(withChange(over.alert, change(30)), 30, 31).taken)).toEqual(['30 first operations']);
  });

  test('When it was over before anybody was told, Then it is announced as over', () => {
    const short = withChange(rings, change(1, { ringing: false }));
    expect(told(live(short, 1, 60).taken)).toEqual(['1 over operations']);
  });
});

describe('Given a warning', () => {
  const rings = withChange(newAlert('path'), change(9 * 60, warning));

  test('When it rings in quiet hours, Then it is announced when they end', () => {
    expect(told(live(rings, 9 * 60, 20 * 60).taken)).toEqual([`${19 * 60} first operations`]);
  });

  test('When it becomes critical at night, Then it is announced at once', () => {
    const night = live(rings, 9 * 60, 10 * 60, (alert, at) =>
      at === 580 ? withChange(alert, change(580, { alarm: 'other' })) : alert,
    );
    expect(told(night.taken)).toEqual(['580 first operations', '595 escalated lead']);
  });

  test('When finance is concerned too, Then each audience has its own steps', () => {
    const both = withChange(
      newAlert('path'),
      change(0, { ...warning, audiences: ['operations', 'finance'] }),
    );
    expect(told(live(both, 0, 60).taken)).toEqual(['0 first operations', '0 first finance']);
  });
});

describe('Given any course of alarms and acknowledgements', () => {
  const anyActs = fc.array(fc.record({ at: fc.integer({ min: 0, max: 200 }), resolve: fc.boolean() }), {
    maxLength: 4,
  });
  const start = fc.constantFrom(0, 8 * 60, 18 * 60);

  /** What happens, each at its minute; `late` delays some notifications. */
  const anyCourse = fc.record({
    changes: anyChanges,
    acts: anyActs,
    late: fc.integer({ min: 0, max: 30 }),
    start,
  });

  function run({
    changes,
    acts,
    late,
    start: first,
  }: {
    changes: readonly ReturnType<typeof change>[];
    acts: readonly { at: number; resolve: boolean }[];
    late: number;
    start: number;
  }) {
    const shift = first * minute;
    return live(newAlert('path'), first, first + 220, (alert, at) => {
      const heard = changes
        .filter((one, index) => one.at + shift + (index % 3 === 0 ? late * minute : 0) === noon + at * minute)
        .map((one) => ({ ...one, at: one.at + shift }));
      const changed = heard.reduce(withChange, alert);
      return acts
        .filter((act) => act.at + first === at)
        .reduce((one, { resolve }) => {
          const act = { at: noon + at * minute, by: 'ada' };
          return resolve ? withResolution(one, act) : withAcknowledgement(one, act);
        }, changed);
    });
  }

  test('When steps are taken, Then never two with the same key', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        const keys = run(course).taken.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  test('When a step is not noted, Then it stays the next one, with the same key', () => {
    fc.assert(
      fc.property(anyChanges, fc.integer({ min: 0, max: 300 }), (changes, at) => {
        const alert = changes.reduce(withChange, newAlert('path'));
        const now = noon + at * minute;
        expect(nextStep(alert, policy, now)?.key).toBe(nextStep(alert, policy, now)?.key);
      }),
    );
  });

  test('When a critical alarm rings that nobody knows of, Then it never waits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_439 }), (at) => {
        const step = nextStep(withChange(newAlert('path'), change(at)), policy, noon + at * minute);
        expect(step?.kind).toBe('first');
      }),
    );
  });

  test('When a warning is announced, Then never in quiet hours', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        for (const { severity, audience, minute: at } of run(course).taken)
          if (severity === 'warning' && audience === 'operations') {
            const hour = new Date(noon + at * minute).getUTCHours();
            expect(hour >= 7 && hour < 20).toBe(true);
          }
      }),
    );
  });

  test('When an audience is told again, Then never before its minutes have passed', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        const { taken } = run(course);
        for (const audience of ['operations', 'finance'] as const) {
          const theirs = taken.filter((step) => step.audience === audience);
          for (const [index, step] of theirs.entries()) {
            const before = theirs[index - 1];
            if (!before || step.kind === 'first' || step.kind === 'over') continue;
            expect(step.minute - before.minute).toBeGreaterThanOrEqual(15);
          }
        }
      }),
    );
  });
});
