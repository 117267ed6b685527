import { useMemo } from 'react';
import type { VendorProfile } from '../../finder.ts';
import { vendorPage } from '../../pages/vendor.ts';
import { Message } from '../components/message.tsx';
import { vendorPlace } from '../data/route.ts';
import type { Feed } from '../data/status-feed.ts';
import { useReadings } from '../data/use-readings.ts';
import { VendorFacts } from '../vendor/vendor-facts.tsx';
import { DashboardPage } from './dashboard-page.tsx';

interface VendorPageProps {
  readonly vendorId: string;
  /** The part of the address after the question mark. */
  readonly query: string;
  readonly feed: Feed;
}

/** One vendor: who it is, what it is owed, how it is paid and how its invoices go. */
export function VendorPage({ vendorId, query, feed }: VendorPageProps) {
  const asks = useMemo(
    () => [{ name: 'vendor', path: `vendor?${new URLSearchParams({ id: vendorId })}` }],
    [vendorId],
  );
  const fixed = useMemo(() => ({ vendorId: [vendorId] }), [vendorId]);
  const answers = useReadings<VendorProfile>(asks);
  const vendor = answers.get('vendor');
  const error = answers.errorOf('vendor');
  const breadcrumb = (
    <nav aria-label="Breadcrumb" className="breadcrumb">
      <a href="#/finance">Finance</a>
      <span aria-hidden="true">/</span>
      <span>Vendor</span>
    </nav>
  );
  if (!vendor && error?.trouble === 'not-found')
    return (
      <div className="page">
        {breadcrumb}
        <h1 className="invoice-title">{vendorId}</h1>
        <Message title="This cell knows no invoice of this vendor.">
          Compare the id with the one that was sent, or look for the name of the vendor at the top.
        </Message>
      </div>
    );
  return (
    <DashboardPage
      {...{ query, feed, fixed }}
      dashboard={vendorPage}
      place={vendorPlace(vendorId)}
      title={vendor?.name ?? vendorId}
      above={breadcrumb}
      facts={<VendorFacts vendorId={vendorId} vendor={vendor} error={vendor ? undefined : error?.message} />}
    />
  );
}
