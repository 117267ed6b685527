import { byStage, type Stage, stages } from '../../../schemas/stages.ts';
import type { FigureAsk } from '../../asks.ts';
import { bottleneckOf, bottleneckRule } from '../../bottleneck.ts';
import { type Figure, sharesOf } from '../../figures.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { StagesPanel as StagesPanelData } from '../../pages/dashboard.ts';
import { stageTitles } from '../../stage-titles.ts';
import { ScrollBox } from '../components/scroll-box.tsx';
import { stuckHref } from '../data/route.ts';
import { formatCount } from '../format/numbers.ts';
import { formatValue } from '../format/values.ts';
import { type Board, figureOf, figuresFor, nameOf } from './board.ts';
import { Explanation } from './explanation.tsx';
import { FigureChange, FigureValue } from './figure-value.tsx';
import { askedCells } from './panel-csv.ts';
import { PanelFrame } from './panel-frame.tsx';
import { Target } from './target.tsx';

/** What the panel asks for: what is in each stage, and the times of each. */
export function stagesAsks({ workInProgress, times, delays }: StagesPanelData): readonly FigureAsk[] {
  const ofTimes = stages.flatMap((stage) => times.map((time) => timeOf(stage, time)));
  const kpis = new Set([workInProgress, ...ofTimes, ...Object.values(delays)]);
  return [...kpis].map((kpi) => ({ kpi }));
}

/** What each time is called above its column. */
const timeTitles: Readonly<Record<string, string>> = {
  'time-p50': 'Half within (p50)',
  'time-p90': '90 % within (p90)',
  'time-p95': '95 % within (p95)',
};

/** Where invoices are, and where they stay the longest. */
export function StagesPanel({ panel, board }: { panel: StagesPanelData; board: Board }) {
  const asks = stagesAsks(panel);
  const work = kpiOf(panel.workInProgress);
  const delays = byStage((stage) => onlyFigure(panel.delays[stage], board).row.value);
  const shares = sharesOf(stages.map((stage) => delays[stage] ?? '0'));
  return (
    <PanelFrame panel={panel} board={board} names={asks.map(nameOf)} csv={() => askedCells(asks, board)}>
      <Verdict panel={panel} delays={delays} work={work} board={board} />
      <ScrollBox className="wide-table" label="Invoices and times by stage">
        <table>
          <caption className="visually-hidden">Invoices and times by stage</caption>
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col" className="number">
                In it now
                <Explanation kpi={work} board={board} />
              </th>
              {panel.times.map((time) => (
                <th key={time} scope="col" className="number">
                  {timeTitles[time] ?? time}
                </th>
              ))}
              <th scope="col" className="share-column">
                Share of the delay
              </th>
            </tr>
          </thead>
          <tbody>
            {stages.map((stage, index) => (
              <tr key={stage} className={`stage-${stage}`}>
                <th scope="row">
                  <span className="stage-name">{stageTitles[stage]}</span>
                  <Explanation kpi={kpiOf(timeOf(stage, 'time-p90'))} board={board} />
                </th>
                <td className="number">
                  <FigureValue kpi={work} figure={inStage(work, stage, board)} board={board} />
                </td>
                {panel.times.map((time) => (
                  <Time key={time} kpi={kpiOf(timeOf(stage, time))} board={board} />
                ))}
                <td className="share-column">
                  <span className="share">
                    <span className="share-bar" aria-hidden="true">
                      <span style={{ width: `${(shares[index] ?? 0) * 100}%` }} />
                    </span>
                    {formatValue(`${shares[index] ?? 0}`, 'share', undefined)}
                  </span>
                  {countsAfterDue(panel, stage) && (
                    <span className="change">
                      counted after the due date only:{' '}
                      <FigureValue
                        kpi={kpiOf(panel.delays[stage])}
                        figure={onlyFigure(panel.delays[stage], board)}
                        board={board}
                      />
                      <Explanation kpi={kpiOf(panel.delays[stage])} board={board} />
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </PanelFrame>
  );
}

interface VerdictProps {
  readonly panel: StagesPanelData;
  readonly delays: Readonly<Record<Stage, string | null>>;
  readonly work: Kpi;
  readonly board: Board;
}

function Verdict({ panel, delays, work, board }: VerdictProps) {
  const found = bottleneckOf(delays);
  if (!found) return <p className="bottleneck">No stage has delayed invoices that left it in this period.</p>;
  const { stage, share } = found;
  const waiting = formatValue(inStage(work, stage, board).row.value, 'count', undefined);
  return (
    <div className="bottleneck">
      <p>
        <strong>Bottleneck: {stageTitles[stage]}.</strong> Nine in ten leave it within{' '}
        {formatValue(delays[stage], 'duration', undefined)}
        {countsAfterDue(panel, stage) && ' after the due date'}, {formatValue(`${share}`, 'share', undefined)}{' '}
        of the delay of all stages together; {waiting} are in it now.{' '}
        <StuckThere stage={stage} board={board} />
      </p>
      <p className="note">{bottleneckRule}</p>
    </div>
  );
}

/** How many are stuck there: of the whole cell, as their list is, so the filters may leave out what it has. */
function StuckThere({ stage, board: { feed, looker } }: { stage: Stage; board: Board }) {
  const stuck = feed.window.at(-1)?.stuckInvoices?.[stage];
  const isFiltered = Object.keys(looker.view.filters).length > 0;
  const ofCell = isFiltered ? 'Of the whole cell, where the filters do not apply' : 'Of the whole cell';
  if (stuck === 0) return <>{ofCell}, none is past the deadline of the stage.</>;
  const list = <a href={stuckHref(stage)}>what is stuck there</a>;
  if (stuck === undefined) return <>How many are past its deadline has not been counted yet: {list}.</>;
  return (
    <>
      {ofCell}, {formatCount(stuck)} {stuck === 1 ? 'is' : 'are'} past the deadline of the stage: {list}.
    </>
  );
}

function Time({ kpi, board }: { kpi: Kpi; board: Board }) {
  const figure = onlyFigure(kpi.id, board);
  return (
    <td className="number">
      <FigureValue kpi={kpi} figure={figure} board={board} />
      <FigureChange kpi={kpi} figure={figure} />
      <Target kpi={kpi} figure={figure} board={board} />
    </td>
  );
}

/** Whether the stage may keep an invoice until it is due. */
function countsAfterDue({ delays }: StagesPanelData, stage: Stage): boolean {
  return delays[stage] !== timeOf(stage, 'time-p90');
}

function timeOf(stage: Stage, time: string): string {
  return `${stage}-${time}`;
}

function onlyFigure(kpi: string, board: Board): Figure {
  return figuresFor({ kpi }, board)?.[0] ?? { row: { group: {}, value: null }, before: undefined };
}

function inStage(work: Kpi, stage: Stage, board: Board): Figure {
  const found = figureOf(figuresFor({ kpi: work.id }, board) ?? [], { stage });
  return found ?? { row: { group: { stage }, value: '0' }, before: undefined };
}
