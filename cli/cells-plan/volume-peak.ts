import { readFileSync } from 'node:fs';
import type {
  ExpectedBusiestHour,
  ExpectedVolume,
  VolumeForecast,
} from '../../dashboards/volume-forecast.ts';
import { isObject, type JsonObject, type JsonValue, own } from '../../lib/json.ts';
import { printable } from '../../lib/printable.ts';
import { parseStrictJson } from '../../lib/strict-json.ts';
import { date as datePattern } from '../../schemas/patterns.ts';
import { CliError, exitCodes } from '../errors.ts';
import { amount } from './figures.ts';

/** What a volume forecast says that the busiest hour of all stages stays within. */
export interface VolumePeak {
  /** The last day that the forecast knew of. */
  readonly asOf: string;
  /** In so many of a hundred cases. */
  readonly percent: 80 | 95;
  /** Of the hour. */
  readonly events: number;
}

/** A peak and the file that it is from. */
export interface PeakOfFile extends VolumePeak {
  readonly file: string;
  /** Of the hour, spread evenly over it: only hours are counted. */
  readonly eventsPerSecond: number;
}

const secondsPerHour = 3_600;

/**
 * The peak of a file that `bems forecast volume --json` wrote.
 * @throws {CliError} VOLUME_FORECAST_UNUSABLE, naming the field; the error of a file that cannot be read
 */
export function readVolumePeak(file: string): PeakOfFile {
  const parsed = parseVolumePeak(readFileSync(file, 'utf8'));
  if ('peak' in parsed) return { file, ...parsed.peak, eventsPerSecond: parsed.peak.events / secondsPerHour };
  throw new CliError(
    'VOLUME_FORECAST_UNUSABLE',
    `${file} has no peak to plan for: ${parsed.problem}`,
    'Write it with `bems forecast volume --json`, or give the peak with --peak.',
    exitCodes.usage,
  );
}

const cases = { 80: 'four of five', 95: 'nineteen of twenty' } as const;

/** Where the peak of a plan is from, for a person. */
export function peakText({ file, asOf, events, percent, eventsPerSecond }: PeakOfFile): string {
  return `Peak: ${amount(eventsPerSecond * 60)} events a minute, from ${printable(file)}, the volume forecast as of the end of ${asOf}: in ${cases[percent]} cases no hour of its days has more than ${amount(events)} events of all stages, here spread evenly over the hour.`;
}

const whole = 'allStages' satisfies keyof VolumeForecast;
const busiest = 'busiestHour' satisfies keyof ExpectedVolume;

/** Reads the peak from the text of a forecast, or says what is wrong with it. */
export function parseVolumePeak(text: string): { readonly peak: VolumePeak } | { readonly problem: string } {
  const json = parseStrictJson(text);
  if ('problem' in json) return json;
  const { value } = json;
  if (!isObject(value)) return { problem: 'it is no object' };
  const asOf = own(value, 'asOf');
  if (!isDate(asOf)) return { problem: 'asOf must be a date such as 2026-03-01' };
  const all = own(value, whole);
  if (!isObject(all)) return { problem: `${whole} must be an object` };
  const learning = own(all, 'learning');
  if (typeof learning === 'string') return { problem: `the cell was still learning, ${printable(learning)}` };
  const hour = own(all, busiest);
  if (!isObject(hour)) return { problem: `${whole}.${busiest} must be an object` };
  return peakOf(hour, asOf);
}

/** The rarer case, where it is known. */
function peakOf(busiestHour: JsonObject, asOf: string): ReturnType<typeof parseVolumePeak> {
  const saidOf = (name: keyof ExpectedBusiestHour & `within${number}`) => own(busiestHour, name);
  const [within80, within95] = [saidOf('within80'), saidOf('within95')];
  if (typeof within80 !== 'number' || !(within80 > 0))
    return { problem: `${whole}.${busiest}.within80 must be a number above 0` };
  if (within95 === null) return { peak: { asOf, percent: 80, events: within80 } };
  if (typeof within95 !== 'number' || within95 < within80)
    return { problem: `${whole}.${busiest}.within95 must be null or a number from within80 up` };
  return { peak: { asOf, percent: 95, events: within95 } };
}

const date = new RegExp(datePattern);

function isDate(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && date.test(value);
}
