import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { episodesOf } from '../../../../functions/core/analytics/anomaly/episodes.ts';
import {
  type HourlySeries,
  hourlySeries,
} from '../../../../functions/core/analytics/anomaly/hourly-series.ts';
import {
  countLimits,
  durationLimits,
  type JudgedHour,
  judgeHours,
  measurementLimits,
} from '../../../../functions/core/analytics/anomaly/judge.ts';
import { learn } from '../../../../functions/core/analytics/anomaly/learn.ts';
import { counts, logDurations, measurements } from '../../../../functions/core/analytics/anomaly/scale.ts';
import { isWeekday, seasonOf } from '../../../../functions/core/analytics/anomaly/seasons.ts';
import { readZone } from '../../../../functions/core/values/zone.ts';

const dayHours = 24;
const week = 7 * dayHours;
/** Sunday, 5 May 2024: weeks later, no part of a month with a season has come yet for 9 days. */
const firstHour = (Date.UTC(2024, 4, 5) / 86_400_000) * dayHours;

function officeHours(hour: number, level = 100): number {
  const day = Math.floor(hour / dayHours);
  const isOpen = hour % dayHours >= 8 && hour % dayHours < 18;
  if (!isWeekday(day)) return 0;
  return isOpen ? level * (1 + ((day + 4) % 7) / 10) : 1;
}

function seriesOf(weeks: number, measured: (hour: number) => number = officeHours): HourlySeries {
  return {
    firstHour,
    values: Array.from({ length: weeks * week }, (_, index) => measured(firstHour + index)),
  };
}

function verdictsOf(series: HourlySeries, from: number, until: number): ReadonlySet<string> {
  return new Set(judgeHours(series, { from, until }, counts, countLimits).map(({ verdict }) => verdict));
}

function at(weeksLater: number, weekday: number, hour: number): number {
  return firstHour + weeksLater * week + weekday * dayHours + hour;
}

