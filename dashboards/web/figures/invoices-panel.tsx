import { useMemo } from 'react';
import { invoicesPath } from '../../asks.ts';
import { compareConverted, convertedAmount, rateOf } from '../../converted.ts';
import { currenciesOf } from '../../figures.ts';
import type { InvoicesReading, ListedInvoice } from '../../kpi-reader.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { InvoicesPanel as InvoicesPanelData } from '../../pages/dashboard.ts';
import { narrowed } from '../../view.ts';
import type { Conversion } from '../data/use-converted.ts';
import { useReadings } from '../data/use-readings.ts';
import { formatCount } from '../format/numbers.ts';
import { AsOf } from './as-of.tsx';
import { type Board, invoicesHrefOf, nameOf } from './board.ts';
import { invoiceCells } from './invoice-columns.tsx';
import type { CsvRow } from './panel-csv.ts';
import { PanelFrame } from './panel-frame.tsx';
import { amountOf, TopInvoice } from './top-invoice.tsx';

/** An invoice of a list, and what it comes to in the currency of the list; undefined if that is its own. */
interface Top {
  readonly invoice: ListedInvoice;
  readonly converted?: string | undefined;
}

/** The largest invoices of a currency, or of all that can be converted to it. */
interface TopList {
  readonly currency: string;
  readonly invoices: readonly Top[];
  /** How many there are in all. */
  readonly total: number;
}

/**
 * The invoices with the largest values, of each currency: two currencies have no order. In the currency of
 * the page there is one list of all that have a rate, by what they come to, and one of each other currency.
 */
export function InvoicesPanel({ panel, board }: { panel: InvoicesPanelData; board: Board }) {
  const figure = nameOf({ kpi: panel.kpi });
  const { looker, conversion } = board;
  const currencies = currenciesOf([board.readings.get(figure)]);
  const codes = currencies.join(' ');
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
  // Until the rates are there, nobody could tell what the amounts are in.
  const isLoading = board.answers.get(figure) === undefined || board.answers.isOld(figure);
  const ofEach = currencies.flatMap((currency) => listOf(currency, answers.get(currency)));
  const lists = conversion ? inOneList(ofEach, conversion, panel.limit) : ofEach;
  const isOfOneVendor = looker.view.filters.vendorId?.length === 1;
  return (
    <PanelFrame
      panel={conversion ? { ...panel, help: `By what they come to in ${conversion.currency}.` } : panel}
      board={isLoading ? board : { ...board, answers }}
      names={isLoading ? [figure] : currencies}
      amounts={[figure]}
      csv={() => lists.flatMap((list) => list.invoices.map((top) => cellsOf(top, list.currency)))}
    >
      {currencies.length === 0 && <p className="nothing">No invoice is open.</p>}
      <div className={lists.length > 1 ? 'multiples' : 'multiples multiples-one'}>
        {lists.map(({ currency, invoices, total }) => (
          <div key={currency} className="multiple">
            <h3>
              {currency} <AsOf kpi={kpiOf(panel.kpi)} looker={looker} />
            </h3>
            <ol className="top-invoices">
              {invoices.map(({ invoice, converted }) => (
                <TopInvoice
                  key={invoice.invoiceId}
                  {...{ invoice, converted, isOfOneVendor }}
                  inCurrency={currency}
                  back={board.address}
                  view={board.looker.view}
                />
              ))}
            </ol>
            {total > invoices.length && (
              <p className="note">
                <a href={invoicesHrefOf(panel.kpi, board, { currency })}>
                  All {formatCount(total)}
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
          <a href={invoicesHrefOf(panel.byDueDate, board, {}, 'due')}>All open invoices, by due date</a>{' '}
          <AsOf kpi={kpiOf(panel.byDueDate)} looker={looker} />
        </p>
      )}
    </PanelFrame>
  );
}

function listOf(currency: string, reading: InvoicesReading | undefined): readonly TopList[] {
  if (!reading) return [];
  const { invoices, total } = reading;
  return [{ currency, invoices: invoices.map((invoice) => ({ invoice })), total }];
}

/** The lists of all currencies with a rate as one: the largest of all are among the largest of each. */
function inOneList(
  lists: readonly TopList[],
  { currency: to, rates }: Conversion,
  limit: number,
): readonly TopList[] {
  const isConvertible = ({ currency }: TopList) => rateOf(rates, currency) !== undefined;
  const [merged, others] = [lists.filter(isConvertible), lists.filter((list) => !isConvertible(list))];
  if (merged.length === 0) return others;
  const own = ({ invoice }: Top) => ({ amount: amountOf(invoice), currency: invoice.currency });
  const invoices = merged
    .flatMap((list) => list.invoices)
    .sort((a, b) => compareConverted(own(b), own(a), rates))
    .slice(0, limit)
    .map((top) => ({
      ...top,
      ...(top.invoice.currency !== to && { converted: convertedAmount(own(top), to, rates) }),
    }));
  const total = merged.reduce((sum, list) => sum + list.total, 0);
  return [{ currency: to, invoices, total }, ...others];
}

function cellsOf({ invoice, converted }: Top, currency: string): CsvRow {
  return { ...invoiceCells(invoice), inCurrency: currency, inAmount: converted ?? amountOf(invoice) };
}
