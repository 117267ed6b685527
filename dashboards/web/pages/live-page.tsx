import { useEffect } from 'react';
import { livePage } from '../../pages/live.ts';
import { ratesOf } from '../../rates.ts';
import { CellPageHead } from '../components/cell-page-head.tsx';
import { Freshness } from '../components/freshness.tsx';
import { KpiPanel } from '../components/kpi-panel.tsx';
import { LatestEventsPanel } from '../components/latest-events.tsx';
import { Message } from '../components/message.tsx';
import { OpenConflicts } from '../components/open-conflicts.tsx';
import { Tiles } from '../components/tiles.tsx';
import { VerdictLine } from '../components/verdict-line.tsx';
import type { Feed } from '../data/status-feed.ts';
import { EventPath } from '../path/event-path.tsx';

/** The first page: how the cell is doing, where its events are, and the newest of them. */
export function LivePage({ feed }: { feed: Feed }) {
  useEffect(() => {
    document.title = 'Live · Invoice events';
  }, []);
  const status = feed.window.at(-1);
  const lost = feed.link === 'lost';
  if (!status)
    return (
      <div className="page">
        <h1 className="visually-hidden">Live state of the cell</h1>
        <Message title={lost ? 'Nothing to show yet' : 'Asking the cell how it is doing…'} />
      </div>
    );
  return (
    <div className={lost ? 'page page-stale' : 'page'}>
      <CellPageHead title="Live" spoken="Live state of the cell" feed={feed} asOf={Date.parse(status.now)} />
      <div className="summary">
        <VerdictLine status={status} />
        <Freshness status={status} />
      </div>
      <OpenConflicts openConflicts={status.openConflicts} />
      <Tiles panels={livePage.tiles} status={status} />
      <EventPath status={status} rates={ratesOf(lost ? [] : feed.window)} />
      <div className="columns">
        {livePage.charts.map((panel) => (
          <KpiPanel key={panel.kpi} panel={panel} feed={feed} />
        ))}
        <LatestEventsPanel />
      </div>
    </div>
  );
}
