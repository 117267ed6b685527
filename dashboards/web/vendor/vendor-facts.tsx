import type { ImpliedTerms, VendorProfile } from '../../finder.ts';
import { Fact } from '../components/fact.tsx';
import { formatCount } from '../format/numbers.ts';

interface VendorFactsProps {
  readonly vendorId: string;
  /** Undefined until it is read. */
  readonly vendor: VendorProfile | undefined;
  /** Why it cannot be read. */
  readonly error: string | undefined;
}

/** Who a vendor is, and on which terms it is paid. */
export function VendorFacts({ vendorId, vendor, error }: VendorFactsProps) {
  if (error !== undefined) return <p className="note">Name and terms cannot be shown now. {error}</p>;
  const names = vendor?.otherNames ?? [];
  return (
    <dl className="facts panel">
      <Fact name="Vendor id" detail={names.length > 0 && `earlier also ${names.join(', ')}`}>
        {vendorId}
      </Fact>
      <Fact name="Country">{vendor ? countryName(vendor.country) : '…'}</Fact>
      <Fact name="Invoices and credit notes" detail="in all">
        {vendor ? formatCount(vendor.invoices) : '…'}
      </Fact>
      <Fact name="Terms" detail="as the dates of its invoices say">
        {vendor ? <Terms {...vendor} /> : '…'}
      </Fact>
    </dl>
  );
}

function Terms({ terms, invoicesWithTerms }: Pick<VendorProfile, 'terms' | 'invoicesWithTerms'>) {
  if (terms.length === 0) return <span className="muted">Not known</span>;
  const rest = terms.reduce((left, { invoices }) => left - invoices, invoicesWithTerms);
  return (
    <ul className="terms">
      {terms.map((each) => (
        <li key={termsText(each)}>
          {termsText(each)}{' '}
          <span className="terms-count">
            {formatCount(each.invoices)} of {formatCount(invoicesWithTerms)}
          </span>
        </li>
      ))}
      {rest > 0 && (
        <li>
          Others{' '}
          <span className="terms-count">
            {formatCount(rest)} of {formatCount(invoicesWithTerms)}
          </span>
        </li>
      )}
    </ul>
  );
}

function termsText({ netDays, discountDays, discountPercent }: ImpliedTerms): string {
  const net = `${netDays} ${netDays === 1 ? 'day' : 'days'} net`;
  if (discountDays === null || discountPercent === null) return net;
  return `${discountPercent} % in ${discountDays}, ${net}`;
}

const countries = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'none' });

function countryName(code: string | null): string {
  if (code === null) return 'Not known';
  const name = countries.of(code);
  return name === undefined ? code : `${name} (${code})`;
}
