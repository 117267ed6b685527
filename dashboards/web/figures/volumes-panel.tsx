import type { VolumesPanel as VolumesPanelData } from '../../pages/dashboard.ts';
import { stageTitles } from '../../stage-titles.ts';
import type { VolumeForecast } from '../../volume-forecast.ts';
import { Fold } from '../components/fold.tsx';
import { Message } from '../components/message.tsx';
import { framed, Panel } from '../components/panel.tsx';
import { fetchVolumeForecast } from '../data/api.ts';
import { usePolled } from '../data/use-polled.ts';
import { formatDate } from '../format/times.ts';
import type { Board } from './board.ts';
import { CsvButton } from './csv-button.tsx';
import { statedOfDay } from './panel-csv.ts';
import { volumeRows } from './volume-rows.ts';
import { HoursTable, type NamedVolume, VolumesTable } from './volumes-tables.tsx';

const pollMs = 60_000;

/** How many events each stage will get by day and by hour, and in the busiest hour. */
export function VolumesPanel({ panel, board }: { panel: VolumesPanelData; board: Board }) {
  const { data, error } = usePolled(fetchVolumeForecast, pollMs);
  const { feed, looker } = board;
  const all = data ? namedVolumes(data) : [];
  const told = all.filter(({ days }) => days.length > 0);
  const isFiltered = Object.keys(looker.view.filters).length > 0;
  return (
    <Panel
      {...framed(panel)}
      actions={
        data &&
        told.length > 0 && (
          <>
            {error && <span className="stale-mark">Not up to date</span>}
            <CsvButton
              title={panel.title}
              rows={() => told.flatMap(volumeRows)}
              stated={statedOfDay(feed, data.asOf, looker.zone)}
            />
          </>
        )
      }
    >
      {!data && !error && <Message title="Reading…" />}
      {!data && error && <Message title="The forecast cannot be made now.">{error.message}</Message>}
      {data && told.length === 0 && (
        <Message title="Nothing can be told yet.">Learning, {data.allStages.learning}.</Message>
      )}
      {data && told.length > 0 && (
        <>
          <p className="note">
            By what was known at the end of {formatDate(data.asOf)}; days are those of UTC, and today has only
            begun. Four of five are within the two numbers below an estimate, of the busiest days fewer; the
            busiest hour of all the days stays within its bounds in 80 and 95 of 100 cases.
            {isFiltered && ' Of the whole cell: the filters do not apply.'}
          </p>
          <VolumesTable told={told} />
          {all.map(
            ({ id, title, learning }) =>
              learning !== undefined && (
                <p key={id} className="note">
                  {title}: learning, {learning}.
                </p>
              ),
          )}
          <Fold className="forecast-fold" title="By the hour">
            <HoursTable told={told} />
          </Fold>
        </>
      )}
    </Panel>
  );
}

function namedVolumes({ stages, allStages }: VolumeForecast): readonly NamedVolume[] {
  return [
    ...stages.map((each) => ({ ...each, id: each.stage, title: stageTitles[each.stage] })),
    { ...allStages, id: 'all', title: 'All stages' },
  ];
}
