import { hourText } from '../../dashboards/hour-text.ts';
import type {
  ExpectedBusiestHour,
  ExpectedCount,
  ExpectedVolume,
  VolumeForecast,
} from '../../dashboards/volume-forecast.ts';
import { amount } from '../cells-plan/figures.ts';
import { table } from '../table.ts';

interface Named extends ExpectedVolume {
  readonly name: string;
}

/** The forecast for a person: a line for each day, then the busiest hours, then what cannot be told yet. */
export function volumeText(forecast: VolumeForecast): string {
  const all = named(forecast);
  const told = all.filter(({ days }) => days.length > 0);
  return [
    ...(told.length > 0
      ? [...daysText(forecast.asOf, told), '', ...busiestText(told)]
      : [`No volumes are forecast yet, as of the end of ${forecast.asOf}.`]),
    ...all.flatMap(learningText),
  ].join('\n');
}

/**
 * The hours of one column of the forecast for a person: a line for each hour of the day.
 * @param name of a stage, or `all`
 */
export function hoursText(forecast: VolumeForecast, name: string): string {
  const chosen = named(forecast).find(
    (each) => each.name === name || (name === 'all' && each.name === ofAll),
  );
  const days = (chosen?.days ?? []).filter(({ hours }) => hours.length > 0);
  if (!chosen || days.length === 0) return chosen ? learningText(chosen).join('\n') : '';
  return [
    `Events of ${chosen.name} expected by hour of UTC, as of the end of ${forecast.asOf}. Four hours in five are within the interval beside it; of the busiest, fewer.`,
    '',
    table([
      ['from', ...days.map(({ day }) => day)],
      ...(days[0]?.hours ?? []).map((_, hour) => [
        hourText(hour),
        ...days.map(({ hours }) => countText(hours[hour])),
      ]),
    ]),
  ].join('\n');
}

const ofAll = 'all stages';

function named({ stages, allStages }: VolumeForecast): readonly Named[] {
  return [...stages.map((each) => ({ name: each.stage, ...each })), { name: ofAll, ...allStages }];
}

function learningText({ name, learning }: Named): readonly string[] {
  return learning === undefined ? [] : [`${name}: learning, ${learning}.`];
}

function daysText(asOf: string, told: readonly Named[]): readonly string[] {
  const days = told[0]?.days.map(({ day }) => day) ?? [];
  return [
    `Events expected by day of UTC, as of the end of ${asOf}. Four days in five are within the interval beside it; of the busiest, fewer.`,
    '',
    table([
      ['day', ...told.map(({ name }) => name)],
      ...days.map((day, step) => [day, ...told.map((each) => countText(each.days[step]))]),
    ]),
  ];
}

function busiestText(told: readonly Named[]): readonly string[] {
  return [
    'Events of the busiest hour of all these days. Its median is as likely to be passed as not; in four of five cases no hour has more than the 80 % bound, in nineteen of twenty than that of 95 %.',
    '',
    table([
      ['', 'median', '80 %', '95 %', 'likeliest'],
      ...told.flatMap(({ name, busiestHour }) => (busiestHour ? [busiestCells(name, busiestHour)] : [])),
    ]),
  ];
}

function busiestCells(name: string, { median, within80, within95, day, hour }: ExpectedBusiestHour) {
  return [
    ...[name, amount(median), amount(within80), within95 === null ? '–' : amount(within95)],
    hour === null ? day : `${day} ${hourText(hour)}`,
  ];
}

function countText(count: ExpectedCount | undefined): string {
  return count ? `${amount(count.expected)} (${amount(count.in80.low)}–${amount(count.in80.high)})` : '–';
}
