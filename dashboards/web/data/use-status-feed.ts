import { useEffect, useSyncExternalStore } from 'react';
import { fetchStatus, openStatusStream } from './api.ts';
import { createStatusFeed, type Feed } from './status-feed.ts';

const feed = createStatusFeed({ openStream: openStatusStream, fetchStatus: () => fetchStatus() });

/**
 * The cell's newest status and the state of the link to it. Used once, by the frame of the page.
 */
export function useStatusFeed(): Feed {
  useEffect(() => feed.start(), []);
  return useSyncExternalStore(feed.subscribe, feed.current);
}
