import { useEffect, useRef, useState } from 'react';
import type { CellStatus } from '../../console-api.ts';
import { dashboards } from '../../pages/registry.ts';
import { cellFigures } from '../../status-figures.ts';
import type { Route } from '../data/route.ts';
import { useAnnouncement } from '../data/use-announcement.ts';
import { useWaitingAlerts } from '../data/use-waiting-alerts.ts';
import { formatCount } from '../format/numbers.ts';

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

/** What waits for somebody on a page. */
interface Waiting {
  /** Undefined while it is not known. */
  readonly count: number | undefined;
  /** What the number is of, for those who only hear it. */
  readonly of?: string;
  /** Whether it is usual that there are some. */
  readonly isUsual?: boolean;
}

/** The way to every page, with what waits there for somebody. */
export function Navigation({ status, route }: { status: CellStatus | undefined; route: Route }) {
  const place = route.page === 'dashboard' ? route.dashboard.id : route.page;
  const alerts = useWaitingAlerts();
  const spoken = useAnnouncement(useChange(alerts, alertWords));
  const waiting: Readonly<Record<string, Waiting>> = {
    stuck: { count: (status && cellFigures.stuckInvoices(status)) ?? undefined, isUsual: true },
    'dead-letters': { count: status?.deadLettered },
    alerts: { count: alerts, of: 'that nobody acknowledged' },
    alarms: { count: status && status.ringing.critical + status.ringing.warning },
  };
  return (
    <nav aria-label="Pages" className="header-nav">
      {links.map((link) => (
        <a key={link.place} href={link.href} aria-current={place === link.place ? 'page' : undefined}>
          {link.title}
          <Count {...waiting[link.place]} />
        </a>
      ))}
      <span role="status" className="visually-hidden">
        {spoken}
      </span>
    </nav>
  );
}

function Count({ count, of, isUsual = false }: Partial<Waiting>) {
  if (count === undefined) return null;
  return (
    <span className={count > 0 && !isUsual ? 'count count-bad' : 'count'}>
      {formatCount(count)}
      {of !== undefined && <span className="visually-hidden"> {of}</span>}
    </span>
  );
}

function alertWords(count: number): string {
  if (count === 0) return 'Somebody looks after every alert.';
  return `${formatCount(count)} ${count === 1 ? 'alert waits' : 'alerts wait'} for somebody.`;
}

/** What to say of a number once it has changed: what it is at first is read with the page. */
function useChange(count: number | undefined, words: (count: number) => string): string {
  const last = useRef<number>(undefined);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (count === undefined) return;
    if (last.current !== undefined && last.current !== count) setSaid(words(count));
    last.current = count;
  }, [count, words]);
  return said;
}
