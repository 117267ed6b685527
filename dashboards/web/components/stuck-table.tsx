import { useMemo, useState } from 'react';
import type { StuckInvoice } from '../../console-api.ts';
import { compareDecimals, sumOf } from '../../figures.ts';
import { stageTitles } from '../../stage-titles.ts';
import { invoiceHref } from '../data/route.ts';
import type { Sort } from '../data/sort.ts';
import { formatDuration } from '../format/durations.ts';
import { formatMoney } from '../format/money.ts';
import { formatCount } from '../format/numbers.ts';
import { type Column, DataTable } from './data-table.tsx';
import { Instant } from './instant.tsx';
import { VendorLink } from './vendor-link.tsx';
import { VendorName } from './vendor-name.tsx';

interface StuckTableProps {
  readonly invoices: readonly StuckInvoice[];
  /** Whether there are more of them than these. */
  readonly isCut: boolean;
  /** The address that the page of an invoice leads back to. */
  readonly back: string;
}

/** Stuck invoices, each leading to its history, and what is open of them per currency. */
export function StuckTable({ invoices, isCut, back }: StuckTableProps) {
  const columns = useMemo(() => columnsFor(back), [back]);
  const [sort, setSort] = useState<Sort>({ id: 'overdue', down: true });
  const byCurrency = [...Map.groupBy(invoices, ({ currency }) => currency)].toSorted(([a], [b]) =>
    a.localeCompare(b),
  );
  return (
    <>
      <dl className="totals">
        {byCurrency.map(([currency, several]) => (
          <div key={currency}>
            <dt>
              {currency}, {formatCount(several.length)}{' '}
              {isCut ? 'of those shown' : several.length === 1 ? 'invoice' : 'invoices'}
            </dt>
            <dd>{formatMoney(sumOf(several.map(({ amount }) => amount)), currency)}</dd>
          </div>
        ))}
      </dl>
      <DataTable
        label="Stuck invoices"
        columns={columns}
        rows={invoices}
        keyOf={({ invoiceId }) => invoiceId}
        sort={sort}
        onSort={setSort}
      />
    </>
  );
}

const columnsFor = (back: string): readonly Column<StuckInvoice>[] => [
  {
    id: 'invoice',
    title: 'Invoice',
    compare: (a, b) => a.invoiceId.localeCompare(b.invoiceId),
    cell: ({ invoiceId, vendorId }) => (
      <>
        <a href={invoiceHref(invoiceId, back)}>{invoiceId}</a>
        <span className="second-line">
          <VendorLink vendorId={vendorId}>
            <VendorName vendorId={vendorId} />
          </VendorLink>
        </span>
      </>
    ),
  },
  {
    id: 'waits-for',
    title: 'Waits for',
    compare: (a, b) => a.waitsFor.localeCompare(b.waitsFor),
    cell: ({ waitsFor, stage }) => (
      <>
        {waitsFor}
        <span className="second-line">{stageTitles[stage]}</span>
      </>
    ),
  },
  {
    id: 'since',
    title: 'Since',
    compare: (a, b) => Date.parse(a.waitsSince) - Date.parse(b.waitsSince),
    cell: ({ waitsSince, deadline }) => (
      <>
        <Instant at={waitsSince} form="full" />
        <span className="second-line">
          until <Instant at={deadline} form="full" />
        </span>
      </>
    ),
  },
  {
    id: 'overdue',
    title: 'Overdue for',
    isNumber: true,
    compare: (a, b) => a.overdueMs - b.overdueMs,
    cell: ({ overdueMs }) => formatDuration(overdueMs),
  },
  {
    id: 'amount',
    title: 'Open amount',
    isNumber: true,
    // Amounts of two currencies have no order: those of each stand together.
    compare: (a, b) =>
      a.currency === b.currency ? compareDecimals(a.amount, b.amount) : b.currency.localeCompare(a.currency),
    cell: ({ amount, currency }) => formatMoney(amount, currency),
  },
];
