import type { Route } from '../data/route.ts';
import type { Feed, Link as FeedLink } from '../data/status-feed.ts';
import { SearchBox } from '../search/search-box.tsx';
import { Navigation } from './navigation.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

const linkWords: Readonly<Record<FeedLink, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  polling: 'Live, every 2 s',
  lost: 'Disconnected',
};

/** Which cell this is, whether the page is live, and the way to an invoice or a vendor. */
export function Header({ feed, route }: { feed: Feed; route: Route }) {
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
      <SearchBox />
      <ThemeToggle />
      <Navigation status={status} route={route} />
    </header>
  );
}
