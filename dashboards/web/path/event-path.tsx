import { stages } from '../../../schemas/stages.ts';
import type { CellStatus } from '../../console-api.ts';
import { livePage } from '../../pages/live.ts';
import type { Rates } from '../../rates.ts';
import { Panel } from '../components/panel.tsx';
import { formatCount } from '../format/numbers.ts';
import { Fan } from './fan.tsx';
import { flowOf } from './flow.ts';
import { Lane } from './lane.tsx';
import { Terminal } from './terminal.tsx';

interface EventPathProps {
  readonly status: CellStatus;
  /** Nothing moves where a rate is unknown. */
  readonly rates: Rates;
}

/** A diagram of every event's way through the cell: one entrance, a lane per stage, one exit. */
export function EventPath({ status, rates }: EventPathProps) {
  return (
    <Panel
      title="Path of an event"
      help="From the API to the stores, stage by stage. Totals since this cell began; “now” is what is there this second."
      className="path-panel"
    >
      <div className="path">
        <Terminal
          title="Accepted"
          value={status.accepted}
          rate={rates.accepted}
          side="in"
          note={`plus ${formatCount(status.duplicates)} repeats`}
        />
        <Fan side="in" flows={stages.map((stage) => flowOf(rates.stages[stage].onBus))} />
        <div className="lanes">
          <div className="hop-titles" aria-hidden="true">
            {livePage.hops.map((hop) => (
              <span key={hop.source} title={hop.help}>
                {hop.title}
              </span>
            ))}
          </div>
          <ol className="lane-list">
            {stages.map((stage) => (
              <Lane key={stage} stage={stage} counts={status.stages[stage]} rates={rates.stages[stage]} />
            ))}
          </ol>
        </div>
        <Fan side="out" flows={stages.map((stage) => flowOf(rates.stages[stage].visible))} />
        <Terminal
          title="Visible"
          value={status.visible}
          rate={rates.visible}
          side="out"
          note="in ledger and time series"
        />
      </div>
    </Panel>
  );
}
