import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConflictDecision } from '../../../functions/core/invoice/conflicts.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { factOf, someFacts } from './arbitrary-facts.ts';

const first = factOf('ingestion', 'received', 0, { eventId: 'e' });
const second = factOf('ingestion', 'received', 0, { eventId: 'e', amount: '1.00' });
const third = factOf('ingestion', 'received', 0, { eventId: 'e', amount: '2.00' });

function decided(eventId: string, digests: readonly string[], minute = 0): ConflictDecision {
  const at = new Date(Date.UTC(2026, 2, 3, 0, minute)).toISOString();
  return { invoiceId: 'INV-1', eventId, digests, choice: 'all', reason: 'both are true', by: 'ada', at };
}

const conflictsOf = (facts: Parameters<typeof project>[0], ...decisions: readonly ConflictDecision[]) =>
  project(facts, undefined, decisions).conflicts;

describe('Given an event id with two contents', () => {
  const both = decided('e', [first.digest, second.digest]);

  test('When both are kept by decision, Then it is no conflict any more', () => {
    expect(conflictsOf([first, second])).toEqual(['e']);
    expect(conflictsOf([first, second], both)).toEqual([]);
  });

  test('When a third content comes, Then it is one again until that is covered', () => {
    const facts = [first, second, third];
    expect(conflictsOf(facts, both)).toEqual(['e']);
    expect(conflictsOf(facts, both, decided('e', [first.digest, third.digest], 1))).toEqual([]);
  });

  test('When a decision is about another id or one content, Then it stays', () => {
    expect(conflictsOf([first, second], decided('f', both.digests))).toEqual(['e']);
    expect(conflictsOf([first, second], decided('e', [second.digest]))).toEqual(['e']);
  });
});

describe('Given any facts and any decisions about them', () => {
  const decisionsAbout = someFacts.chain((facts) =>
    fc
      .array(
        fc
          .record({
            fact: fc.constantFrom(...facts),
            covered: fc.subarray(facts),
            minute: fc.nat({ max: 3 }),
          })
          .map(({ fact, covered, minute }) =>
            decided(
              fact.event.eventId,
              covered.map(({ digest }) => digest),
              minute,
            ),
          ),
        { maxLength: 6 },
      )
      .map((decisions) => ({ facts, decisions })),
  );

  test('When they come in any order and repetition, Then the head is the same', () => {
    const shuffled = decisionsAbout.chain(({ facts, decisions }) =>
      fc
        .shuffledSubarray([...decisions, ...decisions], { minLength: decisions.length * 2 })
        .map((again) => ({ facts, decisions, again })),
    );
    fc.assert(
      fc.property(shuffled, ({ facts, decisions, again }) => {
        expect(project(facts, undefined, again)).toEqual(project(facts, undefined, decisions));
      }),
    );
  });

  test('When they are obeyed, Then nothing changes but which conflicts are open', () => {
    fc.assert(
      fc.property(decisionsAbout, ({ facts, decisions }) => {
        const { conflicts: open, ...head } = project(facts, undefined, decisions);
        const { conflicts, ...undecided } = project(facts);
        expect(head).toEqual(undecided);
        expect(conflicts).toEqual(expect.arrayContaining([...open]));
      }),
    );
  });
});