describe('Given a series that repeats each week', () => {
  it('When less than three weeks are known, Then it is still learning', () => {
    expect(verdictsOf(seriesOf(3), at(2, 3, 0), at(2, 5, 0))).toEqual(new Set(['learning']));
  });

  it('When three weeks are known, Then working days are told from weekends', () => {
    const learned = learn(seriesOf(3), at(3, 0, 0), counts);
    expect(learned.weeks).toBe(3);
    // Mondays and Tuesdays have one slot: the mean of working days, which is 130.
    expect(learned.expected(at(3, 1, 10))).toBe(learned.expected(at(3, 2, 10)));
    expect(learned.expected(at(3, 2, 10))).toBeGreaterThan(120);
    expect(learned.expected(at(3, 6, 10))).toBeLessThan(8);
  });

  it('When five weeks are known, Then each weekday has slots of its own', () => {
    const learned = learn(seriesOf(5), at(5, 0, 0), counts);
    expect(learned.expected(at(5, 1, 10))).toBeCloseTo(110, -1);
    expect(learned.expected(at(5, 5, 10))).toBeGreaterThan((learned.expected(at(5, 1, 10)) ?? 0) * 1.2);
  });

  it('When a night has next to nothing, Then it cannot tell', () => {
    expect(verdictsOf(seriesOf(9), at(8, 3, 0), at(8, 3, 8))).toEqual(new Set(['cannot tell']));
  });

  it('When a week is like all others, Then it is usual', () => {
    expect(verdictsOf(seriesOf(9), at(8, 3, 8), at(8, 3, 18))).toEqual(new Set(['usual']));
  });

  it('When nothing comes for an hour, Then that hour is unusual at once', () => {
    const outage = at(8, 3, 11);
    const series = seriesOf(9, (hour) => (hour === outage ? 0 : officeHours(hour)));
    const judged = judgeHours(series, { from: outage - 1, until: outage + 2 }, counts, countLimits);
    expect(judged.map(({ verdict }) => verdict)).toEqual(['usual', 'unusual', 'usual']);
    expect(judged[1]?.deviation).toBeLessThan(-3);
  });

  it('When a day is 1.35 times as busy, Then that cannot be seen', () => {
    const day = Math.floor(at(8, 3, 0) / dayHours);
    const series = seriesOf(9, (hour) =>
      Math.floor(hour / dayHours) === day ? 1.35 * officeHours(hour) : officeHours(hour),
    );
    expect(verdictsOf(series, at(8, 3, 8), at(8, 3, 18))).toEqual(new Set(['usual']));
  });

  it('When the past had incidents, Then what is expected hardly moves', () => {
    const slot = at(8, 2, 11);
    const contaminated = seriesOf(8, (hour) =>
      hour === slot - 2 * week ? officeHours(hour) * 6 : officeHours(hour),
    );
    const expected = learn(contaminated, at(8, 0, 0), counts).expected(slot) ?? 0;
    expect(expected).toBeGreaterThan(officeHours(slot) * 0.85);
    expect(expected).toBeLessThan(officeHours(slot) * 1.15);
  });

  it('When the level rises, Then newer weeks count more', () => {
    const risen = seriesOf(8, (hour) => officeHours(hour) * (hour < at(4, 0, 0) ? 1 : 1.2));
    // Alike they would come to 132.
    expect(learn(risen, at(8, 0, 0), counts).expected(at(8, 2, 11))).toBeGreaterThan(133);
  });

  it('When hours always vary a lot, Then one has to be further off', () => {
    const hour = at(8, 2, 11);
    const noise = (of: number) => ((of * 7 + Math.floor(of / week)) % 2 === 0 ? 0.5 : 1.6);
    const verdict = (factor: (of: number) => number) =>
      verdictsOf(
        seriesOf(9, (of) => officeHours(of) * (of === hour ? 0.3 : factor(of))),
        hour,
        hour + 1,
      );
    expect(verdict(() => 1)).toEqual(new Set(['unusual']));
    expect(verdict(noise)).toEqual(new Set(['usual']));
  });

  it('When a late event changes an hour, Then its verdict is corrected', () => {
    const hour = at(8, 3, 11);
    const early = seriesOf(9, (of) => (of === hour ? 0 : officeHours(of)));
    const values = early.values.map((value, index) => (firstHour + index === hour ? 130 : value));
    expect(verdictsOf(early, hour, hour + 1)).toEqual(new Set(['unusual']));
    expect(verdictsOf({ firstHour, values }, hour, hour + 1)).toEqual(new Set(['usual']));
  });

  it('When later hours change, Then what was known before them never does', () => {
    const known = seriesOf(8);
    const expected = learn(known, at(6, 0, 0), counts).expected(at(6, 3, 11));
    fc.assert(
      fc.property(fc.nat({ max: 2 * week - 1 }), fc.nat({ max: 10_000 }), (index, value) => {
        const values = known.values.with(6 * week + index, value);
        expect(learn({ firstHour, values }, at(6, 0, 0), counts).expected(at(6, 3, 11))).toBe(expected);
      }),
    );
  });

  it('When counts are any, Then what is expected is finite and never negative', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.nat({ max: 5_000 }), { nil: undefined }), {
          minLength: 4 * week,
          maxLength: 4 * week,
        }),
        fc.integer({ min: 0, max: week }),
        (values, ahead) => {
          const { expected } = learn({ firstHour, values }, firstHour + 4 * week, counts);
          const found = expected(firstHour + 4 * week + ahead) ?? 0;
          expect(Number.isFinite(found) && found >= 0).toBe(true);
        },
      ),
      { numRuns: 10 },
    );
  });
});

