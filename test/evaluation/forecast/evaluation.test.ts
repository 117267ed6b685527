import { describe, expect, it } from 'vitest';
import { naive, paidWhenDue, seasonalNaive } from './baselines.ts';
import { meanOf, naiveScale, weightedIntervalScore } from './scores.ts';
import { forecastSections } from './sections.ts';

describe('Given the sections that generate what they are judged on', () => {
  const generated = forecastSections.filter(({ reads }) => reads === undefined);

  it.each(generated)('When $id is run in short, Then its table is whole', async (section) => {
    const { table, goals } = await section.run({ isShort: true, data: '' });
    const [head, ...rows] = table;
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) {
      expect(row).toHaveLength(head?.length ?? 0);
      for (const cell of row.slice(1)) expect(Number(cell)).toBeGreaterThanOrEqual(0);
    }
    // A short history says nothing about tails; of errors it says enough.
    const ofErrors = goals.filter(({ goal }) => !/intervals|bound/.test(goal));
    expect(ofErrors.filter(({ isMet }) => !isMet)).toEqual([]);
  });
});

describe('Given a forecast whose intervals are known', () => {
  const of = { median: 10, interval: () => ({ low: 8, high: 14 }) };

  it('When the value is within, Then its score is of width and distance alone', () => {
    // Half the distance, and (1 − level) ÷ 2 of the width for each of three levels, over 3.5.
    expect(weightedIntervalScore(of, 12)).toBeCloseTo((1 + (0.25 + 0.1 + 0.025) * 6) / 3.5);
  });

  it('When the value is outside, Then each interval adds by how much', () => {
    expect(weightedIntervalScore(of, 20)).toBeCloseTo((5 + (0.25 + 0.1 + 0.025) * 6 + 3 * 6) / 3.5);
  });
});

describe('Given weeks of payments', () => {
  const weeks = [1, 9, 2, 5, 3, 11, 4, 7, 5];

  it('When nothing is known but the last, Then it is the guess', () => {
    expect(naive(weeks, 8, 2).median).toBe(7);
    expect(naiveScale([1, 3, 2], 1)).toBe(1.5);
  });

  it('When they come in seasons, Then the guess is the value a season or two ago', () => {
    expect([0, 1, 2, 3, 4].map((ahead) => seasonalNaive(weeks, 8, ahead).median)).toEqual([3, 11, 4, 7, 3]);
  });

  it('When a guess was wrong before, Then its interval is as wide', () => {
    const { low, high } = naive(weeks, 8, 0).interval(0.95);
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(7 + 5);
  });

  it('When invoices are due, Then they are taken for paid then, overdue ones at once', () => {
    const open = [90, 101, 107, 108, 200, undefined].map((dueOn, index) => ({
      ...{ id: `I-${index}`, vendor: 'V', kind: 'invoice', amount: 10 ** index, receivedOn: 80, dueOn },
    }));
    expect(paidWhenDue(open, 100, 3)).toEqual([100_111, 1_000, 0]);
    expect(meanOf([1, 2])).toBe(1.5);
  });
});
