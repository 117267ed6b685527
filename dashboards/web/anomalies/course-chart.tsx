import { useMemo } from 'react';
import type { AnomalyStep } from '../../../functions/core/analytics/anomaly/anomaly-series.ts';
import type { ListedAnomaly } from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { type AnomalySlot, lonelySlots, ownBand, slotAfter } from '../../anomaly-chart.ts';
import type { ChartForm } from '../components/chart-options.ts';
import { LazyChart } from '../components/lazy-chart.tsx';
import type { AnomalyValues } from './anomaly-values.ts';
import { slotLabel, slotWords } from './slot-words.ts';

export interface CourseProps {
  /** Of the panel. */
  readonly title: string;
  readonly anomaly: ListedAnomaly;
  readonly slots: readonly AnomalySlot[];
  readonly values: AnomalyValues;
}

/** What happened as a line, what was expected as a dashed one, what is not unusual as an area, and the anomaly marked. */
export function CourseChart({ title, anomaly, slots, values }: CourseProps) {
  const { bucket, sentence } = anomaly;
  const scale = values.scaleOf(Math.max(0, ...slots.map(({ step }) => step?.observed ?? 0)));
  const form = useMemo<ChartForm>(
    () => ({
      kind: 'line',
      format: (value) => values.format(scale * value),
      short: (value) => values.short(scale * value),
    }),
    [values, scale],
  );
  const band = ownBand(anomaly, slots);
  const drawn = [...slots, ...slots.slice(-1).map((last) => slotAfter(last, bucket))];
  const hasRange = slots.some(({ step }) => step?.high !== undefined);
  const lonely = lonelySlots(slots);
  const unusual = slots.map(({ step }, index) => (step?.isEpisode || lonely[index]) ?? false);
  const of = (read: (step: AnomalyStep) => number | undefined) =>
    slots.map(({ step }) => {
      const value = step && read(step);
      return value === undefined ? null : value / scale;
    });
  const description = [
    `${title}.`,
    peakWords(slots, anomaly, values),
    band ? `Marked: ${sentence}` : '',
    'The button “Table” shows the values.',
  ].join(' ');
  return (
    <>
      <ul className="legend series-legend" aria-label="Colours">
        <li className="series-1">Observed</li>
        <li className="series-2 series-estimate">Expected</li>
        {hasRange && <li className="series-2 series-range">Not unusual</li>}
        {band && <li className="series-marked">This anomaly</li>}
      </ul>
      <LazyChart
        form={form}
        description={description}
        data={{
          labels: drawn.map((slot) => slotLabel(slot, bucket)),
          bands: band ? [{ first: band.first, last: band.last }] : [],
          series: [
            { title: 'Observed', color: '--series-1', values: of(({ observed }) => observed), dots: unusual },
            {
              ...{ title: 'Expected', color: '--series-2', isEstimate: true },
              values: of(({ expected }) => expected),
              dots: lonely,
            },
          ],
          ...(hasRange && {
            range: {
              ...{ title: 'Not unusual', color: '--series-2' },
              low: of(({ low }) => low),
              high: of(({ high }) => high),
            },
          }),
        }}
      />
      {slots.some(({ step }) => step === undefined) && (
        <p className="note">Where lines are broken, it cannot be told whether it was usual.</p>
      )}
    </>
  );
}

/** The step that was furthest from what was expected. */
function peakWords(
  slots: readonly AnomalySlot[],
  { bucket }: ListedAnomaly,
  { format }: AnomalyValues,
): string {
  const [most] = slots
    .filter((slot) => slot.step !== undefined)
    .toSorted((a, b) => Math.abs(b.step?.score ?? 0) - Math.abs(a.step?.score ?? 0));
  if (!most?.step) return '';
  const { observed, expected } = most.step;
  return `Furthest off ${slotWords(most, bucket)}: ${format(observed)} instead of about ${format(expected)}.`;
}