describe('Given months that end with two and a half times as much', () => {
  const monthEnds = (hour: number) =>
    officeHours(hour) * (seasonOf(Math.floor(hour / dayHours))?.startsWith('last') ? 2.5 : 1);
  const lastDay = (Date.UTC(2024, 5, 28) / 86_400_000) * dayHours;

  it('When another month ends, Then that is usual', () => {
    expect(verdictsOf(seriesOf(9, monthEnds), lastDay + 8, lastDay + 18)).toEqual(new Set(['usual']));
  });

  it('When no end of a month was seen yet, Then it is still learning', () => {
    const begin = firstHour + 4 * week;
    const values = seriesOf(9, monthEnds).values.slice(4 * week);
    expect(
      new Set(
        judgeHours(
          { firstHour: begin, values },
          { from: lastDay, until: lastDay + 24 },
          counts,
          countLimits,
        ).map(({ verdict }) => verdict),
      ),
    ).toEqual(new Set(['learning']));
  });

  it('When a day is asked for, Then it has the season that its weekdays give it', () => {
    const season = (date: string) => seasonOf(Date.parse(date) / 86_400_000);
    expect(season('2024-06-28')).toBe('last-0');
    expect(season('2024-06-26')).toBe('last-2');
    expect(season('2024-06-25')).toBeUndefined();
    expect(season('2024-06-30')).toBeUndefined();
    expect(season('2024-06-03')).toBe('first');
    expect(season('2024-06-14')).toBe('middle');
    expect(season('2024-07-15')).toBe('middle');
  });
});

describe('Given medians of durations', () => {
  it('When one is three times as long, Then it is unusual, and not at 1.5 times', () => {
    const hour = at(8, 3, 11);
    const verdict = (factor: number) => {
      const series = seriesOf(9, (of) => Math.log(of === hour ? 60 * factor : 60));
      return judgeHours(series, { from: hour, until: hour + 1 }, logDurations, durationLimits)[0];
    };
    expect(verdict(3)).toMatchObject({ verdict: 'unusual', expected: expect.closeTo(60) });
    expect(verdict(1.5)?.verdict).toBe('usual');
  });
});

describe('Given measurements of a machine', () => {
  /** By day and night 40 and 20, and a little of everything else. */
  const load = (hour: number) => (hour % dayHours < 12 ? 20 : 40) + ((hour * 7_919) % 11) / 10;
  const judge = (measured: (hour: number) => number, from: number, until: number) => {
    const values = Array.from({ length: until - firstHour }, (_, index) => measured(firstHour + index));
    const series: HourlySeries = { firstHour, values, rhythm: 'machines' };
    return judgeHours(series, { from, until }, measurements, measurementLimits);
  };
  const verdictAt = (hour: number, value: number, measured = load) =>
    judge((of) => (of === hour ? value : measured(of)), hour, hour + 1)[0]?.verdict;

  it('When two days are known, Then hours are judged by the hour of the day', () => {
    const [before] = judge(load, at(0, 1, 23), at(0, 2, 0));
    expect(before?.verdict).toBe('learning');
    const noon = at(0, 3, 15);
    expect(verdictAt(noon, load(noon))).toBe('usual');
    expect(verdictAt(noon, 20)).toBe('unusual');
    expect(verdictAt(noon, 60)).toBe('unusual');
  });

  it('When weekends differ, Then they are told apart from the third week on', () => {
    const weekly = (hour: number) => load(hour) + (isWeekday(Math.floor(hour / dayHours)) ? 0 : 15);
    const expectedOn = (day: number, weeks: number) =>
      judge(weekly, at(weeks, day, 15), at(weeks, day, 16))[0]?.expected ?? 0;
    expect(Math.abs(expectedOn(6, 2) - expectedOn(3, 2))).toBeLessThan(1);
    expect(expectedOn(6, 4) - expectedOn(3, 4)).toBeGreaterThan(10);
  });

  it('When a month ends, Then that is no season of a machine', () => {
    const lastDay = (Date.UTC(2024, 4, 31) / 86_400_000) * dayHours;
    expect(judge(load, lastDay, lastDay + dayHours).every(({ verdict }) => verdict === 'usual')).toBe(true);
  });

  it('When wild hours are a habit, Then one more is usual, and a wilder one is not', () => {
    const wild = (hour: number) => load(hour) + (hour % 31 === 0 ? 30 : 0);
    const hour = at(2, 3, 15);
    expect(verdictAt(hour, load(hour) + 28)).toBe('unusual');
    expect(verdictAt(hour, load(hour) + 28, wild)).toBe('usual');
    expect(verdictAt(hour, load(hour) + 60, wild)).toBe('unusual');
  });

  it('When each day is like all others, Then it is usual, and anything else is not', () => {
    const days = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(days, (values) => {
        const measured = (hour: number) => values[hour % dayHours] ?? 0;
        const judged = judge(measured, at(1, 0, 0), at(2, 0, 0));
        expect(judged.every(({ verdict }) => verdict === 'usual')).toBe(true);
        const largest = Math.max(...values.map(Math.abs));
        expect(verdictAt(at(2, 3, 15), 20 * largest + 1, measured)).toBe('unusual');
      }),
      { numRuns: 20 },
    );
  });

  it('When it always was the same, Then what computing makes of it is nothing unusual', () => {
    const always = () => 0.1;
    expect(verdictAt(at(2, 3, 15), 0.1 + 1e-15, always)).toBe('usual');
    expect(verdictAt(at(2, 3, 15), 0.101, always)).toBe('unusual');
  });

  it('When it is told in any other unit, Then what is said never changes', () => {
    const units = fc.record({
      factor: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      offset: fc.integer({ min: -1_000, max: 1_000 }),
    });
    const [from, until] = [at(1, 0, 0), at(2, 0, 0)];
    const wild = (hour: number) => load(hour) + (hour % 29 === 0 ? 9 : 0) - (hour % 83 === 0 ? 25 : 0);
    const judged = judge(wild, from, until);
    expect(new Set(judged.map(({ verdict }) => verdict))).toEqual(new Set(['usual', 'unusual']));
    fc.assert(
      fc.property(units, ({ factor, offset }) => {
        const others = judge((hour) => wild(hour) * factor + offset, from, until);
        others.forEach(({ verdict, expected = Number.NaN }, index) => {
          expect(verdict).toBe(judged[index]?.verdict);
          expect((expected - offset) / factor).toBeCloseTo(judged[index]?.expected ?? Number.NaN, 3);
        });
      }),
      { numRuns: 20 },
    );
  });
});

