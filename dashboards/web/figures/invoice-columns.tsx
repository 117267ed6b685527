import { compareDecimals } from '../../figures.ts';
import type { ListedInvoice } from '../../kpi-reader.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { stageTitles } from '../../stage-titles.ts';
import type { View } from '../../view.ts';
import type { Column } from '../components/data-table.tsx';
import { Instant } from '../components/instant.tsx';
import { VendorLink } from '../components/vendor-link.tsx';
import { invoiceHref } from '../data/route.ts';
import { formatMoney } from '../format/money.ts';
import { statusWords } from '../format/status.ts';
import { formatDate } from '../format/times.ts';
import { formatAmount, formatValue } from '../format/values.ts';
import type { CsvRow } from './panel-csv.ts';

/** Where a list of invoices is shown. */
interface ListPlace {
  /** The address that an invoice's page leads back to. */
  readonly back: string;
  /** What a vendor's page is shown with. */
  readonly view: View | undefined;
  /** Whether there is room for two or three columns. */
  readonly isNarrow: boolean;
}

/** The columns of a list of invoices. By amounts they are sorted within each currency. */
export function invoiceColumns(kpi: Kpi, place: ListPlace): readonly Column<ListedInvoice>[] {
  const { isNarrow } = place;
  const shows = valueColumnOf(kpi);
  const columns = [...sharedColumns(place), ...discountColumns(kpi), ...(shows ? [shows] : [])];
  if (!isNarrow) return columns;
  const first = firstIfNarrow.flatMap((id) => columns.find((column) => column.id === id) ?? []);
  return [...first, ...columns.filter((column) => !first.includes(column))];
}

/** What those columns are called in an address. */
export function invoiceColumnIds(kpi: Kpi): readonly string[] {
  return invoiceColumns(kpi, { back: '', view: undefined, isNarrow: false }).map(({ id }) => id);
}

/** What is asked first of an invoice: the columns that a phone shows without scrolling. */
const firstIfNarrow = ['invoice', 'due', 'open'];

function sharedColumns({ back, view }: ListPlace): readonly Column<ListedInvoice>[] {
  return [
    {
      id: 'invoice',
      title: 'Invoice',
      compare: (a, b) => a.invoiceId.localeCompare(b.invoiceId),
      cell: ({ invoiceId }) => <a href={invoiceHref(invoiceId, back)}>{invoiceId}</a>,
    },
    {
      id: 'vendor',
      title: 'Vendor',
      compare: (a, b) => nameOf(a).localeCompare(nameOf(b)),
      cell: ({ vendorId, vendorName }) => (
        <span className="vendor">
          <VendorLink vendorId={vendorId} view={view}>
            {vendorName ?? vendorId}
          </VendorLink>
          {vendorName !== null && <span className="second-line">{vendorId}</span>}
        </span>
      ),
    },
    {
      id: 'status',
      title: 'Status',
      compare: (a, b) => statusWords(a).localeCompare(statusWords(b)),
      cell: (invoice) => (
        <>
          {statusWords(invoice)}
          <span className="second-line">{stageTitles[invoice.stage]}</span>
        </>
      ),
    },
    {
      id: 'received',
      title: 'Received',
      compare: (a, b) => Date.parse(a.beganAt) - Date.parse(b.beganAt),
      cell: ({ beganAt }) => <Instant at={beganAt} form="full" />,
    },
    day('due', 'Due', ({ dueDate }) => dueDate),
    money('amount', 'Amount', ({ amount }) => amount, formatMoney),
    money('open', 'Open', ({ openAmount }) => openAmount, formatMoney),
  ];
}

/** Whoever looks into discounts asks until when there was one, and when the invoice was paid. */
function discountColumns({ clock }: Kpi): readonly Column<ListedInvoice>[] {
  if (clock === null || !('field' in clock) || clock.field !== 'discountDate') return [];
  return [
    day('discount', 'Discount until', ({ discountDate }) => discountDate),
    day('settled', 'Paid on', ({ settledOn }) => settledOn),
  ];
}

/** What has no such day comes last. */
function day(
  id: string,
  title: string,
  of: (invoice: ListedInvoice) => string | null,
): Column<ListedInvoice> {
  return {
    id,
    title,
    compare: (a, b) => (of(a) ?? '').localeCompare(of(b) ?? ''),
    isMissing: (invoice) => of(invoice) === null,
    cell: (invoice) => {
      const date = of(invoice);
      return date === null ? '–' : <time dateTime={date}>{formatDate(date)}</time>;
    },
  };
}

/** What a vendor is called in a list. */
function nameOf({ vendorId, vendorName }: ListedInvoice): string {
  return vendorName ?? vendorId;
}

/** Amounts of two currencies have no order: those of each stand together. */
function money(
  id: string,
  title: string,
  of: (invoice: ListedInvoice) => string,
  format: (amount: string, currency: string) => string,
): Column<ListedInvoice> {
  return {
    id,
    title,
    isNumber: true,
    compare: (a, b) =>
      a.currency === b.currency ? compareDecimals(of(a), of(b)) : b.currency.localeCompare(a.currency),
    cell: (invoice) => format(of(invoice), invoice.currency),
  };
}

function formatRounded(amount: string, currency: string): string {
  return `${currency}\u00a0${formatAmount(amount, currency)}`;
}

/** What each invoice adds to the figure, or how long it took, unless another column says so. */
function valueColumnOf(kpi: Kpi): Column<ListedInvoice> | undefined {
  const { unit, aggregate } = kpi;
  if (unit === 'count' || unit === 'share') return undefined;
  // What is worked out may have more digits than its currency has. Days of a ratio are made of amounts.
  if (unit === 'money' || aggregate.kind === 'ratio')
    return aggregate.kind === 'sum' && 'field' in aggregate.of
      ? undefined
      : money('value', 'Counts as', ({ value }) => value ?? '0', formatRounded);
  return {
    id: 'value',
    title: unit === 'days' ? 'Days' : 'Took',
    isNumber: true,
    compare: (a, b) => compareDecimals(a.value ?? '-1', b.value ?? '-1'),
    cell: ({ value }) => formatValue(value, unit, undefined),
  };
}

/** An invoice as a line of a file. */
export function invoiceCells(invoice: ListedInvoice): CsvRow {
  return {
    invoiceId: invoice.invoiceId,
    vendorId: invoice.vendorId,
    vendorName: invoice.vendorName ?? '',
    state: invoice.state,
    stage: invoice.stage,
    status: invoice.status,
    statusSince: invoice.statusSince,
    receivedAt: invoice.beganAt,
    discountDate: invoice.discountDate ?? '',
    dueDate: invoice.dueDate ?? '',
    settledOn: invoice.settledOn ?? '',
    currency: invoice.currency,
    amount: invoice.amount,
    openAmount: invoice.openAmount,
    value: invoice.value ?? '',
  };
}
