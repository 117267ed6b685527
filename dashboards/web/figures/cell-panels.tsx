import { useCallback } from 'react';
import { stages } from '../../../schemas/stages.ts';
import type { CellStatus } from '../../console-api.ts';
import type { CellPanel as CellPanelData } from '../../pages/dashboard.ts';
import { livePage } from '../../pages/live.ts';
import { stageTitles } from '../../stage-titles.ts';
import { cellFigures } from '../../status-figures.ts';
import { Freshness } from '../components/freshness.tsx';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { VendorName } from '../components/vendor-name.tsx';
import { fetchAlarms, fetchStuck } from '../data/api.ts';
import { invoiceHref } from '../data/route.ts';
import { usePolled } from '../data/use-polled.ts';
import { formatDuration } from '../format/durations.ts';
import { formatMoney } from '../format/money.ts';
import { formatCount } from '../format/numbers.ts';
import type { Board } from './board.ts';
import { CsvButton } from './csv-button.tsx';
import { type CsvRow, statedOfCell } from './panel-csv.ts';
import { StuckCsv } from './stuck-csv.tsx';

interface CellPanelProps {
  readonly panel: CellPanelData;
  readonly board: Board;
}

const pollMs = 5_000;
/** Stuck invoices that are named here. */
const named = 4;

/** What is known of the cell as a whole, with the way to where there is more. */
export function CellPanel({ panel, board }: CellPanelProps) {
  if (panel.kind === 'freshness') return <FreshnessPanel panel={panel} board={board} />;
  return panel.kind === 'health' ? (
    <HealthPanel panel={panel} board={board} />
  ) : (
    <StuckPanel panel={panel} board={board} />
  );
}

/** Said by each panel of the cell, once there is a filter that somebody may think applies to it. */
function wholeCell({ looker }: Board): { readonly help?: string } {
  const isFiltered = Object.keys(looker.view.filters).length > 0;
  return isFiltered ? { help: 'Of the whole cell: the filters do not apply.' } : {};
}

function FreshnessPanel({ panel, board }: CellPanelProps) {
  const status = board.feed.window.at(-1);
  return (
    <div className={`width-${panel.width ?? 'full'} freshness-panel`}>
      {status ? (
        <Freshness
          status={status}
          {...wholeCell(board)}
          actions={
            <CsvButton
              title={panel.title}
              rows={() => freshnessCells(status)}
              stated={statedOfCell(board.feed, Date.parse(status.now), board.looker.zone)}
            />
          }
        />
      ) : (
        <Message title="Reading…" />
      )}
    </div>
  );
}

/** Every figure of the panel is a length of time. */
function freshnessCells(status: CellStatus): readonly CsvRow[] {
  return livePage.freshness.map(({ source }) => ({
    ...{ figure: source, unit: 'ms', value: `${cellFigures[source](status) ?? ''}` },
  }));
}

function HealthPanel({ panel, board }: CellPanelProps) {
  const status = board.feed.window.at(-1);
  const { data: listing } = usePolled(fetchAlarms, pollMs);
  const own = listing?.alarms.filter(({ condition }) => condition !== null) ?? [];
  const ringing = own.filter(({ state }) => state === 'ALARM').length;
  const counts: readonly CountProps[] = status
    ? [
        { title: 'In flight', count: status.inFlight, href: '#/' },
        {
          title: 'Waiting in queues',
          count: stages.reduce((sum, stage) => sum + status.stages[stage].queued, 0),
          href: '#/',
        },
        { title: 'Dead letters', count: status.deadLettered, href: '#/dead-letters', expectZero: true },
        { title: 'Alarms ringing', count: listing && ringing, href: '#/alarms', expectZero: true },
      ]
    : [];
  const rows = () =>
    counts.map(({ title, count }) => ({ figure: title, unit: 'count', value: `${count ?? ''}` }));
  return (
    <Panel
      title={panel.title}
      {...wholeCell(board)}
      className={`width-${panel.width ?? 'full'}`}
      actions={
        status && (
          <CsvButton
            title={panel.title}
            rows={rows}
            stated={statedOfCell(board.feed, Date.parse(status.now), board.looker.zone)}
          />
        )
      }
    >
      {status ? (
        <dl className="figures figures-short">
          {counts.map((each) => (
            <Count key={each.title} {...each} />
          ))}
        </dl>
      ) : (
        <Message title="Reading…" />
      )}
    </Panel>
  );
}

interface CountProps {
  readonly title: string;
  /** Undefined while it is not known. */
  readonly count: number | undefined;
  readonly href: string;
  readonly expectZero?: boolean;
}

function Count({ title, count, href, expectZero = false }: CountProps) {
  const text = count === undefined ? '–' : formatCount(count);
  return (
    <div className="figure">
      <dt>{title}</dt>
      <dd>
        <span className={expectZero && count ? 'figure-value figure-wrong' : 'figure-value'}>
          <a className="figure-link" href={href} aria-label={`${title}: ${text}, show more`}>
            {text}
          </a>
        </span>
      </dd>
    </div>
  );
}

function StuckPanel({ panel, board }: CellPanelProps) {
  const ask = useCallback((signal: AbortSignal) => fetchStuck(undefined, named, signal), []);
  const { data, error } = usePolled(ask, pollMs);
  const total = data?.counts && stages.reduce((sum, stage) => sum + (data.counts?.[stage] ?? 0), 0);
  return (
    <Panel
      title={panel.title}
      {...wholeCell(board)}
      className={`width-${panel.width ?? 'full'}`}
      actions={data && <StuckCsv title={panel.title} feed={board.feed} />}
    >
      {!data && !error && <Message title="Reading…" />}
      {!data && error && <Message title="The stuck invoices cannot be shown now.">{error.message}</Message>}
      {data?.invoices.length === 0 && (
        <p className="nothing">No invoice is past the deadline of its stage.</p>
      )}
      {data && data.invoices.length > 0 && (
        <>
          <ol className="top-invoices">
            {data.invoices.map((invoice) => (
              <li key={invoice.invoiceId}>
                <span className="top-invoice">
                  <a href={invoiceHref(invoice.invoiceId, '#/operations')}>{invoice.invoiceId}</a>
                  <span className="second-line">
                    <VendorName vendorId={invoice.vendorId} /> · {stageTitles[invoice.stage]} · waits for{' '}
                    {invoice.waitsFor} · {formatMoney(invoice.amount, invoice.currency)}
                  </span>
                </span>
                <span className="number">{formatDuration(invoice.overdueMs)} late</span>
              </li>
            ))}
          </ol>
          <p className="note">
            <a href="#/stuck">
              {data.capped ? 'At least ' : 'All '}
              {total === undefined ? '' : formatCount(total)}
              <span className="visually-hidden"> stuck invoices</span>
            </a>
          </p>
        </>
      )}
    </Panel>
  );
}
