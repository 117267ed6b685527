import { useCallback, useEffect } from 'react';
import { invoicesBehind } from '../../pages/executive.ts';
import { AnomalyCourse } from '../anomalies/anomaly-course.tsx';
import { AnomalyEntry } from '../anomalies/anomaly-entry.tsx';
import { useAnomalyActs } from '../anomalies/use-anomaly-acts.tsx';
import { CellLine } from '../components/cell-line.tsx';
import { Message } from '../components/message.tsx';
import { PageActions } from '../components/page-actions.tsx';
import { Panel } from '../components/panel.tsx';
import { fetchAnomaly } from '../data/anomalies.ts';
import { anomalyHref, backOf } from '../data/route.ts';
import type { Feed } from '../data/status-feed.ts';
import { usePolled } from '../data/use-polled.ts';

interface AnomalyPageProps {
  readonly anomalyId: string;
  /** The part of the address after the question mark. */
  readonly query: string;
  readonly feed: Feed;
}

const pollMs = 15_000;

/** One anomaly: what is said of it, and what happened against what was expected. */
export function AnomalyPage({ anomalyId, query, feed }: AnomalyPageProps) {
  const back = backOf(query);
  const ask = useCallback((signal: AbortSignal) => fetchAnomaly(anomalyId, signal), [anomalyId]);
  const { data, error, asOf, askAgain } = usePolled(ask, pollMs);
  const acts = useAnomalyActs(askAgain);
  const title = data?.title ?? 'What is unusual';
  useEffect(() => {
    document.title = `${title} · Invoice events`;
  }, [title]);
  const anomaly = data?.anomaly;
  const isStanding = anomaly?.state === 'growing' || anomaly?.state === 'open';
  return (
    <div className="page">
      <nav aria-label="Breadcrumb" className="breadcrumb">
        <a href={back?.href ?? '#/executive'}>{back?.title ?? 'Executive'}</a>
        <span aria-hidden="true">/</span>
        <span>What is unusual</span>
      </nav>
      <div className="page-head">
        <h1>{title}</h1>
        <CellLine title={title} feed={feed} asOf={asOf} />
        {data && <PageActions title={title} asOf={asOf} />}
      </div>
      {!data && !error && <Message title="Reading…" />}
      {!data && error?.trouble === 'not-found' && (
        <Message title="The cell knows no such anomaly.">
          It may be older than 400 days, or of another cell. Those of late are on the page Executive.
        </Message>
      )}
      {!data && error && error.trouble !== 'not-found' && (
        <Message title="This cannot be shown now.">{error.message} This page tries again by itself.</Message>
      )}
      {data && anomaly && (
        <>
          <Panel title="What was unusual">
            <ul className="anomalies">
              <AnomalyEntry
                anomaly={anomaly}
                kpi={invoicesBehind[anomaly.stage]}
                back={anomalyHref(anomalyId)}
                {...(isStanding && { onAct: (act) => acts.ask(anomaly, act) })}
              />
            </ul>
          </Panel>
          <AnomalyCourse series={data} feed={feed} isOld={error !== undefined} />
        </>
      )}
      {acts.dialog}
    </div>
  );
}
