import type { Feed } from '../data/status-feed.ts';
import { formatInstant } from '../format/times.ts';
import { WarningIcon } from './icons.tsx';

/** Says that the cell does not answer and how old the figures are; goes away when it is back. */
export function ConnectionBanner({ feed }: { feed: Feed }) {
  const last = feed.window.at(-1);
  return (
    <div role="status" className="banner-region">
      {feed.link === 'lost' && (
        <p className="banner">
          <WarningIcon />
          <span>
            <strong>The cell does not answer.</strong>{' '}
            {last
              ? `The figures below are from ${formatInstant(last.now, 'time')}. `
              : 'Is it running? Start it with npm start. '}
            Trying again every 2 seconds.
          </span>
        </p>
      )}
    </div>
  );
}
