import type { CellStatus } from '../../console-api.ts';
import { extendWindow } from '../../rates.ts';

/**
 * - `connecting`: no status yet
 * - `live`: the stream delivers statuses
 * - `polling`: statuses are requested, since the stream does not
 * - `lost`: the cell does not answer
 */
export type Link = 'connecting' | 'live' | 'polling' | 'lost';

export interface Feed {
  readonly link: Link;
  /** The last few statuses, oldest first; the last one is the newest known, however old. */
  readonly window: readonly CellStatus[];
}

/** Where statuses come from; `api.ts` has the browser's. */
export interface StatusSource {
  readonly openStream: (onStatus: (status: CellStatus) => void, onEnd: () => void) => () => void;
  readonly fetchStatus: () => Promise<CellStatus>;
}

/** Silence after which the stream is given up, in ms: a status comes about once a second. */
const silenceMs = 5_000;
/** Pause between two attempts to get the stream back, in ms. */
const retryMs = 2_000;

/**
 * Keeps the newest status at hand: from the stream, or by polling while it tries to get the stream
 * back.
 */
export function createStatusFeed(source: StatusSource) {
  let feed: Feed = { link: 'connecting', window: [] };
  let close = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts starts and stops, so that an answer that comes after a stop is ignored. */
  let run = 0;
  const listeners = new Set<() => void>();

  const publish = (next: Feed) => {
    feed = next;
    for (const listener of listeners) listener();
  };
  const hear = (link: Link, status: CellStatus) =>
    publish({ link, window: extendWindow(feed.window, status) });
  const after = (ms: number, act: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };

  const listen = () => {
    close();
    close = source.openStream((status) => {
      hear('live', status);
      after(silenceMs, recover);
    }, recover);
    after(silenceMs, recover);
  };

  const recover = () => {
    close();
    close = () => {};
    clearTimeout(timer);
    const mine = run;
    source.fetchStatus().then(
      (status) => {
        if (mine !== run) return;
        hear('polling', status);
        after(retryMs, listen);
      },
      () => {
        if (mine !== run) return;
        publish({ ...feed, link: 'lost' });
        after(retryMs, recover);
      },
    );
  };

  return {
    current: () => feed,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** @returns a function that ends it */
    start: () => {
      run++;
      listen();
      return () => {
        run++;
        close();
        clearTimeout(timer);
      };
    },
  };
}
