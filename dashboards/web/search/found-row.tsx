import type { FoundInvoice, FoundVendor } from '../../finder.ts';
import { formatMoney } from '../format/money.ts';
import { formatCount } from '../format/numbers.ts';

/** A vendor in a list of what was found. */
export function FoundVendorRow({ vendor }: { vendor: FoundVendor }) {
  const { vendorId, name, country, invoices } = vendor;
  const count = `${formatCount(invoices)} ${invoices === 1 ? 'invoice' : 'invoices'}`;
  return (
    <>
      <span className="option-name">{name ?? vendorId}</span>
      <span className="second-line">
        {[...(name === null ? [] : [vendorId]), ...(country === null ? [] : [country]), count].join(' · ')}
      </span>
    </>
  );
}

/** An invoice likewise. */
export function FoundInvoiceRow({ invoice }: { invoice: FoundInvoice }) {
  const { invoiceId, vendorId, vendorName, status, amount, currency } = invoice;
  return (
    <>
      <span className="option-name">{invoiceId}</span>
      <span className="second-line">
        {vendorName ?? vendorId} · {status} · {formatMoney(amount, currency)}
      </span>
    </>
  );
}
