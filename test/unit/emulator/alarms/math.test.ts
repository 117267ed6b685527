import { describe, expect, it } from 'vitest';
import { evaluateExpression, type TimeSeries } from '../../../../emulator/alarms/math/evaluate.ts';
import { parseExpression, referencesOf } from '../../../../emulator/alarms/math/parse.ts';

const series: Readonly<Record<string, TimeSeries>> = {
  m1: [30, 20, 0, 0],
  m2: [20, undefined, 20, undefined],
  gaps: [1, undefined, undefined, 4],
  none: [undefined, undefined, undefined, undefined],
};

const seriesOf = (text: string) => evaluateExpression(parseExpression(text), (id) => series[id] ?? [], 4);

describe('Given expressions of metric math', () => {
  it.each<[string, TimeSeries]>([
    // The examples of CloudWatch's documentation.
    ['m1 < m2', [0, 0, 1, 0]],
    ['m1 >= 30', [1, 0, 0, 0]],
    ['m1 - m2', [10, 20, -20, 0]],
    ['5 * m1', [150, 100, 0, 0]],
    ['FILL(gaps, 10)', [1, 10, 10, 4]],
    // What is missing on one side counts as 0, on both it stays missing.
    ['m2 + gaps', [21, undefined, 20, 4]],
    ['none + none', [undefined, undefined, undefined, undefined]],
    ['none + 1', [undefined, undefined, undefined, undefined]],
    // A division by zero drops the datapoint.
    ['100 * m2 / m1', [(100 * 20) / 30, 0, undefined, undefined]],
    ['SUM([m1, m2, gaps])', [51, 20, 20, 4]],
    ['SUM([none, none])', [undefined, undefined, undefined, undefined]],
    ['MAX([m1, m2])', [30, 20, 20, 0]],
    ['IF(m1 > 10, m1, 1)', [30, 20, 1, 1]],
    ['-m1 + 2 * (1 + m1)', [32, 22, 2, 2]],
    ['10 - 3 - m1', [-23, -13, 7, 7]],
  ])('When %s is evaluated, Then as documented', (text, expected) => {
    expect(seriesOf(text)).toEqual(expected);
  });

  it.each([
    'RATE(m1)',
    'METRICS()',
    'm1 AND m2',
    'm1 ^ 2',
    'm1 +',
    '(m1',
    'm1 m2',
    'SUM(m1)',
    'FILL(m1, REPEAT)',
    'FILL(m1, m2)',
    '[m1, m2]',
    'm1 + [m1]',
    '3',
  ])('When %s is not supported, Then it is refused', (text) => {
    expect(() => seriesOf(text)).toThrow();
  });

  it('When an expression names metrics, Then it says which', () => {
    expect(referencesOf(parseExpression('100 * FILL(a, 0) / IF(b > 0, SUM([c, d]), 1)'))).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });
});
