import type { StuckInvoice } from '../../console-api.ts';
import { stageTitles } from '../../stage-titles.ts';
import { invoiceHref } from '../data/route.ts';
import { formatDuration } from '../format/durations.ts';
import { formatMoney } from '../format/money.ts';
import { Instant } from './instant.tsx';
import { ScrollTable } from './scroll-table.tsx';
import { VendorName } from './vendor-name.tsx';

/** Stuck invoices, each leading to its history. */
export function StuckTable({ invoices }: { invoices: readonly StuckInvoice[] }) {
  return (
    <ScrollTable label="Stuck invoices, the longest overdue first">
      <thead>
        <tr>
          <th scope="col">Invoice</th>
          <th scope="col">Waits for</th>
          <th scope="col">Since</th>
          <th scope="col" className="number">
            Overdue for
          </th>
          <th scope="col" className="number">
            Open amount
          </th>
        </tr>
      </thead>
      <tbody>
        {invoices.map((invoice) => (
          <tr key={invoice.invoiceId} className="stuck-row">
            <th scope="row">
              <a href={invoiceHref(invoice.invoiceId)}>{invoice.invoiceId}</a>
              <span className="second-line">
                <VendorName vendorId={invoice.vendorId} />
              </span>
            </th>
            <td>
              {invoice.waitsFor}
              <span className="second-line">{stageTitles[invoice.stage]}</span>
            </td>
            <td>
              <Instant at={invoice.waitsSince} form="full" />
              <span className="second-line">
                until <Instant at={invoice.deadline} form="full" />
              </span>
            </td>
            <td className="number">{formatDuration(invoice.overdueMs)}</td>
            <td className="number">{formatMoney(invoice.amount, invoice.currency)}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
