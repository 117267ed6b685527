import type { Route } from '../data/route.ts';
import type { Feed, Link } from '../data/status-feed.ts';
import { formatCount } from '../format/numbers.ts';
import { InvoiceSearch } from './invoice-search.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

const linkWords: Readonly<Record<Link, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  polling: 'Live, every 2 s',
  lost: 'Disconnected',
};

/** Which cell this is, whether the page is live, and the way to an invoice. */
export function Header({ feed, page }: { feed: Feed; page: Route['page'] }) {
  const status = feed.window.at(-1);
  return (
    <header className="header">
      <a className="brand" href="#/">
        <img src="/console/icon.svg" alt="" width="28" height="28" />
        <span>Invoice events</span>
      </a>
      <p className="cell-name">
        <span className={`link-state link-${feed.link}`}>
          <span className="link-dot" aria-hidden="true" />
          {linkWords[feed.link]}
        </span>
        {status && (
          <span className="cell-place">
            <span className="visually-hidden">Cell </span>
            {status.cell}
            <span className="muted"> · {status.region}</span>
          </span>
        )}
      </p>
      <nav aria-label="Operations" className="header-nav">
        <a href="#/dead-letters" aria-current={page === 'dead-letters' ? 'page' : undefined}>
          Dead letters
          {status && (
            <span className={status.deadLettered > 0 ? 'count count-bad' : 'count'}>
              {formatCount(status.deadLettered)}
            </span>
          )}
        </a>
        <a href="#/alerts" aria-current={page === 'alerts' ? 'page' : undefined}>
          Alerts
        </a>
        <a href="#/alarms" aria-current={page === 'alarms' ? 'page' : undefined}>
          Alarms
        </a>
      </nav>
      <InvoiceSearch />
      <ThemeToggle />
    </header>
  );
}
