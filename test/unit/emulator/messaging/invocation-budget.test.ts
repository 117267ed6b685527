import { describe, expect, it } from 'vitest';
import { InvocationBudget } from '../../../../emulator/messaging/invocation-budget.ts';

describe('Given a budget that is spent', () => {
  it('calls those who wait in their turn, as far as what comes back goes', () => {
    const budget = new InvocationBudget(10);
    budget.take(12);
    expect(budget.isSpent).toBe(true);
    const called: string[] = [];
    const takeAll = (name: string) => () => {
      called.push(name);
      budget.take(10);
    };
    budget.whenFree(takeAll('first'));
    budget.whenFree(takeAll('second'));
    budget.give(2);
    expect(called).toEqual([]);
    budget.give(1);
    expect(called).toEqual(['first']);
    budget.give(10);
    expect(called).toEqual(['first', 'second']);
  });

  it('calls each who waits once, though it waits again', () => {
    const budget = new InvocationBudget(1);
    budget.take(1);
    let calls = 0;
    const again = () => {
      calls++;
      budget.whenFree(again);
    };
    budget.whenFree(again);
    budget.give(1);
    expect(calls).toBe(1);
  });
});
