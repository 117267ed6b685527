import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sized } from '../../long-run.ts';
import { compared } from './detectors.ts';
import { type NabSeries, nabScore, nabScoreAt, probationOf } from './nab-scorer.ts';
import { addScore, noScore } from './score.ts';
import { detectorSections } from './sections.ts';
import { seriesOf, watched, weathers, world } from './world.ts';

describe('Given the sections that generate what they are judged on', () => {
  const generated = detectorSections.filter(({ reads }) => reads === undefined);

  it.each(generated.slice(0, sized(1, generated.length)))(
    'When $id is run in short, Then the detector beats the rest',
    async (section) => {
      const { table } = await section.run({ isShort: true, data: '' });
      const [head = [], ours = [], ...others] = table;
      expect(others).toHaveLength(compared.length - 1);
      const f1 = (row: readonly string[]) => Number(row[head.indexOf('F1')]);
      for (const row of others) expect(f1(ours)).toBeGreaterThanOrEqual(f1(row));
    },
  );
});

describe('Given a world', () => {
  const [noisy] = weathers;
  if (!noisy) throw new Error('There is no weather.');
  const generated = world(7, noisy, 2);

  it('When it is made again from its seed, Then it is the same', () => {
    expect(world(7, noisy, 2)).toEqual(generated);
    expect(world(8, noisy, 2)).not.toEqual(generated);
  });

  it('When currencies are added up, Then they make everything', () => {
    const [all, ...currencies] = watched
      .filter(({ dimension }) => dimension !== 'vendor')
      .map((scope) => seriesOf(generated, scope).values);
    const sums = all?.map((_, hour) => currencies.reduce((sum, values) => sum + (values[hour] ?? 0), 0));
    expect(sums).toEqual(all);
  });

  it('When a detector knows all incidents, Then its score is perfect', () => {
    const score = noScore();
    addScore(score, generated, { ...compared[0], unusual: () => hoursOf(generated.incidents) }, 0);
    expect(score.found).toBe(score.incidents);
    expect(score.outagesInTime).toBe(score.outages);
    const blind = noScore();
    addScore(blind, generated, { ...compared[0], unusual: () => new Set() }, 0);
    expect(blind).toMatchObject({
      found: 0,
      trueEpisodes: 0,
      falseEpisodes: 0,
      metricWeeks: 2 * watched.length,
    });
    expect(blind.incidents).toBe(score.incidents);
  });
});

function hoursOf(incidents: readonly { readonly from: number; readonly until: number }[]): Set<number> {
  return new Set(
    incidents.flatMap(({ from, until }) => Array.from({ length: until - from }, (_, n) => from + n)),
  );
}

describe('Given the page of the evaluation', () => {
  it('When a section is looked for, Then its output is there', () => {
    const page = readFileSync(new URL('../../../docs/evaluation.md', import.meta.url), 'utf8');
    for (const { title } of detectorSections) expect(page).toContain(`## ${title}\n`);
  });
});

describe('Given a benchmark of one series with one window', () => {
  const series: NabSeries = {
    name: 'one',
    at: Array.from({ length: 100 }, (_, index) => index),
    values: Array.from({ length: 100 }, () => 1),
    windows: [[40, 49]],
  };
  const alarmAt = (...indices: readonly number[]) => [
    series.values.map((_, index) => (indices.includes(index) ? 1 : 0)),
  ];

  it('When nothing is said, Then the score is 0, and at its beginning 100', () => {
    expect(nabScore([series], alarmAt()).score).toBe(0);
    expect(nabScore([series], alarmAt(40)).score).toBeCloseTo(100);
  });

  it('When it is said late or beside it, Then the score is less', () => {
    const late = nabScore([series], alarmAt(47)).score;
    expect(late).toBeGreaterThan(50);
    expect(late).toBeLessThan(95);
    // A false alarm before any window costs 0.11 of the 2 between nothing and everything.
    expect(nabScore([series], alarmAt(40, 20)).score).toBeCloseTo(100 - 5.5);
    expect(nabScore([series], alarmAt(40, 51)).score).toBeGreaterThan(100 - 5.5);
  });

  it('When a threshold was fixed, Then alarms below it count for nothing', () => {
    const scores = [series.values.map((_, index) => (index === 41 ? 3 : index === 20 ? 4 : 1))];
    expect(nabScore([series], scores)).toEqual({ score: nabScoreAt(3, [series], scores), threshold: 3 });
    expect(nabScoreAt(5, [series], scores)).toBe(0);
    expect(nabScoreAt(4, [series], scores)).toBeCloseTo(-5.5);
  });

  it('When it is said within the first 15 %, Then that costs nothing', () => {
    expect(probationOf(series)).toBe(15);
    expect(nabScore([series], alarmAt(40, 14)).score).toBeCloseTo(100);
    expect(nabScore([series], alarmAt(40, 15)).score).toBeLessThan(95);
  });
});
