import type { CellStatus } from '../../console-api.ts';
import { dashboards } from '../../pages/registry.ts';
import type { Route } from '../data/route.ts';
import type { Feed, Link as FeedLink } from '../data/status-feed.ts';
import { formatCount } from '../format/numbers.ts';
import { SearchBox } from '../search/search-box.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

const linkWords: Readonly<Record<FeedLink, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  polling: 'Live, every 2 s',
  lost: 'Disconnected',
};

interface Link {
  readonly place: string;
  readonly href: string;
  readonly title: string;
}

const links: readonly Link[] = [
  { place: 'live', href: '#/', title: 'Live' },
  ...dashboards.map(({ id, title }) => ({ place: id, href: `#/${id}`, title })),
  { place: 'stuck', href: '#/stuck', title: 'Stuck' },
  { place: 'dead-letters', href: '#/dead-letters', title: 'Dead letters' },
  { place: 'alerts', href: '#/alerts', title: 'Alerts' },
  { place: 'alarms', href: '#/alarms', title: 'Alarms' },
];

/** What waits for somebody, by the page that lists it. */
function countsOf({ deadLettered, ringing }: CellStatus): Readonly<Record<string, number>> {
  return { 'dead-letters': deadLettered, alarms: ringing.critical + ringing.warning };
}

function Count({ of }: { of: number | undefined }) {
  if (of === undefined) return null;
  return <span className={of > 0 ? 'count count-bad' : 'count'}>{formatCount(of)}</span>;
}

/** Which cell this is, whether the page is live, and the way to an invoice or a vendor. */
export function Header({ feed, route }: { feed: Feed; route: Route }) {
  const place = route.page === 'dashboard' ? route.dashboard.id : route.page;
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
      <nav aria-label="Pages" className="header-nav">
        {links.map((link) => (
          <a key={link.place} href={link.href} aria-current={place === link.place ? 'page' : undefined}>
            {link.title}
            {status && <Count of={countsOf(status)[link.place]} />}
          </a>
        ))}
      </nav>
    </header>
  );
}
