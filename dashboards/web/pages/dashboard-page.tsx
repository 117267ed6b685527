import { useEffect, useMemo } from 'react';
import type { KpiReading } from '../../kpi-reader.ts';
import type { Dashboard } from '../../pages/dashboard.ts';
import { type View, viewFrom, viewParameters } from '../../view.ts';
import { PageActions } from '../components/page-actions.tsx';
import { hrefOf } from '../data/route.ts';
import type { Feed } from '../data/status-feed.ts';
import { useReadings } from '../data/use-readings.ts';
import { asksOf, PanelView } from '../figures/panel-view.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { useLooker } from '../filters/use-looker.ts';
import { ViewLine } from '../filters/view-line.tsx';

interface DashboardPageProps {
  readonly dashboard: Dashboard;
  /** The part of the address after the question mark. */
  readonly query: string;
  readonly feed: Feed;
}

/** A page of figures, as its definition says, in the view that the address says. */
export function DashboardPage({ dashboard, query, feed }: DashboardPageProps) {
  const view = useMemo(() => viewFrom(new URLSearchParams(query)), [query]);
  const looker = useLooker(view);
  const asks = useMemo(() => {
    const all = dashboard.sections.flatMap(({ panels }) => panels.flatMap((panel) => asksOf(panel, looker)));
    return [...new Map(all.map((ask) => [ask.name, ask])).values()];
  }, [dashboard, looker]);
  const answers = useReadings<KpiReading>(asks);
  useEffect(() => {
    document.title = `${dashboard.title} · Invoice events`;
  }, [dashboard.title]);
  const addressOf = (next: View) => hrefOf(dashboard.id, viewParameters(next));
  const show = (next: View) => {
    location.hash = addressOf(next);
  };
  const board = { looker, answers, feed, address: addressOf(view), show };
  return (
    <div className="page dashboard">
      <div className="page-head">
        <h1>{dashboard.title}</h1>
        <ViewLine looker={looker} answers={answers} feed={feed} />
        <PageActions title={dashboard.title} asOf={answers.asOf} />
      </div>
      <FilterBar view={view} onChange={show} />
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
