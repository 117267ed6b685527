import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CellStatus } from '../../../dashboards/console-api.ts';
import { createStatusFeed } from '../../../dashboards/web/data/status-feed.ts';
import { statusOf, usualStory } from '../../browser/fake-cell.ts';

function statusAt(seconds: number) {
  return statusOf({ ...usualStory, seconds });
}

/** A cell whose stream and answers the test controls. */
function scripted() {
  const streams: { say: (status: CellStatus) => void; end: () => void; open: boolean }[] = [];
  const cell = { answers: true, asked: 0, seconds: 100 };
  const feed = createStatusFeed({
    openStream: (say, end) => {
      const stream = { say, end, open: true };
      streams.push(stream);
      return () => {
        stream.open = false;
      };
    },
    fetchStatus: async () => {
      cell.asked++;
      if (!cell.answers) throw new Error('gone');
      return statusAt(cell.seconds++);
    },
  });
  const newest = () => {
    const stream = streams.at(-1);
    if (!stream) throw new Error('no stream was opened');
    return stream;
  };
  return { cell, feed, streams, newest };
}

describe('The feed of statuses', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  describe('Given a stream that delivers', () => {
    it('it is live and requests nothing', async () => {
      const { cell, feed, newest } = scripted();
      const stop = feed.start();
      expect(feed.current().link).toBe('connecting');
      for (let second = 1; second < 20; second++) {
        newest().say(statusAt(second));
        await vi.advanceTimersByTimeAsync(1_000);
      }
      expect(feed.current().link).toBe('live');
      expect(cell.asked).toBe(0);
      stop();
      expect(newest().open).toBe(false);
    });
  });

  describe('Given a stream that falls silent', () => {
    it('it polls, and tries the stream again', async () => {
      const { feed, streams, newest } = scripted();
      const stop = feed.start();
      newest().say(statusAt(1));
      await vi.advanceTimersByTimeAsync(5_100);
      expect(feed.current().link).toBe('polling');
      await vi.advanceTimersByTimeAsync(2_000);
      expect(streams).toHaveLength(2);
      newest().say(statusAt(200));
      expect(feed.current().link).toBe('live');
      stop();
    });
  });

  describe('Given a cell that is gone', () => {
    it('it keeps the last figures, and recovers when the cell is back', async () => {
      const { cell, feed, newest } = scripted();
      const stop = feed.start();
      newest().say(statusAt(1));
      cell.answers = false;
      newest().end();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(feed.current().link).toBe('lost');
      expect(feed.current().window.at(-1)).toEqual(statusAt(1));
      cell.answers = true;
      await vi.advanceTimersByTimeAsync(2_100);
      expect(feed.current().link).toBe('polling');
      stop();
    });
  });

  describe('Given a feed that was stopped', () => {
    it('nobody is told of an answer that still comes', async () => {
      const { feed, newest } = scripted();
      const stop = feed.start();
      newest().end();
      stop();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(feed.current().window).toEqual([]);
    });
  });
});
