import { describe, expect, test } from 'vitest';
import { isStatusOf, isTerminal, kindOf, rankOf } from '../../../functions/core/invoice/lifecycle.ts';
import { type Stage, type Status, stageStatuses, stages } from '../../../schemas/stages.ts';

const all = stages.flatMap((stage) => stageStatuses[stage].map((status): [Stage, Status] => [stage, status]));

describe('Given the lifecycle', () => {
  test('When it is walked, Then every status ranks above the one before it', () => {
    const ranks = all.map(([stage, status]) => rankOf(stage, status));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(all.length);
  });

  test('When its exceptions and ends are asked for, Then they are these', () => {
    const exceptions = all.filter(([stage, status]) => kindOf(stage, status) === 'exception');
    expect(exceptions.map(([, status]) => status)).toEqual(['rejected', 'mismatched', 'denied', 'failed']);
    expect(all.filter(([stage, status]) => isTerminal(stage, status))).toEqual([['posting', 'paid']]);
  });

  test('When a status belongs to another stage, Then it is not one of this stage', () => {
    expect(isStatusOf('ingestion', 'paid')).toBe(false);
    expect(isStatusOf('posting', 'paid')).toBe(true);
    expect(() => kindOf('ingestion', 'paid')).toThrow(RangeError);
  });
});
