import {
  dailyShape,
  hourlyShape,
  type VolumeShape,
} from '../../../functions/core/analytics/forecast/volume/slots.ts';
import type { Findings, Goal, Section } from '../section.ts';
import { demoEvents, demoVolumes, usualUntil } from './demo.ts';
import { type JudgedSeries, judgeVolume } from './judge-volume.ts';
import { m4Weekly } from './m4.ts';
import { meanOf } from './scores.ts';

/** Weeks of a year. */
const yearlyCycle = 52;

const m4: Section = {
  id: 'm4',
  title: 'Volume: weekly series of the M4 competition',
  reads: 'm4',
  run: async ({ data, isShort }) => {
    const all = (await m4Weekly(data)).slice(0, isShort ? 20 : undefined);
    const judged = all.map(({ known, actual }) =>
      judgeVolume(
        { values: known, slots: [(step) => step % yearlyCycle], cycle: yearlyCycle },
        ...([actual, 1] as const),
      ),
    );
    return {
      about: `${all.length} series, 13 weeks ahead, scored as the competition did it (differences of one step); the naive forecast’s MASE is the published 2.777. Parameters were fixed on the 13 weeks before those that are judged. The busiest are the two weeks of which most is expected.`,
      table: tableOf([['13 weeks', judged]]),
      goals: [
        atMost('MASE ≤ 2.5', meanOf(judged.map(({ mase }) => mase)), 2.5),
        atMost('MSIS ≤ 20.4', meanOf(judged.map(({ msis }) => msis)), 20.4),
      ],
    };
  },
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const generated: Section = {
  id: 'demo-volume',
  title: 'Volume: the demo’s events by stage',
  run: async ({ isShort }) => {
    const [hours, days]: JudgedSeries[][] = [[], []];
    for (const seed of isShort ? [201] : [201, 202, 203, 204, 205]) {
      const events = demoEvents(seed);
      hours?.push(...byTheHour(events, isShort ? 1 : 6));
      days?.push(...byTheDay(events, isShort ? 1 : 8));
    }
    return {
      about:
        'What each of the four stages gets, in the histories that `npm start` shows, but for the day of outages at their end: the next 168 hours from 26 weeks, at six origins, and the next 14 days from a year, at eight. Errors are scaled by those of “as a week ago” in what is known. Seeds 201 to 205; parameters were fixed on seeds 1 and 2, how intervals grow with what is expected on 1 to 8. The busiest are the tenth of hours or days of which most is expected: pay runs and the end of the month.',
      table: tableOf([
        ['168 hours', hours ?? []],
        ['14 days', days ?? []],
      ]),
      goals: [
        below('MASE of hours < 1', meanOf((hours ?? []).map(({ mase }) => mase)), 1),
        below('MASE of days < 1', meanOf((days ?? []).map(({ mase }) => mase)), 1),
      ],
    };
  },
};

export const volumeSections: readonly Section[] = [m4, generated];

type Events = ReturnType<typeof demoEvents>;

function byTheHour(events: Events, origins: number): readonly JudgedSeries[] {
  const first = usualUntil / hourMs - 26 * 7 * 24;
  const series = demoVolumes(events, first * hourMs, hourMs);
  const shape = hourlyShape(first);
  return Object.values(series).flatMap((values) => atOrigins(values, shape, 168, origins, 336));
}

function byTheDay(events: Events, origins: number): readonly JudgedSeries[] {
  const first = usualUntil / dayMs - 390;
  const series = demoVolumes(events, first * dayMs, dayMs);
  const shape = dailyShape(first);
  return Object.values(series).flatMap((values) => atOrigins(values, shape, 14, origins, 14));
}

/** Judges forecasts at several origins, the last of which has the end of the series to forecast. */
function atOrigins(
  values: readonly number[],
  shape: VolumeShape,
  horizon: number,
  origins: number,
  apart: number,
): readonly JudgedSeries[] {
  return Array.from({ length: origins }, (_, back) => {
    const origin = values.length - horizon - back * apart;
    const actual = values.slice(origin, origin + horizon);
    return judgeVolume({ ...shape, values: values.slice(0, origin) }, actual, shape.cycle);
  });
}

function tableOf(rows: readonly (readonly [string, readonly JudgedSeries[]])[]): Findings['table'] {
  const measures = ['mase', 'naiveMase', 'seasonalMase', 'msis', 'isIn80', 'areBusyIn80', 'isIn95'] as const;
  return [
    ['ahead', 'n', 'MASE', 'naive', 'a cycle ago', 'MSIS', 'in 80 %', 'in 80 % of the busiest', 'in 95 %'],
    ...rows.map(([name, judged]) => [
      ...[name, `${judged.length}`],
      ...measures.map((measure) => meanOf(judged.map((each) => each[measure])).toFixed(2)),
    ]),
  ];
}

function atMost(goal: string, value: number, most: number): Goal {
  return { goal, found: value.toFixed(3), isMet: value <= most };
}

function below(goal: string, value: number, bound: number): Goal {
  return { goal, found: value.toFixed(3), isMet: value < bound };
}
