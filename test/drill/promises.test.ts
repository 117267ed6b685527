import { describe, expect, it } from 'vitest';
import { names } from '../../functions/core/names.ts';
import { fullPlan } from './plan.ts';
import { type Outcome, promisesKept } from './promises.ts';

const ringing = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'a reason']));
const expected = ['dead-letters-posting', 'health', 'health-critical'].map((kind) => names().alarm(kind));
const kept: Outcome = {
  plan: fullPlan,
  compared: { pairs: [10, 12, 11].map((withPoison) => ({ withPoison, without: 10 })) },
  phases: [
    {
      ...{ name: 'poison', acknowledged: 10_000, notTaken: {}, largestBacklog: 900, workedOffMs: 1_000 },
      ...{ p50Ms: 800, p99Ms: 1_500, maxMs: 2_000 },
    },
  ],
  status: {
    ...{ accepted: 50_010, visible: 50_000, distinct: 50_000 },
    ...{ deadLettered: 0, inFlight: 0, discarded: 10 },
  },
  ...{ acknowledged: 50_005, discarded: 10, redriven: 490, lost: [], twice: [] },
  planted: { invoiceId: 'INV-1', eventId: 'e-1', queue: names().queue('posting'), found: true },
  differencesAfterwards: 0,
  downstream: { due: 11_000, told: 11_000, again: [] },
  deadLetteredStages: ['posting'],
  alarms: { rang: ringing(...expected), stillRinging: [] },
};

/** The promises that the outcome breaks, by their numbers. */
function broken(outcome: Outcome): readonly number[] {
  return promisesKept(outcome).flatMap(({ kept }, index) => (kept ? [] : [index]));
}

describe('Given what a drill came to', () => {
  it('When all is well, Then every promise is kept', () => {
    expect(broken(kept)).toEqual([]);
    expect(promisesKept(kept)).toHaveLength(10);
  });

  it.each<readonly [string, number, Partial<Outcome>]>([
    ['an event is lost', 0, { lost: ['e-2'] }],
    ['too few events were acknowledged', 0, { acknowledged: 49_999 }],
    ['an event is there twice', 1, { twice: ['e-2'] }],
    ['an accepted event is not visible', 2, { status: { ...kept.status, accepted: 50_011 } }],
    ['a dead letter is left', 2, { status: { ...kept.status, deadLettered: 1 } }],
    ['more was discarded than was meant', 2, { discarded: 9 }],
    ['the planted loss is not found', 3, { planted: { ...kept.planted, found: false } }],
    ['something is still missing', 3, { differencesAfterwards: 1 }],
    ['nothing says how fast it was', 4, { phases: [] }],
    ['poison slows the others', 5, { compared: { pairs: [{ withPoison: 13, without: 10 }] } }],
    ['an alarm stays silent', 6, { deadLetteredStages: ['posting', 'ingestion'] }],
    ['another one rings', 7, { alarms: { rang: ringing(...expected, 'other'), stillRinging: [] } }],
    ['one does not clear', 8, { alarms: { rang: ringing(...expected), stillRinging: expected.slice(0, 1) } }],
    ['the downstream was not told of an event', 9, { downstream: { due: 2, told: 1, again: [] } }],
    [
      'the downstream was told twice',
      9,
      { downstream: { due: 2, told: 2, again: [{ first: 1, again: 2 }] } },
    ],
  ])('When %s, Then one promise is broken', (_, promise, change) => {
    expect(broken({ ...kept, ...change })).toEqual([promise]);
  });
});
