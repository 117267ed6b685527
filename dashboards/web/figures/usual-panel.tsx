import type { Kpi } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { UsualPanel as UsualPanelData } from '../../pages/dashboard.ts';
import { historyAsk, sameHours, type Usual, usualAsks, usualOf, weekAsk } from '../../usual.ts';
import { formatWeekday } from '../format/times.ts';
import { formatValue } from '../format/values.ts';
import { type Board, nameOf } from './board.ts';
import { Explanation } from './explanation.tsx';
import { FigureChange } from './figure-value.tsx';
import { figureCells } from './panel-csv.ts';
import { PanelFrame } from './panel-frame.tsx';

interface UsualPanelProps {
  readonly panel: UsualPanelData;
  readonly board: Board;
}

/** What has come in today, and whether that is usual by now. */
export function UsualPanel({ panel, board }: UsualPanelProps) {
  const { kpis: ids, weeks, atLeast } = panel;
  const { looker, answers } = board;
  const histories = ids.map((id) => answers.get(nameOf(historyAsk(id, looker, weeks))));
  const figures = ids.map((id) => {
    const asks = Array.from({ length: weeks + 1 }, (_, weeksAgo) => weekAsk(id, looker, weeksAgo));
    const readings = asks.map((ask) => answers.get(nameOf(ask)));
    return { kpi: kpiOf(id), usual: usualOf(readings, histories, atLeast) };
  });
  return (
    <PanelFrame
      panel={panel}
      board={board}
      names={usualAsks(panel, looker).map(nameOf)}
      csv={() =>
        figures.map(({ kpi, usual }) => ({
          ...figureCells(kpi, figureOf(usual), board),
          ...{ counted: 'today so far', weeks: `${usual.weeks}` },
        }))
      }
    >
      <dl className="figures">
        {figures.map(({ kpi, usual }) => (
          <Tile key={kpi.id} kpi={kpi} usual={usual} board={board} />
        ))}
      </dl>
    </PanelFrame>
  );
}

function Tile({ kpi, usual, board }: { kpi: Kpi; usual: Usual; board: Board }) {
  return (
    <div className="figure">
      <dt>
        {kpi.title} today
        <Explanation kpi={kpi} board={board} time={`From midnight until now, ${board.looker.zone}.`} />
      </dt>
      <dd>
        <span className="figure-value">{formatValue(usual.today, kpi.unit, undefined)}</span>
        {usual.usual !== undefined && <FigureChange kpi={kpi} figure={figureOf(usual)} />}
        <span className="change">{usualWords(kpi, usual, board)}</span>
      </dd>
    </div>
  );
}

function figureOf({ today, usual }: Usual) {
  return { row: { group: {}, value: today }, before: usual };
}

/** From what it is usual: the median of so many days of the week up to this time. */
function usualWords({ unit }: Kpi, { usual, weeks }: Usual, { looker }: Board): string {
  const day = formatWeekday(sameHours(looker, 0).to, looker.zone);
  if (usual !== undefined)
    return `${formatValue(usual, unit, undefined)} is usual by now: the median of ${weeks} ${day}s`;
  return weeks === 0
    ? `no usual yet: no ${day} before`
    : `no usual yet: ${weeks} ${day}${weeks === 1 ? '' : 's'} before`;
}
