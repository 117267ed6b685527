import { useEffect, useMemo, useState } from 'react';
import { invoicesPath, isComparable } from '../../asks.ts';
import { isByCurrency } from '../../converted.ts';
import { lacksData } from '../../coverage.ts';
import type { InvoicesReading, KpiReading } from '../../kpi-reader.ts';
import { dimensionsOf, type Kpi } from '../../kpis/kpi.ts';
import { kpis } from '../../kpis/registry.ts';
import { narrowed, type View, viewParameters } from '../../view.ts';
import { DataTable } from '../components/data-table.tsx';
import { Message } from '../components/message.tsx';
import { PageActions } from '../components/page-actions.tsx';
import { Panel } from '../components/panel.tsx';
import { read } from '../data/api.ts';
import { backOf, hrefOf } from '../data/route.ts';
import { type Sort, sortFrom, sortText } from '../data/sort.ts';
import type { Feed } from '../data/status-feed.ts';
import { useConverted } from '../data/use-converted.ts';
import { useCoverage } from '../data/use-coverage.ts';
import { useNarrow } from '../data/use-narrow.ts';
import { useReadings } from '../data/use-readings.ts';
import { Assumed } from '../figures/assumed.tsx';
import { asksFor, nameOf } from '../figures/board.ts';
import { CsvButton } from '../figures/csv-button.tsx';
import { Explanation } from '../figures/explanation.tsx';
import { invoiceCells, invoiceColumnIds, invoiceColumns } from '../figures/invoice-columns.tsx';
import { NotConverted } from '../figures/not-converted.tsx';
import { type CsvRow, countedOf, statedCells } from '../figures/panel-csv.ts';
import { FilterBar } from '../filters/filter-bar.tsx';
import { MisreadLine } from '../filters/misread-line.tsx';
import { type MisreadPart, misreadParts } from '../filters/misread-words.ts';
import { UnknownLine } from '../filters/unknown-line.tsx';
import { useLooker } from '../filters/use-looker.ts';
import { useView } from '../filters/use-view.ts';
import { ViewLine } from '../filters/view-line.tsx';
import { formatCount } from '../format/numbers.ts';
import { formatValue } from '../format/values.ts';
import { UnknownPage } from './unknown-page.tsx';

/** Invoices shown at first, and at most: what a cell lists. */
const firstShown = 500;
const mostShown = 10_000;

/** The invoices behind a figure, with the filters of the page that led here. */
export function InvoicesPage({ query, feed }: { query: string; feed: Feed }) {
  const id = new URLSearchParams(query).get('kpi');
  const kpi = kpis.find((each) => each.id === id && each.subject === 'invoices');
  return kpi ? (
    <Listing kpi={kpi} query={query} feed={feed} />
  ) : (
    <UnknownPage>
      {id === null
        ? 'The address names no figure.'
        : `There is no figure “${id}” that has invoices behind it.`}
    </UnknownPage>
  );
}

