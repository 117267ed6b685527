import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseVolumePeak } from '../../../cli/cells-plan/volume-peak.ts';
import {
  noVolumeForecast,
  type VolumeForecast,
  volumeForecastOf,
} from '../../../dashboards/volume-forecast.ts';
import { byStage } from '../../../schemas/stages.ts';
import { runCommand } from './run-program.ts';

const today = '2026-03-02';

/** A forecast from so many days, the first not whole, of so many events at each hour of the day and stage. */
function forecastOf(atHour: readonly number[], days = 200): VolumeForecast {
  const hours = Array.from({ length: days * 24 }, (_, hour) => atHour[hour % atHour.length] ?? 0);
  return volumeForecastOf(
    byStage(() => hours),
    today,
  );
}

describe('Given any forecast of a cell', () => {
  it('When it is read as a peak, Then it is always the rarest case that is known', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        (counts, isLong) => {
          const forecast = forecastOf(counts, isLong ? 183 : 71);
          const { within80, within95 } = forecast.allStages.busiestHour ?? {};
          expect(parseVolumePeak(JSON.stringify(forecast))).toEqual({
            peak: {
              ...{ asOf: '2026-03-01', percent: isLong ? 95 : 80 },
              events: isLong ? within95 : within80,
            },
          });
        },
      ),
      { numRuns: 10 },
    );
  });

  it('When a value is none of a forecast, Then it is always refused by its name', () => {
    const whole = forecastOf([60]);
    const { allStages } = whole;
    const { busiestHour } = allStages;
    const hourWith = (name: string) => (value: unknown) => ({
      ...whole,
      allStages: { ...allStages, busiestHour: { ...busiestHour, [name]: value } },
    });
    const places: readonly (readonly [string, (value: unknown) => unknown])[] = [
      ['asOf', (value) => ({ ...whole, asOf: value })],
      ['allStages', (value) => ({ ...whole, allStages: value })],
      ['allStages.busiestHour', (value) => ({ ...whole, allStages: { ...allStages, busiestHour: value } })],
      ...['within80', 'within95'].map((name) => [`allStages.busiestHour.${name}`, hourWith(name)] as const),
    ];
    const wrong = fc.constantFrom(undefined, '', 'soon', true, -1, -0.5, [], ['2026-03-01']);
    fc.assert(
      fc.property(fc.constantFrom(...places), wrong, ([name, withValue], value) => {
        const parsed = parseVolumePeak(JSON.stringify(withValue(value)));
        expect(parsed).toEqual({ problem: expect.stringContaining(`${name} must be `) });
      }),
    );
  });

  it('When a value is just outside of what it may be, Then it is refused', () => {
    const of = (within80: unknown, within95: unknown) =>
      parseVolumePeak(
        JSON.stringify({ asOf: '2026-03-01', allStages: { busiestHour: { within80, within95 } } }),
      );
    expect(of(5, 5)).toEqual({ peak: { asOf: '2026-03-01', percent: 95, events: 5 } });
    expect(of(1, null)).toEqual({ peak: { asOf: '2026-03-01', percent: 80, events: 1 } });
    expect(of(0, null)).toMatchObject({ problem: expect.stringContaining('within80 must be') });
    expect(of(null, 5)).toMatchObject({ problem: expect.stringContaining('within80 must be') });
    expect(of(5, 4)).toMatchObject({ problem: expect.stringContaining('within95 must be') });
  });
});

describe('Given `bems cells plan --volume-forecast`', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bems-volume-peak-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a plan of `us-1` says with a file of such contents. */
  async function plan(contents: string, ...args: readonly string[]): Promise<string> {
    const file = join(folder, 'forecast.json');
    writeFileSync(file, contents);
    return (await runCommand(['cells', 'plan', '--cell', 'us-1', '--volume-forecast', file, ...args])).out;
  }

  // Four stages with 15,000 events each in the busiest hour are 1,000 a minute.
  const forecast = forecastOf([600, 15_000, 600]);
  const short = forecastOf([600, 15_000, 600], 75);

  it('When it is given, Then its busiest hour is the peak, and the plan says so', async () => {
    const text = await plan(JSON.stringify(forecast));
    expect(text.split('\n')[0]).toMatch(
      /^Peak: 1,000 events a minute, from .*forecast\.json, the volume forecast as of the end of 2026-03-01: in nineteen of twenty cases no hour of its days has more than 60,000 events of all stages, /,
    );
    expect(text).toContain('Peak: 17 events/s (1,000 a minute)');
    const json = JSON.parse(await plan(JSON.stringify(forecast), '--json'));
    expect(json.peakFrom).toMatchObject({ asOf: '2026-03-01', percent: 95, events: 60_000 });
    expect(json.cells).toMatchObject([{ cell: 'us-1', peakEventsPerSecond: 60_000 / 3_600 }]);
  });

  it('When too little is known for rare cases, Then it says of which it is', async () => {
    expect(await plan(JSON.stringify(short))).toContain('in four of five cases no hour');
  });

  it('When a peak is given too, Then it refuses', async () => {
    await expect(plan(JSON.stringify(forecast), '--peak', '500')).rejects.toThrow(
      /--volume-forecast.*cannot be used with.*--peak/,
    );
  });

  it('When the file is no forecast, or one without a peak, Then it says why', async () => {
    const refusal = { code: 'VOLUME_FORECAST_UNUSABLE', exitCode: 2 };
    await expect(plan('{"asOf": "2026-03-01"}')).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining('allStages must be an object'),
      next: expect.stringContaining('bems forecast volume --json'),
    });
    await expect(plan('[]')).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining('it is no object'),
    });
    await expect(plan('{')).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining('it is not JSON'),
    });
    await expect(plan(JSON.stringify(noVolumeForecast(today, 'it has begun')))).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining('the cell was still learning, it has begun.'),
    });
  });

  it('When there is no file, Then it says so', async () => {
    const args = ['cells', 'plan', '--volume-forecast', join(folder, 'missing.json')];
    await expect(runCommand(args)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
