import { useMemo } from 'react';
import type { FigureAsk } from '../../asks.ts';
import { dimensionTitles } from '../../dimension-titles.ts';
import { compareDecimals, type Figure, valuesOf } from '../../figures.ts';
import type { Kpi, KpiDimension } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { TablePanel as TablePanelData } from '../../pages/dashboard.ts';
import { narrowed } from '../../view.ts';
import { type Column, DataTable } from '../components/data-table.tsx';
import { VendorLink } from '../components/vendor-link.tsx';
import { VendorName } from '../components/vendor-name.tsx';
import { type Board, figuresFor, nameOf } from './board.ts';
import { Explanation } from './explanation.tsx';
import { FigureChange, FigureValue } from './figure-value.tsx';
import { askedCells } from './panel-csv.ts';
import { PanelFrame } from './panel-frame.tsx';
import { TargetVerdict } from './target.tsx';

/** What the table asks for: each of its figures, split by its dimension. */
export function tableAsks({ by, kpis }: TablePanelData): readonly FigureAsk[] {
  return kpis.map((kpi) => ({ kpi, by: [by] }));
}

interface Row {
  readonly value: string;
  /** By KPI. */
  readonly figures: ReadonlyMap<string, Figure>;
}

/** The values of a dimension, each with its figures. A vendor leads to its page, another value to this page narrowed to it. */
export function TablePanel({ panel, board }: { panel: TablePanelData; board: Board }) {
  const isOwn = [panel.by, ...panel.kpis].some((id) => id === board.sort?.id);
  const sort = isOwn ? board.sort : { id: panel.kpis[0] ?? '', down: true };
  const asks = tableAsks(panel);
  const names = asks.map(nameOf);
  const rows = rowsOf(panel, board);
  const columns = useMemo(() => columnsOf(panel, board), [panel, board]);
  const isCut = names.some((name) => board.answers.get(name)?.truncated);
  return (
    <PanelFrame panel={panel} board={board} names={names} csv={() => askedCells(asks, board)}>
      {rows.length === 0 ? (
        <p className="nothing">Nothing in this period.</p>
      ) : (
        <DataTable
          label={`${panel.title}: ${dimensionTitles[panel.by].toLowerCase()} and figures`}
          columns={columns}
          rows={rows}
          keyOf={({ value }) => value}
          sort={sort}
          onSort={board.showSorted}
        />
      )}
      {isCut && <p className="note">There are more than are shown: narrow the filters.</p>}
    </PanelFrame>
  );
}

function rowsOf({ by, kpis }: TablePanelData, board: Board): readonly Row[] {
  const asked = kpis.map((kpi) => ({ kpi, figures: figuresFor({ kpi, by: [by] }, board) ?? [] }));
  const values = valuesOf(
    kpis.map((kpi) => board.answers.get(nameOf({ kpi, by: [by] }))),
    by,
  );
  const byKpi = asked.map(({ kpi, figures }) => ({
    kpi,
    own: new Map(figures.map((figure) => [figure.row.group[by], figure])),
  }));
  return values.map((value) => ({
    value,
    figures: new Map(
      byKpi.flatMap(({ kpi, own }) => {
        const figure = own.get(value);
        return figure ? [[kpi, figure] as const] : [];
      }),
    ),
  }));
}

function columnsOf({ by, kpis }: TablePanelData, board: Board): readonly Column<Row>[] {
  return [valueColumn(by, board), ...kpis.map((kpi) => figureColumn(kpiOf(kpi), board))];
}

function valueColumn(by: KpiDimension, { looker, show }: Board): Column<Row> {
  return {
    id: by,
    title: dimensionTitles[by],
    compare: (a, b) => a.value.localeCompare(b.value),
    cell: ({ value }) =>
      by === 'vendorId' ? (
        <VendorLink vendorId={value} view={looker.view}>
          <VendorName vendorId={value} />
        </VendorLink>
      ) : (
        <button
          type="button"
          className="row-button"
          aria-label={`${value}: show this page for it alone`}
          onClick={() => show(narrowed(looker.view, { [by]: value }))}
        >
          {value}
        </button>
      ),
  };
}

function figureColumn(kpi: Kpi, board: Board): Column<Row> {
  return {
    id: kpi.id,
    title: kpi.title,
    aside: <Explanation kpi={kpi} board={board} />,
    isNumber: true,
    compare: (a, b) => compareDecimals(figureValue(a, kpi) ?? '0', figureValue(b, kpi) ?? '0'),
    isMissing: (row) => figureValue(row, kpi) === null,
    cell: ({ figures }) => {
      const figure = figures.get(kpi.id);
      if (!figure) return <span className="muted">–</span>;
      return (
        <>
          <FigureValue kpi={kpi} figure={figure} board={board} />
          <FigureChange kpi={kpi} figure={figure} />
          <TargetVerdict kpi={kpi} figure={figure} board={board} />
        </>
      );
    },
  };
}

/** Null where there is none. */
function figureValue({ figures }: Row, { id }: Kpi): string | null {
  return figures.get(id)?.row.value ?? null;
}
