import type { AnomalyStep } from '../../../functions/core/analytics/anomaly/anomaly-series.ts';
import { ScrollTable } from '../components/scroll-table.tsx';
import type { AnomalyValues } from './anomaly-values.ts';
import type { CourseProps } from './course-chart.tsx';
import { slotWords } from './slot-words.ts';

/** The values of the chart, the newest first. */
export function CourseTable({ title, anomaly: { bucket }, slots, values }: CourseProps) {
  return (
    <ScrollTable label={`${title}: values`}>
      <thead>
        <tr>
          <th scope="col">{bucket === 'hour' ? 'Hour' : 'Day'}</th>
          <th scope="col" className="number">
            Observed
          </th>
          <th scope="col" className="number">
            Expected
          </th>
          <th scope="col" className="number">
            Not unusual
          </th>
          <th scope="col">Said of it</th>
        </tr>
      </thead>
      <tbody>
        {slots.toReversed().map((slot) => (
          <tr key={slot.at}>
            <th scope="row">{slotWords(slot, bucket)}</th>
            <Values step={slot.step} values={values} />
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function Values({ step, values: { format } }: { step: AnomalyStep | undefined; values: AnomalyValues }) {
  if (!step)
    return (
      <>
        <td className="number">–</td>
        <td className="number">–</td>
        <td className="number">–</td>
        <td>Cannot be told</td>
      </>
    );
  const { observed, expected, low, high, isEpisode } = step;
  return (
    <>
      <td className="number">{format(observed)}</td>
      <td className="number">~{format(expected)}</td>
      <td className="number">
        {low === undefined || high === undefined ? '–' : `${format(low)} to ${format(high)}`}
      </td>
      <td>{isEpisode ? 'Unusual' : 'As usual'}</td>
    </>
  );
}