function Listing({ kpi, query, feed }: { kpi: Kpi; query: string; feed: Feed }) {
  const parameters = useMemo(() => new URLSearchParams(query), [query]);
  const { view, misread } = useView(query, dimensionsOf.invoices, ownNames);
  const part = parameters.get('part') === 'to' && hasParts(kpi) ? 'to' : 'of';
  const sort = sortFrom(parameters.get('sort'), invoiceColumnIds(kpi));
  const back = backOf(query);
  const looker = useLooker(view);
  const [limit, setLimit] = useState(firstShown);
  const asks = useMemo(
    () => [{ name: 'list', path: invoicesPath(kpi.id, looker, { part, limit }) }],
    [kpi, looker, part, limit],
  );
  const lists = useReadings<InvoicesReading>(asks);
  // A list has nothing to be compared with.
  const plain = useMemo(() => ({ ...looker, view: { ...view, compare: false } }), [looker, view]);
  const figureAsks = useMemo(() => asksFor({ kpi: kpi.id }, plain), [kpi, plain]);
  const readings = useReadings<KpiReading>(figureAsks);
  const figure = nameOf({ kpi: kpi.id });
  const { answers: figures, conversion } = useConverted(readings, [figure], view);
  const coverage = useCoverage();
  const hasAmounts = isByCurrency(kpi);
  useEffect(() => {
    document.title = `${kpi.title} · Invoice events`;
  }, [kpi.title]);

  const go = (change: { readonly view?: View; readonly part?: string; readonly sort?: Sort }) => {
    const next = new URLSearchParams({ kpi: kpi.id });
    for (const [name, value] of viewParameters(change.view ?? view)) next.append(name, value);
    if ((change.part ?? part) === 'to') next.set('part', 'to');
    const order = change.sort ?? sort;
    if (order) next.set('sort', sortText(order));
    if (back) next.set('back', back.href);
    return hrefOf('invoices', next);
  };
  const show = (href: string) => {
    location.hash = href;
  };
  const showView = (next: View) => show(go({ view: next }));
  const here = go({});
  const isNarrow = useNarrow();
  const columns = useMemo(
    () => invoiceColumns(kpi, { back: here, view, isNarrow }),
    [kpi, here, view, isNarrow],
  );
  const list = lists.get('list');
  const error = lists.errorOf('list');
  const allCells = async () => {
    const path = invoicesPath(kpi.id, looker, { part, limit: mostShown });
    const { invoices, total } = await read<InvoicesReading>(path, AbortSignal.timeout(60_000));
    const cut: CsvRow = total > invoices.length ? { listed: `${invoices.length} of ${total}` } : {};
    const figureOf: CsvRow = {
      figure: kpi.id,
      counted: countedOf(kpi, looker),
      ...(hasParts(kpi) && { part: part === 'to' ? 'out of' : 'counted' }),
    };
    return invoices.map((invoice) => ({ ...figureOf, ...invoiceCells(invoice), ...cut }));
  };
  const rows = figures.get(figure)?.rows ?? [];
  return (
    <div className="page dashboard">
      <nav aria-label="Breadcrumb" className="breadcrumb">
        <a href={back?.href ?? '#/'}>{back?.title ?? 'Live'}</a>
        <span aria-hidden="true">/</span>
        <span>Invoices</span>
      </nav>
      <div className="page-head">
        <h1>
          {kpi.title} <Explanation kpi={kpi} board={{ looker, conversion, answers: lists, show: showView }} />
          <Assumed kpi={kpi} view={view} />
        </h1>
        <ViewLine
          {...{ looker, feed, kpi }}
          answers={lists}
          conversion={hasAmounts ? conversion : undefined}
        />
        <PageActions title={kpi.title} asOf={lists.asOf} />
      </div>
      <MisreadLine
        parts={[...misreadParts(misread, view, dimensionsOf.invoices), ...ownMisread(parameters, kpi)]}
        href={here}
      />
      <UnknownLine
        filters={view.filters}
        onRemove={(name) => showView(narrowed(view, { [name]: undefined }))}
      />
      <FilterBar
        view={view}
        onChange={showView}
        hasPeriod={isComparable(kpi)}
        hasComparison={false}
        hasAmounts={hasAmounts}
      />
      <Panel
        title={list ? `${formatCount(list.total)} ${list.total === 1 ? 'invoice' : 'invoices'}` : 'Invoices'}
        help={kpi.explanation}
        actions={
          <>
            {error && list && <span className="stale-mark">Not up to date</span>}
            {hasParts(kpi) && <PartChoice part={part} onChoose={(next) => show(go({ part: next }))} />}
            <CsvButton
              title={kpi.title}
              rows={allCells}
              stated={statedCells(plain, feed, lists.asOf, coverage)}
              isAwaited={!coverage.isKnown || lists.isAwaited('list')}
            />
          </>
        }
      >
        {rows.length > 0 && (
          <dl className="totals">
            {rows.map(({ group, value }) => (
              <div key={Object.values(group).join()}>
                <dt>{Object.values(group).join(', ') || kpi.title}</dt>
                <dd>{formatValue(value, kpi.unit, group.currency)}</dd>
              </div>
            ))}
          </dl>
        )}
        {conversion && hasAmounts && (
          <div className="totals-note">
            <p className="note">Each invoice below keeps its own currency.</p>
            <NotConverted conversion={conversion} names={[figure]} />
          </div>
        )}
        {!list && !error && <Message title="Reading the invoices…" />}
        {!list && error && <Message title="The invoices cannot be shown now.">{error.message}</Message>}
        {list?.invoices.length === 0 && <NoInvoice isBeforeData={lacksData(kpi, plain, coverage)} />}
        {list && list.invoices.length > 0 && (
          <div className={lists.isOld('list') ? 'panel-old' : ''} aria-busy={lists.isOld('list')}>
            {!sort && kpi.unit !== 'count' && (
              <p className="note">
                {hasAmounts ? 'The largest first, each currency by itself.' : 'The largest first.'}
              </p>
            )}
            <DataTable
              label={`Invoices behind ${kpi.title}`}
              columns={columns}
              rows={list.invoices}
              keyOf={({ invoiceId }) => invoiceId}
              sort={sort}
              onSort={(next) => show(go({ sort: next }))}
            />
          </div>
        )}
        {list && list.total > list.invoices.length && (
          <p className="note">
            The first {formatCount(list.invoices.length)} of {formatCount(list.total)} are shown and sorted.{' '}
            {limit < mostShown && (
              <button type="button" className="quiet-button" onClick={() => setLimit(mostShown)}>
                Show {formatCount(Math.min(mostShown, list.total))}
              </button>
            )}
          </p>
        )}
      </Panel>
    </div>
  );
}

function NoInvoice({ isBeforeData }: { isBeforeData: boolean }) {
  return isBeforeData ? (
    <Message title="There are no data for this period.">
      The first invoice was received later. Choose a period from then on.
    </Message>
  ) : (
    <Message title="No invoice is behind this figure.">Other filters may have some.</Message>
  );
}

/** What the address of a list may say besides its view. */
const ownNames = ['kpi', 'part', 'sort', 'back'];

/** What of that has no meaning for this figure. */
function ownMisread(parameters: URLSearchParams, kpi: Kpi): readonly MisreadPart[] {
  const [sort, part, back] = ['sort', 'part', 'back'].map((name) => parameters.get(name) || null);
  return [
    ...(sort && !sortFrom(sort, invoiceColumnIds(kpi))
      ? [{ name: 'sort', value: sort, instead: 'in the usual order' }]
      : []),
    ...(part && !(hasParts(kpi) && ['of', 'to'].includes(part))
      ? [{ name: 'part', value: part, instead: 'shown: what is counted' }]
      : []),
    ...(back && !backOf(parameters.toString())
      ? [{ name: 'back', value: back, instead: 'back leads to the live page' }]
      : []),
  ];
}

function hasParts({ aggregate }: Kpi): boolean {
  return aggregate.kind === 'ratio';
}

interface PartChoiceProps {
  readonly part: 'of' | 'to';
  readonly onChoose: (part: 'of' | 'to') => void;
}

/** Of a share: those that it counts, or all that they are a share of. */
function PartChoice({ part, onChoose }: PartChoiceProps) {
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">Which invoices</legend>
      <button type="button" aria-pressed={part === 'of'} onClick={() => onChoose('of')}>
        Counted
      </button>
      <button type="button" aria-pressed={part === 'to'} onClick={() => onChoose('to')}>
        Out of
      </button>
    </fieldset>
  );
}
