import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type HourlyVolumes,
  noVolumeForecast,
  volumeForecastOf,
  volumeSettings,
} from '../../../dashboards/volume-forecast.ts';
import { addDays } from '../../../functions/core/invoice/dates.ts';
import { byStage, type Stage, stages } from '../../../schemas/stages.ts';

/** A Monday. */
const today = '2026-03-02';
const fewestDays = volumeSettings.fewestWeeks * 7;

/** Events of ingestion on so many days before today, by the hour; those of other stages if they are given. */
function volumes(
  days: number,
  countAt: (daysAgo: number, hour: number) => number,
  others: Partial<Record<Stage, ArrayLike<number>>> = {},
): HourlyVolumes {
  const hours = Array.from({ length: days * 24 }, (_, at) => countAt(days - Math.floor(at / 24), at % 24));
  const none = new Float64Array(days * 24);
  return byStage((stage) => others[stage] ?? (stage === 'ingestion' ? hours : none));
}

/** On weekdays 60 events at ten and 30 at two, on other days 5 at nine. Today is a Monday. */
function workday(daysAgo: number, hour: number): number {
  const isWeekend = daysAgo % 7 === 1 || daysAgo % 7 === 2;
  if (isWeekend) return hour === 9 ? 5 : 0;
  return hour === 10 ? 60 : hour === 14 ? 30 : 0;
}

describe('Given twelve weeks of which each is like the one before', () => {
  const { asOf, stages: found, allStages } = volumeForecastOf(volumes(12 * 7, workday), today);
  const [ingestion] = found;

  it('When days are forecast, Then they are the next 14, weekends apart', () => {
    expect(asOf).toBe('2026-03-01');
    expect(ingestion?.stage).toBe('ingestion');
    expect(ingestion?.days.map(({ day }) => day)).toEqual(
      Array.from({ length: 14 }, (_, ahead) => addDays(today, ahead)),
    );
    for (const [ahead, { expected, in80 }] of (ingestion?.days ?? []).entries()) {
      const [least, most] = ahead % 7 < 5 ? [81, 99] : [4, 18];
      expect(expected).toBeGreaterThan(least);
      expect(expected).toBeLessThan(most);
      expect(in80.high - in80.low).toBeLessThan(30);
    }
  });

  it('When hours are forecast, Then they are those of the next seven days', () => {
    const [monday, ...others] = ingestion?.days ?? [];
    expect(monday?.hours).toHaveLength(24);
    expect(others.map(({ hours }) => hours.length)).toEqual([...Array(6).fill(24), ...Array(7).fill(0)]);
    expect(monday?.hours[10]?.expected).toBeGreaterThan(54);
    expect(monday?.hours[10]?.expected).toBeLessThan(66);
    expect(monday?.hours[3]?.expected).toBeLessThan(2);
    expect(others[4]?.hours[10]?.expected).toBeLessThan(2);
  });

  it('When the busiest hour is told, Then it is when weekdays are busiest', () => {
    const busiest = ingestion?.busiestHour;
    expect(busiest).toMatchObject({ hour: 10, within95: null });
    expect([6, 0]).not.toContain(new Date(busiest?.day ?? '').getUTCDay());
    expect(busiest?.median).toBeGreaterThan(54);
    expect(busiest?.within80).toBeGreaterThanOrEqual(60);
    expect(busiest?.within80).toBeLessThan(72);
  });

  it('When all stages are told, Then they are the one that has events', () => {
    const { stage: _, ...alone } = ingestion ?? { stage: 'ingestion' };
    expect(allStages).toEqual(alone);
    expect(found.slice(1).map(({ learning }) => learning)).toEqual(
      Array.from({ length: 3 }, () => '0 of 10 weeks so far'),
    );
  });

  it('When two stages are busy at different hours, Then their peaks are no sum', () => {
    const atTen = volumes(84, (_, hour) => (hour === 10 ? 60 : 0)).ingestion;
    const atTwo = volumes(84, (_, hour) => (hour === 14 ? 20 : 0)).ingestion;
    const both = volumeForecastOf(volumes(84, workday, { ingestion: atTen, posting: atTwo }), today);
    expect(both.allStages.busiestHour).toMatchObject({ median: 60, within80: 60, hour: 10 });
    expect(both.allStages.days[0]?.expected).toBe(80);
    expect(both.stages[3]?.busiestHour).toMatchObject({ median: 20, within80: 20, hour: 14 });
  });
});

describe('Given habits that changed more than half a year ago', () => {
  it('When hours are forecast, Then it is from what is usual since', () => {
    const changed = volumes(300, (daysAgo, hour) => (hour === (daysAgo > 182 ? 3 : 10) ? 60 : 0));
    const [monday] = volumeForecastOf(changed, today).allStages.days;
    expect(monday?.hours[3]?.expected).toBeLessThan(0.5);
    expect(monday?.hours[10]?.expected).toBeGreaterThan(50);
  });
});

describe('Given a history that is short', () => {
  const learningAfter = (days: number) =>
    volumeForecastOf(
      volumes(200, (daysAgo) => (daysAgo <= days ? 1 : 0)),
      today,
    ).allStages;

  it('When ten weeks are not whole, Then it learns, and says how far it is', () => {
    expect(learningAfter(fewestDays)).toEqual({
      learning: '9 of 10 weeks so far',
      ...{ days: [], busiestHour: null },
    });
  });

  it('When they are, after the first day with an event, Then there is a forecast', () => {
    const { learning, days } = learningAfter(fewestDays + 1);
    expect(learning).toBeUndefined();
    expect(days).toHaveLength(14);
    expect(days[0]?.expected).toBeCloseTo(24, 0);
  });

  it('When there is a reason for none, Then every stage has it', () => {
    const none = noVolumeForecast(today, 'it has just begun');
    expect(none.asOf).toBe('2026-03-01');
    expect([...none.stages, none.allStages].map(({ learning }) => learning)).toEqual(
      Array.from({ length: stages.length + 1 }, () => 'it has just begun'),
    );
  });
});

describe('Given any counts', () => {
  const counts = fc.array(fc.nat({ max: 500 }), { minLength: 24, maxLength: 24 * 9 });

  it('When volumes are forecast, Then what is expected is always in its interval', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 71, max: 110 }), (some, days) => {
        const drawn = volumes(days, (daysAgo, hour) => some[(daysAgo * 24 + hour) % some.length] ?? 0);
        const { allStages } = volumeForecastOf(drawn, today);
        const { days: found, busiestHour } = allStages;
        for (const { expected, in80 } of found.flatMap((day) => [day, ...day.hours])) {
          expect(in80.low).toBeGreaterThanOrEqual(0);
          expect(in80.low).toBeLessThanOrEqual(expected);
          expect(in80.high).toBeGreaterThanOrEqual(expected);
          expect(Number.isInteger(in80.low) && Number.isInteger(in80.high)).toBe(true);
        }
        if (!busiestHour) return;
        expect(busiestHour.within80).toBeGreaterThanOrEqual(Math.floor(busiestHour.median));
        expect(Number.isInteger(busiestHour.within80)).toBe(true);
        expect(found.map(({ day }) => day)).toContain(busiestHour.day);
      }),
      { numRuns: 15 },
    );
  });
});
