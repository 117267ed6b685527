import {
  type ExpectedVolume,
  noVolumeForecast,
  type VolumeForecast,
} from '../../dashboards/volume-forecast.ts';
import { addDays } from '../../functions/core/invoice/dates.ts';

const first = '2026-03-31';

function expectedVolume(times: number, within95: number | null): ExpectedVolume {
  return {
    days: Array.from({ length: 14 }, (_, ahead) => ({
      day: addDays(first, ahead),
      expected: times * 1_000.4,
      in80: { low: times * 800, high: times * 1_200 },
      hours: Array.from({ length: ahead < 7 ? 24 : 0 }, (_none, hour) => ({
        expected: times * hour + 0.2,
        in80: { low: times * hour, high: times * (hour + 2) },
      })),
    })),
    busiestHour: {
      ...{ median: times * 150, within80: times * 300, within95 },
      ...{ day: addDays(first, 1), hour: within95 === null ? null : 9 },
    },
  };
}

const { stages } = noVolumeForecast(first, '1 of 10 weeks so far');

/** What a cell expects whose postings began a short while ago. */
export const fakeVolumes: VolumeForecast = {
  asOf: '2026-03-30',
  stages: stages.map((each) =>
    each.stage === 'posting' ? each : { stage: each.stage, ...expectedVolume(1, null) },
  ),
  allStages: expectedVolume(3, 1_234),
};
