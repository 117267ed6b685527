import { type ReactNode, useEffect, useMemo } from 'react';
import type { KpiReading } from '../../kpi-reader.ts';
import type { Filters } from '../../kpis/kpi.ts';
import { showsAmounts } from '../../pages/amounts.ts';
import { asSet } from '../../pages/as-set.ts';
import type { Dashboard } from '../../pages/dashboard.ts';
import { narrowed, offeredDimensions, type View, viewParameters } from '../../view.ts';
import { PageActions } from '../components/page-actions.tsx';
import { fetchAnomalies } from '../data/anomalies.ts';
import { useFigureSettings } from '../data/figure-settings.ts';
import { hrefOf } from '../data/route.ts';
import { type Sort, sortFrom, sortText } from '../data/sort.ts';
import type { Feed } from '../data/status-feed.ts';
import { useConverted } from '../data/use-converted.ts';
import { useCoverage } from '../data/use-coverage.ts';
import { usePolled } from '../data/use-polled.ts';
import { useReadings } from '../data/use-readings.ts';
import { asksOf, PanelView } from '../figures/panel-view.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { MisreadLine } from '../filters/misread-line.tsx';
import { misreadParts } from '../filters/misread-words.ts';
import { UnknownLine } from '../filters/unknown-line.tsx';
import { useLooker } from '../filters/use-looker.ts';
import { useView } from '../filters/use-view.ts';
import { ViewLine } from '../filters/view-line.tsx';

interface DashboardPageProps {
  readonly dashboard: Dashboard;
  /** The part of the address after the question mark. */
  readonly query: string;
  readonly feed: Feed;
  /** What comes before the question mark, and the heading; those of the dashboard unless given. */
  readonly place?: string;
  readonly title?: string;
  /** Filters that make the page what it is. */
  readonly fixed?: Filters;
  /** What stands over the heading, and under the filters. */
  readonly above?: ReactNode;
  readonly facts?: ReactNode;
}

const nothingFixed: Filters = {};
/** What the address may say besides its view. */
const ownNames = ['sort'];
const anomaliesPollMs = 15_000;

/** A page of figures, as its definition says, in the view that the address says. */
export function DashboardPage({
  dashboard: defined,
  query,
  feed,
  place = defined.id,
  title = defined.title,
  fixed = nothingFixed,
  above,
  facts,
}: DashboardPageProps) {
  const settings = useFigureSettings();
  const dashboard = useMemo(() => asSet(defined, settings ?? {}), [defined, settings]);
  const dimensions = useMemo(
    () =>
      offeredDimensions.filter((name) => !(name in fixed) && !(fixed.vendorId && name === 'vendorCountry')),
    [fixed],
  );
  const { view: asked, misread } = useView(query, dimensions, ownNames);
  const view = useMemo(() => ({ ...asked, filters: { ...asked.filters, ...fixed } }), [asked, fixed]);
  const looker = useLooker(view);
  const asks = useMemo(() => {
    const panels = dashboard.sections.flatMap((section) => section.panels);
    const all = panels.flatMap((panel) => asksOf(panel, looker));
    return [...new Map(all.map((ask) => [ask.name, ask])).values()];
  }, [dashboard, looker]);
  const readings = useReadings<KpiReading>(asks);
  const { answers, conversion } = useConverted(
    readings,
    asks.map(({ name }) => name),
    view,
  );
  const hasAmounts = showsAmounts(dashboard);
  useEffect(() => {
    document.title = `${title} · Invoice events`;
  }, [title]);
  const sortAsked = new URLSearchParams(query).get('sort');
  const sort = sortFrom(sortAsked, columnsOf(dashboard));
  const addressOf = (next: View, order: Sort | undefined) => {
    const filters = Object.entries(next.filters).filter(([name]) => !(name in fixed));
    const parameters = viewParameters({ ...next, filters: Object.fromEntries(filters) });
    if (order) parameters.set('sort', sortText(order));
    return hrefOf(place, parameters);
  };
  const address = addressOf(view, sort);
  const show = (next: View) => {
    location.hash = addressOf(next, sort);
  };
  const showSorted = (order: Sort) => {
    location.hash = addressOf(view, order);
  };
  const coverage = useCoverage();
  const anomalies = usePolled(showsAnomalies(dashboard) ? fetchAnomalies : undefined, anomaliesPollMs);
  const board = {
    ...{ looker, answers, readings, conversion, coverage, anomalies, feed },
    ...{ address, show, sort, showSorted },
  };
  const parts = [
    ...misreadParts(misread, view, dimensions),
    ...(sortAsked && !sort ? [{ name: 'sort', value: sortAsked, instead: 'in the usual order' }] : []),
  ];
  return (
    <div className="page dashboard">
      {above}
      <div className="page-head">
        <h1>{title}</h1>
        <ViewLine
          {...{ looker, answers, feed }}
          coverage={coverage}
          conversion={hasAmounts ? conversion : undefined}
        />
        <PageActions title={title} asOf={answers.asOf} />
      </div>
      <MisreadLine parts={parts} href={address} />
      <UnknownLine
        filters={asked.filters}
        fixed={fixed}
        onRemove={(name) => show(narrowed(view, { [name]: undefined }))}
      />
      <FilterBar view={view} onChange={show} fixed={fixed} hasAmounts={hasAmounts} />
      {facts}
      {dashboard.sections.map((section) => (
        <section key={section.title} className="section" aria-label={section.title}>
          <h2 className="section-title">{section.title}</h2>
          <div className="panels">
            {section.panels.map((panel) => (
              <PanelView key={panel.title} panel={panel} board={board} />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

/** Whether a panel names what is unusual, or marks it. */
function showsAnomalies({ sections }: Dashboard): boolean {
  return sections.some(({ panels }) =>
    panels.some((panel) => panel.kind === 'anomalies' || (panel.kind === 'time' && panel.judgedAs)),
  );
}

/** The columns that the tables of a page can be sorted by. */
function columnsOf({ sections }: Dashboard): readonly string[] {
  return sections.flatMap(({ panels }) =>
    panels.flatMap((panel) => (panel.kind === 'table' ? [panel.by, ...panel.kpis] : [])),
  );
}
