import type { ListedInvoice } from '../../kpi-reader.ts';
import type { View } from '../../view.ts';
import { VendorLink } from '../components/vendor-link.tsx';
import { invoiceHref } from '../data/route.ts';
import { formatDate } from '../format/times.ts';
import { formatAmount } from '../format/values.ts';

interface TopInvoiceProps {
  readonly invoice: ListedInvoice;
  /** What it comes to in the currency of the page, if that is another one than its own. */
  readonly converted?: string | undefined;
  readonly inCurrency?: string | undefined;
  /** The address that its page leads back to. */
  readonly back: string;
  /** What its vendor's page is shown with. */
  readonly view: View;
  /** Then nobody needs its name in each line. */
  readonly isOfOneVendor: boolean;
}

/** One of the largest invoices, with its amount; as it stands on the invoice, and converted. */
export function TopInvoice({ invoice, converted, inCurrency, back, view, isOfOneVendor }: TopInvoiceProps) {
  const { invoiceId, vendorId, vendorName, dueDate, currency } = invoice;
  const amount = formatAmount(amountOf(invoice), currency);
  const due = dueDate === null ? 'no due date' : `due ${formatDate(dueDate)}`;
  return (
    <li>
      <span className="top-invoice">
        <a href={invoiceHref(invoiceId, back)}>{invoiceId}</a>
        <span className="second-line">
          {!isOfOneVendor && (
            <>
              <VendorLink vendorId={vendorId} view={view}>
                {vendorName ?? vendorId}
              </VendorLink>{' '}
              ·{' '}
            </>
          )}
          {due}
        </span>
      </span>
      <span className="number">
        {converted === undefined || inCurrency === undefined ? (
          amount
        ) : (
          <>
            {formatAmount(converted, inCurrency)}
            <span className="second-line">
              {currency} {amount}
            </span>
          </>
        )}
      </span>
    </li>
  );
}

/** What an invoice adds to the figure that lists it. */
export function amountOf({ value, openAmount }: ListedInvoice): string {
  return value ?? openAmount;
}
