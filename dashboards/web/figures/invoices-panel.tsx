import { useMemo } from 'react';
import { invoicesPath } from '../../asks.ts';
import { currenciesOf } from '../../figures.ts';
import type { InvoicesReading, ListedInvoice } from '../../kpi-reader.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { InvoicesPanel as InvoicesPanelData } from '../../pages/dashboard.ts';
import { narrowed } from '../../view.ts';
import { VendorLink } from '../components/vendor-link.tsx';
import { invoiceHref } from '../data/route.ts';
import { useReadings } from '../data/use-readings.ts';
import { formatDate } from '../format/times.ts';
import { formatAmount } from '../format/values.ts';
import { type Board, invoicesHrefOf, nameOf } from './board.ts';
import { invoiceCells } from './invoice-columns.tsx';
import { PanelFrame } from './panel-frame.tsx';

/**
 * The invoices with the largest values, of each currency: two currencies have no order. Invoices
 * are documents, so they keep their currencies whatever the figures are shown in.
 */
export function InvoicesPanel({ panel, board: shown }: { panel: InvoicesPanelData; board: Board }) {
  const board: Board = { ...shown, answers: shown.readings, conversion: undefined };
  const figure = nameOf({ kpi: panel.kpi });
  const currencies = currenciesOf([board.answers.get(figure)]);
  const codes = currencies.join(' ');
  const { looker } = board;
  const asks = useMemo(
    () =>
      codes
        .split(' ')
        .filter((currency) => currency !== '')
        .map((currency) => ({
          name: currency,
          path: invoicesPath(
            panel.kpi,
            { ...looker, view: narrowed(looker.view, { currency }) },
            { limit: panel.limit },
          ),
        })),
    [codes, looker, panel],
  );
  const answers = useReadings<InvoicesReading>(asks);
  const listed = currencies.map((currency) => ({ currency, reading: answers.get(currency) }));
  const isLoading = board.answers.get(figure) === undefined;
  return (
    <PanelFrame
      panel={panel}
      board={isLoading ? board : { ...board, answers }}
      names={isLoading ? [figure] : currencies}
      csv={() => listed.flatMap(({ reading }) => reading?.invoices.map(invoiceCells) ?? [])}
    >
      {currencies.length === 0 && <p className="nothing">No invoice is open.</p>}
      <div className={currencies.length > 1 ? 'multiples' : 'multiples multiples-one'}>
        {listed.map(({ currency, reading }) => (
          <div key={currency} className="multiple">
            <h3>{currency}</h3>
            <ol className="top-invoices">
              {reading?.invoices.map((invoice) => (
                <TopInvoice
                  key={invoice.invoiceId}
                  invoice={invoice}
                  back={board.address}
                  isOfOneVendor={looker.view.filters.vendorId?.length === 1}
                />
              ))}
            </ol>
            {reading && reading.total > reading.invoices.length && (
              <p className="note">
                <a href={invoicesHrefOf(panel.kpi, board, { currency })}>
                  All {reading.total.toLocaleString()}
                  <span className="visually-hidden">
                    {' '}
                    of {kpiOf(panel.kpi).title} in {currency}
                  </span>
                </a>
              </p>
            )}
          </div>
        ))}
      </div>
      {panel.byDueDate && currencies.length > 0 && (
        <p className="note">
          <a href={invoicesHrefOf(panel.byDueDate, board, {}, 'due')}>All open invoices, by due date</a>
        </p>
      )}
    </PanelFrame>
  );
}

interface TopInvoiceProps {
  readonly invoice: ListedInvoice;
  readonly back: string;
  /** Then nobody needs its name in each line. */
  readonly isOfOneVendor: boolean;
}

function TopInvoice({ invoice, back, isOfOneVendor }: TopInvoiceProps) {
  const { invoiceId, vendorId, vendorName, dueDate, openAmount, currency } = invoice;
  const due = dueDate === null ? 'no due date' : `due ${formatDate(dueDate)}`;
  return (
    <li>
      <span className="top-invoice">
        <a href={invoiceHref(invoiceId, back)}>{invoiceId}</a>
        <span className="second-line">
          {!isOfOneVendor && (
            <>
              <VendorLink vendorId={vendorId}>{vendorName ?? vendorId}</VendorLink> ·{' '}
            </>
          )}
          {due}
        </span>
      </span>
      <span className="number">{formatAmount(openAmount, currency)}</span>
    </li>
  );
}