describe('Given judged hours', () => {
  const hours = (verdicts: readonly JudgedHour['verdict'][]): readonly JudgedHour[] =>
    verdicts.map((verdict, hour) => ({ hour, verdict, value: 1, expected: 5, deviation: -1 - hour }));

  it('When unusual ones are up to two hours apart, Then they are one episode', () => {
    const [only, ...others] = episodesOf(hours(['usual', 'unusual', 'usual', 'usual', 'unusual', 'usual']));
    expect(others).toEqual([]);
    expect(only).toEqual({ from: 1, until: 5, direction: 'less', deviation: -5, value: 4, expected: 20 });
  });

  it('When three quiet hours lie between, Then they are two episodes', () => {
    expect(episodesOf(hours(['unusual', 'usual', 'usual', 'usual', 'unusual']))).toHaveLength(2);
  });
});

describe('Given hours of a zone with summer time', () => {
  const zone = readZone('Europe/Amsterdam');
  const offsetAt = 'value' in zone ? zone.value.offsetAt : () => Number.NaN;
  const hour = 3_600_000;

  it('When clocks go back, Then the repeated hour has the mean of its two', () => {
    const at0 = Date.parse('2024-10-27T00:00:00Z');
    const { values } = hourlySeries(
      [10, 20, 30].map((value, index) => ({ at: at0 + index * hour, value })),
      { offsetAt },
    );
    expect(values).toEqual([15, 30]);
  });

  it('When clocks go forward, Then the skipped hour has what lies between', () => {
    const at0 = Date.parse('2024-03-31T00:00:00Z');
    const two = [0, 1].map((index) => ({ at: at0 + index * hour, value: 7 }));
    expect(hourlySeries(two, { offsetAt }).values).toEqual([7, undefined, 7]);
    expect(hourlySeries(two, { offsetAt }, 0).values).toEqual([7, 0, 7]);
    expect(hourlySeries([], { offsetAt })).toEqual({ firstHour: 0, values: [] });
  });
});
