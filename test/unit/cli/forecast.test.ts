import { afterEach, describe, expect, it } from 'vitest';
import {
  type ExpectedVolume,
  noVolumeForecast,
  type VolumeForecast,
} from '../../../dashboards/volume-forecast.ts';
import { byStage, stages } from '../../../schemas/stages.ts';
import { type FakeCell, startFakeCell } from './fake-cell.ts';
import { runProgram } from './run-program.ts';

let cell: FakeCell | undefined;
afterEach(() => cell?.close());

/** What the command prints of a cell that answers so. */
async function printed(body: unknown, args: readonly string[] = [], status = 200): Promise<string> {
  cell = await startFakeCell({ answers: { '/console/api/volume-forecast': { status, body } } });
  return (await runProgram(cell, ['forecast', 'volume', ...args])).out;
}

const expected = (many: number, within95: number | null = many): ExpectedVolume => ({
  days: [
    {
      ...{ day: '2026-03-02', expected: many, in80: { low: many - 10, high: many + 10 } },
      hours: [
        { expected: many / 24, in80: { low: 0, high: many / 12 } },
        { expected: 1.5, in80: { low: 1, high: 3 } },
      ],
    },
    { day: '2026-03-03', expected: 5.4, in80: { low: 0, high: 11 }, hours: [] },
  ],
  busiestHour: {
    ...{ median: many / 4, within80: many / 2, within95 },
    ...{ day: '2026-03-02', hour: within95 === null ? null : 9 },
  },
});

const learning: ExpectedVolume = { learning: '3 of 10 weeks so far', days: [], busiestHour: null };
const known = byStage((stage) => (stage === 'posting' ? learning : expected(1_200, null)));
const forecast: VolumeForecast = {
  asOf: '2026-03-01',
  stages: stages.map((stage) => ({ stage, ...known[stage] })),
  allStages: expected(3_600),
};

describe('Given a cell that expects events', () => {
  it('When a person asks, Then days, busiest hours and what is learned are told', async () => {
    const lines = (await printed(forecast)).split('\n');
    expect(lines[0]).toMatch(
      /^Events expected by day of UTC, as of the end of 2026-03-01\. Four days in five/,
    );
    expect(lines[2]).toMatch(/^day +ingestion +reconciliation +authorization +all stages$/);
    expect(lines[3]).toMatch(/^2026-03-02( +1,200 \(1,190–1,210\)){3} +3,600 \(3,590–3,610\)$/);
    expect(lines[4]).toMatch(/^2026-03-03( +5\.4 \(0–11\)){4}$/);
    expect(lines.find((line) => line.startsWith('all stages '))).toMatch(
      / +900 +1,800 +3,600 +2026-03-02 09:00$/,
    );
    expect(lines.find((line) => line.startsWith('ingestion '))).toMatch(/ +300 +600 +– +2026-03-02$/);
    expect(lines.at(-1)).toBe('posting: learning, 3 of 10 weeks so far.');
  });

  it('When hours are asked for, Then they are those of that stage', async () => {
    const lines = (await printed(forecast, ['--hours', 'all'])).split('\n');
    expect(lines[0]).toMatch(/^Events of all stages expected by hour of UTC, as of the end of 2026-03-01/);
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(/^from +2026-03-02$/),
      '00:00  150 (0–300)',
      expect.stringMatching(/^01:00 +1\.5 \(1–3\)$/),
    ]);
    expect(await printed(forecast, ['--hours', 'ingestion'])).toContain('Events of ingestion');
    expect(await printed(forecast, ['--hours', 'posting'])).toBe('posting: learning, 3 of 10 weeks so far.');
  });

  it('When JSON is asked for, Then it is what the cell answered', async () => {
    expect(JSON.parse(await printed(forecast, ['--json']))).toEqual(forecast);
  });

  it('When nothing can be told yet, Then it says so, and why', async () => {
    expect((await printed(noVolumeForecast('2026-03-02', '0 of 10 weeks so far'))).split('\n')).toEqual([
      'No volumes are forecast yet, as of the end of 2026-03-01.',
      ...[...stages, 'all stages'].map((name) => `${name}: learning, 0 of 10 weeks so far.`),
    ]);
  });

  it('When what answers is no local cell, Then it says so', async () => {
    await expect(printed({ title: 'Not found' }, [], 404)).rejects.toMatchObject({
      code: 'NO_CONSOLE',
      exitCode: 3,
    });
  });
});
