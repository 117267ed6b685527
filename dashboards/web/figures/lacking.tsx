import { lacksData } from '../../coverage.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import type { Panel as PanelData } from '../../pages/dashboard.ts';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { shortLookWords } from '../format/periods.ts';
import { formatDate } from '../format/times.ts';
import { type Board, shortLookOf } from './board.ts';

type Lacked = Pick<Board, 'looker' | 'coverage'>;

/** What a figure lacks, beside it: data at all, or some of the days that it looks back at. */
export function Lacking({ kpi, board }: { kpi: Kpi; board: Lacked }) {
  if (lacksData(kpi, board.looker, board.coverage))
    return <span className="change">no data for this period</span>;
  const short = shortLookOf(kpi, board);
  return short ? <span className="change figure-caution">{shortLookWords(short)}</span> : null;
}

/** A panel of a period that is over before there were data. */
export function NoData({ panel, board }: { panel: PanelData; board: Lacked }) {
  const { coverage } = board;
  const first = coverage.isKnown ? coverage.firstDay : undefined;
  return (
    <Panel title={panel.title} className={`width-${panel.width ?? 'full'}`}>
      <Message title="There are no data for this period.">
        {first === undefined
          ? 'The cell has received no invoice yet.'
          : `The first invoice was received on ${formatDate(first)}. Choose a period from then on.`}
      </Message>
    </Panel>
  );
}
