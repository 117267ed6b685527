import { useEffect, useRef } from 'react';
import { ConnectionBanner } from './components/connection-banner.tsx';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { Header } from './components/header.tsx';
import { LoadingBanner } from './components/loading-banner.tsx';
import { placeOf } from './data/route.ts';
import { useRoute } from './data/use-route.ts';
import { useStatusFeed } from './data/use-status-feed.ts';
import { StrayLine } from './filters/stray-line.tsx';
import { AlarmsPage } from './pages/alarms-page.tsx';
import { AlertsPage } from './pages/alerts-page.tsx';
import { AnomalyPage } from './pages/anomaly-page.tsx';
import { DashboardPage } from './pages/dashboard-page.tsx';
import { DeadLettersPage } from './pages/dead-letters-page.tsx';
import { InvoicePage } from './pages/invoice-page.tsx';
import { InvoicesPage } from './pages/invoices-page.tsx';
import { LivePage } from './pages/live-page.tsx';
import { StuckPage } from './pages/stuck-page.tsx';
import { UnknownPage } from './pages/unknown-page.tsx';
import { VendorPage } from './pages/vendor-page.tsx';

/** The frame of every page: skip link, header, connection banner, and the page of the address. */
export function App() {
  const feed = useStatusFeed();
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const key = placeOf(route);

  // A new page starts at its top, for eyes and screen readers; the first one is left as opened.
  const shown = useRef(key);
  useEffect(() => {
    if (shown.current === key) return;
    shown.current = key;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [key]);

  return (
    <>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <Header feed={feed} route={route} />
      <ConnectionBanner feed={feed} />
      <LoadingBanner feed={feed} />
      <main ref={main} tabIndex={-1}>
        <StrayLine page={route.page} />
        <ErrorBoundary key={key}>
          {route.page === 'live' && <LivePage feed={feed} />}
          {route.page === 'dashboard' && (
            <DashboardPage dashboard={route.dashboard} query={route.query} feed={feed} />
          )}
          {route.page === 'invoices' && <InvoicesPage query={route.query} feed={feed} />}
          {route.page === 'alerts' && <AlertsPage alertId={route.alertId} />}
          {route.page === 'alarms' && <AlarmsPage alarm={route.alarm} feed={feed} />}
          {route.page === 'stuck' && <StuckPage query={route.query} feed={feed} />}
          {route.page === 'dead-letters' && <DeadLettersPage query={route.query} />}
          {route.page === 'anomaly' && (
            <AnomalyPage anomalyId={route.anomalyId} query={route.query} feed={feed} />
          )}
          {route.page === 'invoice' && (
            <InvoicePage invoiceId={route.invoiceId} query={route.query} feed={feed} />
          )}
          {route.page === 'vendor' && (
            <VendorPage vendorId={route.vendorId} query={route.query} feed={feed} />
          )}
          {route.page === 'unknown' && <UnknownPage>There is no page “{route.path}”.</UnknownPage>}
        </ErrorBoundary>
      </main>
    </>
  );
}
