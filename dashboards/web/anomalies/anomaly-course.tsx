import { useMemo, useState } from 'react';
import type { AnomalySeries } from '../../../functions/core/analytics/anomaly/anomaly-series.ts';
import { anomalySlots } from '../../anomaly-chart.ts';
import { courseWords } from '../../anomaly-words.ts';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import type { Feed } from '../data/status-feed.ts';
import { CsvButton } from '../figures/csv-button.tsx';
import { type CsvRow, statedOfCell } from '../figures/panel-csv.ts';
import { TableToggle } from '../figures/table-toggle.tsx';
import { anomalyValues } from './anomaly-values.ts';
import { CourseChart } from './course-chart.tsx';
import { CourseTable } from './course-table.tsx';

interface AnomalyCourseProps {
  readonly series: AnomalySeries;
  readonly feed: Feed;
  /** Whether it could not be read again. */
  readonly isOld: boolean;
}

/** What happened before, during and after an anomaly, against what was expected, by hours or days. */
export function AnomalyCourse({ series, feed, isOld }: AnomalyCourseProps) {
  const [asTable, setAsTable] = useState(false);
  const { anomaly, lookedAt, steps } = series;
  const { measure, currency } = anomaly;
  const title = `${series.title} by ${anomaly.bucket}`;
  const values = useMemo(() => anomalyValues(measure, currency), [measure, currency]);
  const slots = anomalySlots(series);
  const lacking = courseWords(series);
  const Course = asTable ? CourseTable : CourseChart;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <Panel
      title={title}
      help={`${values.help} Period and filters do not apply.`}
      actions={
        steps.length > 0 && (
          <>
            {isOld && <span className="stale-mark">Not up to date</span>}
            <TableToggle asTable={asTable} onToggle={setAsTable} />
            <CsvButton
              title={title}
              rows={() => courseCells(series, values.unit)}
              stated={statedOfCell(feed, Date.parse(lookedAt ?? '') || undefined, timeZone)}
            />
          </>
        )
      }
    >
      {steps.length === 0 ? (
        <Message title="There is nothing to draw.">{lacking}</Message>
      ) : (
        <>
          <Course {...{ title, anomaly, slots, values }} />
          {lacking !== '' && <p className="note">{lacking}</p>}
        </>
      )}
    </Panel>
  );
}

/** The lines of its file; what cannot be told has none. */
function courseCells({ anomaly, steps }: AnomalySeries, unit: string): readonly CsvRow[] {
  return steps.map(({ at, day, observed, expected, score, isEpisode, low, high }) => ({
    ...{ metric: anomaly.metric, by: anomaly.bucket, from: at, day, unit },
    ...{ observed: `${observed}`, expected: `${expected}`, score: `${score}` },
    ...{ usualFrom: low?.toFixed(1) ?? '', usualTo: high?.toFixed(1) ?? '' },
    unusual: isEpisode ? 'yes' : 'no',
  }));
}
