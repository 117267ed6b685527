import { isByCurrency } from '../../converted.ts';
import { lacksData } from '../../coverage.ts';
import { addsUp, currenciesOf, type Figure } from '../../figures.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { FiguresPanel as FiguresPanelData } from '../../pages/dashboard.ts';
import { ScrollBox } from '../components/scroll-box.tsx';
import { AsOf } from './as-of.tsx';
import { Assumed } from './assumed.tsx';
import { type Board, figureOf, figuresFor, nameOf } from './board.ts';
import { Explanation } from './explanation.tsx';
import { FigureChange, FigureValue } from './figure-value.tsx';
import { Lacking } from './lacking.tsx';
import { figureCells } from './panel-csv.ts';
import { PanelFrame } from './panel-frame.tsx';
import { Target, TargetText, TargetVerdict } from './target.tsx';

/** Figures side by side; those that are split by currency in a table, unless there is one only. */
export function FiguresPanel({ panel, board }: { panel: FiguresPanelData; board: Board }) {
  const kpis = panel.kpis.map(kpiOf);
  const plain = kpis.filter((kpi) => !isByCurrency(kpi));
  const split = kpis.filter(isByCurrency);
  const currencies = currenciesOf(split.map(({ id }) => board.answers.get(nameOf({ kpi: id }))));
  const one = currencies.length === 1 ? currencies[0] : undefined;
  const tiles = one === undefined ? plain : kpis;
  const names = kpis.map(({ id }) => nameOf({ kpi: id }));
  // As on the page: 0 where there is nothing to add up.
  const cells = () =>
    kpis.flatMap((kpi) => {
      const groups = isByCurrency(kpi) ? currencies.map((currency) => ({ currency })) : [{}];
      return groups.map((group) => figureCells(kpi, shownFigure(kpi, group, board), board));
    });
  return (
    <PanelFrame panel={panel} board={board} names={names} csv={cells}>
      {tiles.length > 0 && (
        <dl className="figures">
          {tiles.map((kpi) => (
            <Tile key={kpi.id} kpi={kpi} currency={isByCurrency(kpi) ? one : undefined} board={board} />
          ))}
        </dl>
      )}
      {one === undefined && split.length > 0 && (
        <CurrencyTable title={panel.title} kpis={split} currencies={currencies} board={board} />
      )}
    </PanelFrame>
  );
}

interface TileProps {
  readonly kpi: Kpi;
  /** The only one there is, of a figure that is split by it. */
  readonly currency: string | undefined;
  readonly board: Board;
}

function Tile({ kpi, currency, board }: TileProps) {
  const group = currency === undefined ? {} : { currency };
  const figure = shownFigure(kpi, group, board);
  return (
    <div className="figure">
      <dt>
        {kpi.title}
        <Explanation kpi={kpi} board={board} />
      </dt>
      <dd>
        <span className="figure-value">
          <FigureValue kpi={kpi} figure={figure} board={board} />
          {kpi.unit === 'money' && <span className="figure-unit"> {currency}</span>}
        </span>
        <FigureChange kpi={kpi} figure={figure} />
        <Lacking kpi={kpi} board={board} />
        <AsOf kpi={kpi} looker={board.looker} />
        <Assumed kpi={kpi} view={board.looker.view} />
        <Target kpi={kpi} figure={figure} board={board} />
      </dd>
    </div>
  );
}

interface CurrencyTableProps {
  readonly title: string;
  readonly kpis: readonly Kpi[];
  readonly currencies: readonly string[];
  readonly board: Board;
}

/** A row per currency: no two of them are ever added up, unless the reader asks for one. */
function CurrencyTable({ title, kpis, currencies, board }: CurrencyTableProps) {
  if (currencies.length === 0)
    return <p className="nothing">Nothing in this period and with these filters.</p>;
  return (
    <ScrollBox className="wide-table" label={`${title} by currency`}>
      <table>
        <caption className="visually-hidden">{title} by currency</caption>
        <thead>
          <tr>
            <th scope="col">Currency</th>
            {kpis.map((kpi) => (
              <th key={kpi.id} scope="col" className="number">
                {kpi.title}
                <Explanation kpi={kpi} board={board} />
                <Lacking kpi={kpi} board={board} />
                <AsOf kpi={kpi} looker={board.looker} />
                <Assumed kpi={kpi} view={board.looker.view} />
                <TargetText kpi={kpi} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {currencies.map((currency) => (
            <tr key={currency}>
              <th scope="row">{currency}</th>
              {kpis.map((kpi) => {
                const figure = shownFigure(kpi, { currency }, board);
                return (
                  <td key={kpi.id} className="number">
                    <FigureValue kpi={kpi} figure={figure} board={board} />
                    <FigureChange kpi={kpi} figure={figure} />
                    <TargetVerdict kpi={kpi} figure={figure} board={board} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** The figure of a group: 0 for a sum or count of nothing, and a dash for what is not defined. */
function shownFigure(kpi: Kpi, group: Figure['row']['group'], board: Board): Figure {
  const found = figureOf(figuresFor({ kpi: kpi.id }, board) ?? [], group);
  const isNothing = addsUp(kpi) && !lacksData(kpi, board.looker, board.coverage);
  return found ?? { row: { group, value: isNothing ? '0' : null }, before: undefined };
}
