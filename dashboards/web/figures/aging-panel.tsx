import { currenciesOf, type Figure, sharesOf, sumOf } from '../../figures.ts';
import { agingBuckets } from '../../kpis/derived.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { AgingPanel as AgingPanelData } from '../../pages/dashboard.ts';
import { ScrollBox } from '../components/scroll-box.tsx';
import { AsOf } from './as-of.tsx';
import { type Board, figureOf, figuresFor, nameOf } from './board.ts';
import { Explanation } from './explanation.tsx';
import { FigureChange, FigureValue } from './figure-value.tsx';
import { figureCells } from './panel-csv.ts';
import { PanelFrame } from './panel-frame.tsx';

/** Open amounts by age: per currency a bar of its parts, and each part as an amount. */
export function AgingPanel({ panel, board }: { panel: AgingPanelData; board: Board }) {
  const kpi = kpiOf(panel.kpi);
  const ask = { kpi: kpi.id };
  const figures = figuresFor(ask, board) ?? [];
  const currencies = currenciesOf([board.answers.get(nameOf(ask))]);
  return (
    <PanelFrame
      panel={panel}
      board={board}
      names={[nameOf(ask)]}
      csv={() => figures.map((figure) => figureCells(kpi, figure, board))}
      actions={
        <>
          <AsOf kpi={kpi} looker={board.looker} />
          <Explanation kpi={kpi} board={board} />
        </>
      }
    >
      {currencies.length === 0 ? (
        <p className="nothing">Nothing is open.</p>
      ) : (
        <ScrollBox className="wide-table" label="Open amounts by currency and age">
          <table className="aging">
            <caption className="visually-hidden">Open amounts by currency and days past due</caption>
            <thead>
              <tr>
                <th scope="col">Currency</th>
                {agingBuckets.map((bucket, index) => (
                  <th key={bucket} scope="col" className="number">
                    <span className={`age age-${index}`}>{headings[bucket]}</span>
                  </th>
                ))}
                <th scope="col" className="number">
                  All
                </th>
              </tr>
            </thead>
            {currencies.map((currency) => {
              const parts = agingBuckets.map((aging) => figureOf(figures, { currency, aging }));
              const values = parts.map((part) => part?.row.value ?? '0');
              return (
                <tbody key={currency}>
                  <tr className="aging-amounts">
                    <th scope="row">{currency}</th>
                    {parts.map((part, index) => (
                      <td key={agingBuckets[index]} className="number">
                        {part ? <Amount kpi={kpi} figure={part} board={board} /> : <Nothing />}
                      </td>
                    ))}
                    <td className="number">
                      <Amount
                        kpi={kpi}
                        figure={{
                          row: { group: { currency }, value: sumOf(values) },
                          before: sumBefore(parts),
                        }}
                        board={board}
                      />
                    </td>
                  </tr>
                  <tr className="aging-bar-row">
                    <td colSpan={agingBuckets.length + 2}>
                      <Bar values={values} />
                    </td>
                  </tr>
                </tbody>
              );
            })}
          </table>
        </ScrollBox>
      )}
    </PanelFrame>
  );
}

const headings: Readonly<Record<(typeof agingBuckets)[number], string>> = {
  'not due': 'Not due',
  '1–30': '1–30 days',
  '31–60': '31–60 days',
  '61–90': '61–90 days',
  '> 90': 'Over 90 days',
  'no due date': 'No due date',
  credits: 'Credits',
};

interface AmountProps {
  readonly kpi: Kpi;
  readonly figure: Figure;
  readonly board: Board;
}

function Amount({ kpi, figure, board }: AmountProps) {
  return (
    <>
      <FigureValue kpi={kpi} figure={figure} board={board} />
      <FigureChange kpi={kpi} figure={figure} />
    </>
  );
}

/** What all parts came to in the period before; undefined if that is not compared. */
function sumBefore(parts: readonly (Figure | undefined)[]): string | undefined {
  const compared = parts.filter((part) => part !== undefined && part.before !== undefined);
  return compared.length === 0 ? undefined : sumOf(compared.map((part) => part?.before ?? '0'));
}

function Nothing() {
  return <span className="muted">–</span>;
}

/** The parts of what is owed; credits have no length. */
function Bar({ values }: { values: readonly string[] }) {
  return (
    <span className="aging-bar" aria-hidden="true">
      {sharesOf(values).map((share, index) =>
        share > 0 ? (
          <span key={agingBuckets[index]} className={`age-${index}`} style={{ flexGrow: share }} />
        ) : null,
      )}
    </span>
  );
}
