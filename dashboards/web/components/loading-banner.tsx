import type { Feed } from '../data/status-feed.ts';
import { formatCount } from '../format/numbers.ts';

/** Says that figures are of a part of a history only; goes away when all of it is loaded. */
export function LoadingBanner({ feed }: { feed: Feed }) {
  const loading = feed.window.at(-1)?.loading;
  return (
    <section className="banner-region" aria-label="Loading">
      <div role="status">
        {loading && (
          <p className="banner banner-loading">
            <span>
              <strong>A history is loading.</strong> Until all of it has come, figures are of a part of it.
            </span>
          </p>
        )}
      </div>
      {/* Beside what is announced: nobody wants to hear each step. */}
      {loading && (
        <progress
          className="banner-progress"
          aria-label="History loaded"
          value={loading.sent}
          max={loading.total}
          title={`${formatCount(loading.sent)} of ${formatCount(loading.total)} events`}
        />
      )}
    </section>
  );
}
