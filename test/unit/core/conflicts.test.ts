import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConflictDecision } from '../../../functions/core/invoice/conflicts.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { measureRecords } from '../../../functions/core/measures/records.ts';
import { factOf, someFacts } from './arbitrary-facts.ts';

const first = factOf('ingestion', 'received', 0, { eventId: 'e' });
const second = factOf('ingestion', 'received', 0, { eventId: 'e', amount: '1.00' });
const third = factOf('ingestion', 'received', 0, { eventId: 'e', amount: '2.00' });

function decided(eventId: string, covered: readonly Fact[], counts?: Fact): ConflictDecision {
  return {
    ...{ invoiceId: 'INV-1', eventId, digests: covered.map(({ digest }) => digest) },
    ...(counts ? { choice: 'one', counts: counts.digest } : { choice: 'all' }),
    ...{ reason: 'the producer says so', by: 'ada', at: '2026-03-03T00:00:00.000Z' },
  };
}

const headOf = (facts: readonly Fact[], ...decisions: readonly ConflictDecision[]) =>
  project(facts, undefined, decisions);
const conflictsOf = (...args: Parameters<typeof headOf>) => headOf(...args).conflicts;

describe('Given an event id with two contents', () => {
  const both = decided('e', [first, second]);

  test('When both are kept by decision, Then it is no conflict any more', () => {
    expect(conflictsOf([first, second])).toEqual(['e']);
    expect(conflictsOf([first, second], both)).toEqual([]);
  });

  test('When a third content comes, Then it is one again until that is covered', () => {
    const facts = [first, second, third];
    expect(conflictsOf(facts, both)).toEqual(['e']);
    expect(conflictsOf(facts, both, decided('e', facts))).toEqual([]);
  });

  test('When a decision is about another id or one content, Then it stays', () => {
    expect(conflictsOf([first, second], decided('f', [first, second]))).toEqual(['e']);
    expect(conflictsOf([first, second], decided('e', [second]))).toEqual(['e']);
  });

  test('When one is declared to count, Then the amount is that one’s', () => {
    const facts = [first, second];
    expect(headOf(facts, decided('e', facts, second)).amount).toBe('1.00');
    expect(headOf(facts, decided('e', facts, first)).amount).toBe(first.event.amount);
  });

  test('When the decision is changed, Then the last one is in force', () => {
    const facts = [first, second];
    const changed = headOf(facts, decided('e', facts, first), decided('e', facts, second));
    expect(changed).toMatchObject({ amount: '1.00', conflicts: [], eventCount: 2, decisionCount: 2 });
  });

  test('When a third content comes, Then it counts, and what did not still does not', () => {
    const facts = [first, second, third];
    const one = decided('e', [first, second], first);
    expect(headOf(facts, one)).toMatchObject({ conflicts: ['e'], eventCount: 3 });
    expect({ ...headOf(facts, one), eventCount: 2 }).toEqual({ ...headOf([first, third], one) });
  });

  test('When the one that counts is unknown, Then no content disappears', () => {
    const facts = [first, second];
    const { decisionCount, ...head } = headOf(facts, decided('e', facts, third));
    expect({ ...head, conflicts: ['e'] }).toEqual(headOf(facts));
    expect(decisionCount).toBe(1);
  });
});

/** Facts, and decisions about their conflicts, each of all contents of its event. */
const anyDecided = someFacts.chain((facts) =>
  fc
    .array(fc.record({ about: fc.constantFrom(...facts), all: fc.boolean() }), { maxLength: 6 })
    .map((choices) => ({
      facts,
      decisions: choices.map(({ about, all }) => {
        const { eventId } = about.event;
        const contents = facts.filter(({ event }) => event.eventId === eventId);
        return decided(eventId, contents, all ? undefined : about);
      }),
    })),
);

/** The facts that the decisions let count. */
function counting({ facts, decisions }: { facts: readonly Fact[]; decisions: readonly ConflictDecision[] }) {
  return facts.filter(({ event, digest }) => {
    const { counts = digest } = decisions.findLast((each) => each.eventId === event.eventId) ?? {};
    return counts === digest;
  });
}

describe('Given any facts and any decisions about them', () => {
  test('When the facts come in any order and repetition, Then the head is the same', () => {
    const shuffled = anyDecided.chain(({ facts, decisions }) =>
      fc
        .shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 })
        .map((again) => ({ facts, decisions, again })),
    );
    fc.assert(
      fc.property(shuffled, ({ facts, decisions, again }) => {
        expect(headOf(again, ...decisions)).toEqual(headOf(facts, ...decisions));
      }),
    );
  });

  test('When one counts, Then the head is as if only that had come', () => {
    fc.assert(
      fc.property(anyDecided, (plan) => {
        const { conflicts, eventCount, decisionCount: _, ...head } = headOf(plan.facts, ...plan.decisions);
        const { conflicts: __, eventCount: ___, ...alone } = headOf(counting(plan));
        expect(head).toEqual(alone);
        expect(eventCount).toBe(headOf(plan.facts).eventCount);
        const open = headOf(plan.facts).conflicts.filter(
          (eventId) => !plan.decisions.some((each) => each.eventId === eventId),
        );
        expect(conflicts).toEqual(open);
      }),
    );
  });

  test('When one counts, Then the other records are in no figure, and none is missing', () => {
    fc.assert(
      fc.property(anyDecided, (plan) => {
        const records = measureRecords(plan.facts, undefined, plan.decisions);
        const counted = records
          .filter(({ measures }) => measures.disregarded !== 'true')
          .map(({ version: _, measures: { disregarded, ...measures }, ...record }) => ({
            ...record,
            measures,
          }));
        expect(counted).toEqual(measureRecords(counting(plan)).map(({ version: _, ...record }) => record));
        const keys = (of: typeof records) => of.map(({ dimensions }) => dimensions.eventKey).sort();
        expect(keys(records)).toEqual(keys(measureRecords(plan.facts)));
      }),
    );
  });

  test('When a fact or a decision is added, Then the versions grow', () => {
    fc.assert(
      fc.property(anyDecided, fc.nat(), ({ facts, decisions }, less) => {
        const versionOf = (...args: Parameters<typeof headOf>) =>
          measureRecords(args[0], undefined, args.slice(1) as ConflictDecision[])[0]?.version ?? 0;
        const whole = versionOf(facts, ...decisions);
        expect(versionOf([...facts, third], ...decisions)).toBeGreaterThanOrEqual(whole);
        const fewer = decisions.slice(0, less % (decisions.length + 1));
        if (fewer.length < decisions.length)
          expect(versionOf([...facts, third], ...fewer)).toBeLessThan(whole);
      }),
    );
  });
});
