import { isByCurrency } from '../../dashboards/converted.ts';
import { kpiOf } from '../../dashboards/kpis/registry.ts';
import type { Panel } from '../../dashboards/pages/dashboard.ts';
import { quickSightExtras } from '../../dashboards/pages/quicksight.ts';
import { type CalculatedFigure, figureOf } from '../../dashboards/quicksight/figures.ts';
import { stages } from '../../schemas/stages.ts';
import type { Destination } from './actions.ts';
import { bars, lines, overTime } from './charts.ts';
import type { Granularity } from './fields.ts';
import type { Placed } from './placed.ts';
import { stuck } from './stuck.ts';
import { pivot, table } from './tables.ts';
import { tile } from './tiles.ts';
import { unusual } from './unusual.ts';

export interface PanelContext {
  /** The steps of the page's periods. */
  readonly granularity: Granularity;
  /** The dashboards that charts lead to. */
  readonly destinations: readonly Destination[];
}

const figures = (ids: readonly string[]) => ids.map((id) => figureOf(kpiOf(id)));

type Figures = readonly [CalculatedFigure, ...CalculatedFigure[]];

/** Figures of one data set together: a visual has one. */
function byDataSet(all: readonly CalculatedFigure[]): readonly Figures[] {
  return [...Map.groupBy(all, ({ dataSet }) => dataSet).values()].flatMap(([first, ...others]): Figures[] =>
    first ? [[first, ...others]] : [],
  );
}

/** The visuals of a panel. @param id of the panel, unlike that of any other of the definition */
export function visualsOf(panel: Panel, id: string, context: PanelContext): readonly Placed[] {
  const { title, help } = panel;
  const { granularity, destinations } = context;
  switch (panel.kind) {
    case 'figures':
      return figuresOf(panel, id, granularity);
    case 'aging':
      return figures([panel.kpi]).map((figure) =>
        bars({
          ...{ id, title, help, figures: [figure], colors: 'aging' },
          levels: ['currency', 'vendorCountry', 'vendorId'],
        }),
      );
    case 'time':
      return timeOf(panel, id, context);
    case 'table':
      return byDataSet(figures(panel.kpis)).map((some, index) =>
        table(
          { id: `${id}-${index}`, title, help, figures: some },
          panel.by === 'vendorId' ? [panel.by, 'vendorName'] : [panel.by],
        ),
      );
    case 'funnel':
      return byDataSet(figures(panel.kpis)).map((some, index) =>
        bars({ id: `${id}-${index}`, title, help, figures: some }),
      );
    case 'invoices':
      return figures([panel.kpi]).map((figure) =>
        table(
          {
            id,
            title,
            help: `As of now: the ${panel.limit} largest of each currency, of what the filters leave. Red: past the deadline of its stage.`,
            figures: [figure],
            ...{ top: panel.limit, saysStuck: true },
          },
          [...['invoiceId', 'vendorId', 'vendorName', 'currency', 'aging']],
        ),
      );
    case 'stages':
      return stagesOf(panel, id);
    case 'traffic':
      return figures([panel.kpi]).map((figure) =>
        bars({
          ...{ id, title: 'Events per hour', figures: [figure], steps: 'HOUR', colors: 'stage' },
          help: 'By hour of receipt; filters of vendors, countries and source systems do not reach it.',
        }),
      );
    case 'forecast': {
      const { kpi, title: own } = quickSightExtras.cashFlowForecast;
      return figures([kpi]).map((figure) =>
        lines({
          ...{ id, title: own, figures: [figure], granularity: 'WEEK', time: 'period', isByCurrency: false },
          help: 'Of the currency that is chosen for it. What is beyond the last week of the period is an estimate.',
          ...{ hasForecast: true, isOfOneCurrency: true, destinations },
        }),
      );
    }
    case 'anomalies':
      return unusual(id, title);
    case 'stuck':
      return [stuck(id, title, quickSightExtras.stuck.amount)];
    case 'usual':
    case 'freshness':
    case 'health':
    case 'volumes':
      return [];
  }
}

function figuresOf(
  { title, help, kpis }: Extract<Panel, { kind: 'figures' }>,
  id: string,
  granularity: Granularity,
): readonly Placed[] {
  const all = figures(kpis);
  const amounts = byDataSet(all.filter(({ kpi }) => isByCurrency(kpi)));
  return [
    ...all
      .filter(({ kpi }) => !isByCurrency(kpi))
      .map((figure) => tile(`${id}-${figure.kpi.id}`, figure, granularity)),
    ...amounts.map((some, index) => {
      const of = { id: `${id}-amounts-${index}`, figures: some };
      if (some[0].kpi.clock !== null)
        return pivot({ ...of, title: `${title}, by step of the period`, help }, granularity);
      return table({ ...of, title: `${title}, as of now`, help: 'Red: money that should not be there.' }, [
        'currency',
      ]);
    }),
  ];
}

function timeOf(
  { title, help, kpis, weeksAhead }: Extract<Panel, { kind: 'time' }>,
  id: string,
  { granularity, destinations }: PanelContext,
): readonly Placed[] {
  const some = figures(kpis).flatMap((figure) => overTime(figure) ?? []);
  return byDataSet(some).map((own, index) => {
    const [{ kpi, dataSet }] = own;
    const byCurrency = isByCurrency(kpi);
    const step = dataSet === 'invoice-levels' ? 'DAY' : granularity;
    return lines({
      ...{ id: `${id}-${index}`, title, help, figures: own, isByCurrency: byCurrency, destinations },
      granularity: weeksAhead === undefined ? step : 'WEEK',
      time: weeksAhead === undefined ? 'period' : 'ahead',
      // Of counts over a period: what is ahead is one already, and small multiples have none.
      ...(weeksAhead === undefined && !byCurrency && kpi.clock !== null && { hasForecast: true }),
    });
  });
}

function stagesOf(
  { title, workInProgress, times, delays }: Extract<Panel, { kind: 'stages' }>,
  id: string,
): readonly Placed[] {
  const delayed = stages.map((stage) => delays[stage]);
  const all = stages.flatMap((stage) => times.map((time) => `${stage}-${time}`));
  return [
    ...figures([workInProgress]).map((figure) =>
      bars({
        ...{ id: `${id}-now`, title: `${title}: invoices in each now`, figures: [figure] },
        levels: ['stage', 'status'],
      }),
    ),
    ...delayed.map((kpi) => tile(`${id}-delay-${kpi}`, figureOf(kpiOf(kpi)), 'WEEK')),
    ...byDataSet(figures(all)).map((some, index) =>
      bars({
        ...{ id: `${id}-times-${index}`, title: `${title}: how long those took that left it`, figures: some },
        help: 'In days, of the invoices that left a stage in the period.',
      }),
    ),
  ];
}
