import { useCallback, useEffect } from 'react';
import { CellLine } from '../components/cell-line.tsx';
import { Message } from '../components/message.tsx';
import { PageActions } from '../components/page-actions.tsx';
import { Panel } from '../components/panel.tsx';
import { fetchInvoice } from '../data/api.ts';
import { backOf } from '../data/route.ts';
import type { Feed } from '../data/status-feed.ts';
import { usePolled } from '../data/use-polled.ts';
import { Conflicts } from '../invoice/conflicts.tsx';
import { Failures } from '../invoice/failures.tsx';
import { HeadFacts } from '../invoice/head-facts.tsx';
import { HistoryFiles } from '../invoice/history-files.tsx';
import { NotFound } from '../invoice/not-found.tsx';
import { StageTimes } from '../invoice/stage-times.tsx';
import { Timeline } from '../invoice/timeline.tsx';

interface InvoicePageProps {
  readonly invoiceId: string;
  /** The part of the address after the question mark. */
  readonly query: string | undefined;
  readonly feed: Feed;
}

/** One invoice: where it stands, how long each stage took, and every event in order. */
export function InvoicePage({ invoiceId, query, feed }: InvoicePageProps) {
  const back = backOf(query);
  const ask = useCallback((signal: AbortSignal) => fetchInvoice(invoiceId, signal), [invoiceId]);
  const { data, error, asOf } = usePolled(ask, 3_000);
  useEffect(() => {
    document.title = `${invoiceId} · Invoice events`;
  }, [invoiceId]);
  return (
    <div className="page">
      <nav aria-label="Breadcrumb" className="breadcrumb">
        <a href={back?.href ?? '#/'}>{back?.title ?? 'Live'}</a>
        <span aria-hidden="true">/</span>
        <span>Invoice</span>
      </nav>
      <div className="page-head">
        <h1 className="invoice-title">
          <span className="visually-hidden">Invoice </span>
          {invoiceId}
        </h1>
        <CellLine title={`Invoice ${invoiceId}`} feed={feed} asOf={asOf} />
        {data && <PageActions title={invoiceId} asOf={asOf} />}
      </div>
      {!data && !error && <Message title="Reading the history…" />}
      {!data && error?.trouble === 'not-found' && <NotFound invoiceId={invoiceId} />}
      {!data && error && error.trouble !== 'not-found' && (
        <Message title="The history cannot be shown now.">
          {error.message} This page tries again by itself.
        </Message>
      )}
      {data && (
        <>
          <Conflicts history={data} />
          <HeadFacts head={data.head} vendor={data.events.at(-1)?.event.vendor} />
          <StageTimes head={data.head} />
          <Failures invoiceId={invoiceId} />
          <Panel
            title="History"
            help="Every event, in the order it happened."
            actions={<HistoryFiles history={data} feed={feed} asOf={asOf} />}
          >
            <Timeline events={data.events} conflicts={data.head.conflicts} disregarded={data.disregarded} />
          </Panel>
        </>
      )}
    </div>
  );
}
