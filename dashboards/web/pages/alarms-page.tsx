import { useEffect } from 'react';
import type { AlarmListing } from '../../console-api.ts';
import { AlarmRow } from '../alarms/alarm-row.tsx';
import { RingingAlarm } from '../alarms/ringing-alarm.tsx';
import { CellPageHead } from '../components/cell-page-head.tsx';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { fetchAlarms } from '../data/api.ts';
import type { Feed } from '../data/status-feed.ts';
import { usePolled } from '../data/use-polled.ts';
import { formatCount } from '../format/numbers.ts';

/** Alarms change once a minute at most. */
const pollMs = 5_000;

/**
 * Every alarm of the cell: the one that was asked for and what rings, each with its runbook, then
 * all of them.
 */
export function AlarmsPage({ alarm, feed }: { alarm: string | undefined; feed: Feed }) {
  const { data, error } = usePolled(fetchAlarms, pollMs);
  useEffect(() => {
    document.title = 'Alarms · Invoice events';
  }, []);
  return (
    <div className="page">
      <CellPageHead
        title="Alarms"
        spoken="Alarms of the cell"
        feed={feed}
        asOf={data && Date.parse(data.asOf)}
      />
      {!data && !error && <Message title="Reading the alarms…" />}
      {!data && error && <Message title="The alarms cannot be shown now.">{error.message}</Message>}
      {data && <Listing listing={data} asked={alarm} />}
    </div>
  );
}

interface ListingProps {
  readonly listing: AlarmListing;
  /** Name of the alarm whose runbook was asked for. */
  readonly asked: string | undefined;
}

function Listing({ listing: { asOf, alarms }, asked }: ListingProps) {
  // An alarm that is made of others says nothing that they do not.
  const own = alarms.filter(({ condition }) => condition !== null);
  const ringing = own.filter(({ state }) => state === 'ALARM');
  // First the one that was asked for, whether it still rings or not.
  const shown = [
    ...own.filter(({ name }) => name === asked),
    ...ringing.filter(({ name }) => name !== asked),
  ];
  const unknown = own.filter(({ state }) => state === 'INSUFFICIENT_DATA');
  const critical = ringing.filter(({ severity }) => severity === 'critical');
  const level = critical.length > 0 ? 'attention' : ringing.length > 0 ? 'late' : 'good';
  return (
    <>
      <div className={`verdict level-${level}`}>
        <p className="verdict-title">
          {ringing.length === 0 ? 'No alarm rings' : `${formatCount(ringing.length)} ringing`}
        </p>
        <p className="verdict-text">
          {ringing.length > 0 && `${formatCount(critical.length)} critical. `}
          {formatCount(own.length)} alarms are evaluated each minute
          {unknown.length > 0 && `; ${formatCount(unknown.length)} have not enough data yet`}.
        </p>
      </div>
      {shown.map((alarm) => (
        <RingingAlarm key={alarm.name} alarm={alarm} asOf={asOf} isAsked={alarm.name === asked} />
      ))}
      <Panel
        title="All alarms"
        help="The alarms of the templates, evaluated on this cell’s own metrics. A state is kept over a restart."
      >
        <div className="alarm-table">
          <table>
            <caption className="visually-hidden">All alarms, those that ring first</caption>
            <thead>
              <tr>
                <th scope="col">Alarm</th>
                <th scope="col">State</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {own.map((alarm) => (
                <AlarmRow key={alarm.name} alarm={alarm} />
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </>
  );
}
