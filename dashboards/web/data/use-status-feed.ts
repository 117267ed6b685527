import { useEffect, useSyncExternalStore } from 'react';
import { fetchStatus, openStatusStream } from './api.ts';
import { createStatusFeed, type Feed } from './status-feed.ts';

const feed = createStatusFeed({ openStream: openStatusStream, fetchStatus: () => fetchStatus() });

/** The newest status and the state of the link to the cell. Used once, by the page's frame. */
export function useStatusFeed(): Feed {
  useEffect(() => feed.start(), []);
  return useSyncExternalStore(feed.subscribe, feed.current);
}
