import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readyText } from '../../../cli/commands/ready-text.ts';
import { historyOf, measureHistory } from '../../../cli/demo/history.ts';
import { playHistory } from '../../../cli/demo/history-feed.ts';
import { readKeptHistory } from '../../../cli/demo/kept-history.ts';
import { feedItself, planSelfFeed } from '../../../cli/demo/self-feed.ts';
import { Api } from '../../../cli/http/api.ts';
import type { HistoryLoading } from '../../../dashboards/console-api.ts';
import { sized } from '../../long-run.ts';
import { type FakeCell, type FakeOptions, instantTiming, startFakeCell } from './fake-cell.ts';

const now = Date.parse('2026-11-27T09:00:00Z');
const plan = { seed: 1, events: 2_000, asOf: new Date(now).toISOString() };

function pastIds(total: number): Set<string> {
  return new Set(
    historyOf(plan)
      .take(total)
      .map(({ event }) => event.eventId),
  );
}

describe('Given a history that is being sent', () => {
  it('When it is killed or stopped anywhere, Then the next one sends the rest', async () => {
    const { total } = await measureHistory(plan);
    const anyEnd = fc.record({ after: fc.integer({ min: 1, max: 1_500 }), killed: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(anyEnd, { minLength: 1, maxLength: 2 }), async (ends) => {
        const taken: string[] = [];
        let left = 0;
        let stop = new AbortController();
        const cell = await startFakeCell({
          verdict: (events) => {
            taken.push(...events.map(({ eventId }) => eventId));
            left -= events.length;
            if (left <= 0) stop.abort();
            return 202;
          },
        });
        let sent = 0;
        for (const { after, killed } of [...ends, { after: Number.POSITIVE_INFINITY, killed: false }]) {
          if (sent >= total) break;
          stop = new AbortController();
          const isDead = () => killed && stop.signal.aborted;
          left = after;
          const onSent = (known: number) => {
            if (!isDead()) sent = known;
            if (known >= total) stop.abort();
          };
          const api = new Api(cell.address, instantTiming(now));
          await playHistory(api, { plan, sent, onSent }, instantTiming(now), stop.signal);
        }
        await cell.close();
        expect(sent).toBe(total);
        const deliberate = total - pastIds(total).size;
        expect(new Set(taken)).toEqual(pastIds(total));
        const kills = ends.filter(({ killed }) => killed).length;
        expect(taken.length - new Set(taken).size).toBeLessThanOrEqual(deliberate + 500 * kills);
      }),
      { numRuns: sized(2, 8) },
    );
  });
});

describe('Given a cell that feeds itself', () => {
  let dataDir: string;
  let cell: FakeCell | undefined;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'bems-demo-'));
  });
  afterEach(async () => {
    await cell?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const empty: FakeOptions = { answers: { '/console/api/status': { status: 200, body: { accepted: 0 } } } };
  const used: FakeOptions = { answers: { '/console/api/status': { status: 200, body: { accepted: 7 } } } };

  /** Runs until it says that the history is there, or the cell has taken what is waited for. */
  async function feed(
    options: FakeOptions,
    isOver: (taken: FakeCell['taken']) => boolean = () => false,
    atMs = now,
  ) {
    const stop = new AbortController();
    const said: string[] = [];
    const heard: (HistoryLoading | undefined)[] = [];
    cell = await startFakeCell({
      ...options,
      verdict: () => {
        if (cell && isOver(cell.taken)) stop.abort();
        return 202;
      },
    });
    const timing = instantTiming(atMs);
    const output = {
      out: () => {},
      progress: () => {},
      err: (text: string) => {
        said.push(text);
        if (text.includes('is loaded')) stop.abort();
      },
    };
    const context = {
      ...{ api: new Api(cell.address, timing), dataDir, output, timing, stop: stop.signal },
      onLoading: (loading: HistoryLoading | undefined) => {
        heard.push(loading);
      },
    };
    const demo = await planSelfFeed(context, plan.events);
    await feedItself(demo, context);
    const { taken } = cell;
    await cell.close();
    return { demo, taken, heard, said: said.join('\n') };
  }

  const atLeast = (count: number) => (taken: FakeCell['taken']) => taken.length >= count;
  const isOfHistory = ({ event }: { event: Readonly<Record<string, unknown>> }) =>
    Date.parse(String(event.occurredAt)) <= now;

  it('When it is empty, Then it gets the history, live events meanwhile, and says so', async () => {
    const { demo, taken, heard, said } = await feed(empty);
    const { total } = await measureHistory(plan);
    const sent = heard.flatMap((loading) => (loading?.total === total ? [loading.sent] : []));
    expect(sent[0]).toBe(0);
    expect(sent).toEqual(sent.toSorted((a, b) => a - b));
    expect(Math.max(...sent)).toBeLessThan(total);
    expect(heard.at(-1)).toBeUndefined();
    expect(said).toMatch(/^The demo's history is loaded: \d+ events, in \d+ s\.$/);
    expect(readKeptHistory(dataDir)).toMatchObject({ ...plan, total });
    expect(new Set(taken.filter(isOfHistory).map(({ eventId }) => eventId))).toEqual(pastIds(total));
    expect(taken.some((event) => !isOfHistory(event))).toBe(true);
    expect(demo.loads).toBe(true);
  });

  it('When it is interrupted and started later, Then it goes on and catches up', async () => {
    const first = await feed(empty, atLeast(1_000));
    const { total } = await measureHistory(plan);
    expect(readKeptHistory(dataDir)?.sent).toBeGreaterThan(0);
    expect(readKeptHistory(dataDir)?.sent).toBeLessThan(total);
    const later = (days: number) => now + days * 86_400_000;
    const second = await feed(used, undefined, later(1));
    expect(second.demo.loads).toBe(true);
    const ids = [...first.taken, ...second.taken].filter(isOfHistory).map(({ eventId }) => eventId);
    expect(new Set(ids)).toEqual(pastIds(total));
    const isMissed = ({ event }: { event: Readonly<Record<string, unknown>> }) =>
      Date.parse(String(event.occurredAt)) < later(8);
    const third = await feed(used, (taken) => taken.some(isMissed), later(8));
    expect(third.demo.loads).toBe(false);
    expect(third.taken.some(isMissed)).toBe(true);
    expect(third.taken.filter(isOfHistory)).toEqual([]);
  });

  it('When it has events of its own, Then it gets live ones only', async () => {
    const { demo, taken } = await feed(used, atLeast(20));
    expect(demo).toEqual({ loads: false });
    expect(taken.filter(isOfHistory)).toEqual([]);
    expect(readKeptHistory(dataDir)).toBeUndefined();
  });

  it('When another version began its history, Then that stays as it is', async () => {
    await feed(empty, atLeast(600));
    const path = join(dataDir, 'demo.json');
    const kept = readFileSync(path, 'utf8').replace(/"fingerprint": ".*"/, '"fingerprint": "another"');
    writeFileSync(path, kept);
    const { taken, said } = await feed(used, atLeast(20));
    expect(said).toContain('DEMO_OF_OTHER_VERSION: Another version of BEMS began');
    expect(taken.filter(isOfHistory)).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe(kept);
  });

  it.each(['', '{}', '[1]', '{"seed": 1, "events": 3000, "asOf": "yesterday"}'])(
    'When its note is %j, Then it says so and gets live events only',
    async (text) => {
      writeFileSync(join(dataDir, 'demo.json'), text);
      const { demo, taken, said } = await feed(empty, atLeast(20));
      expect(said).toContain('DEMO_UNREADABLE');
      expect(demo).toEqual({ loads: false });
      expect(taken.filter(isOfHistory)).toEqual([]);
    },
  );

  it('When it is ready, Then it says whether a history is loading', () => {
    const address = { api: 'http://127.0.0.1:1', apiKey: 'key', console: 'http://127.0.0.1:1/console/' };
    const text = (demo: { loads: boolean } | undefined) => readyText(address, { dataDir, demo }, now);
    expect(text({ loads: true })).toContain('13 months are loading in the background');
    expect(text({ loads: false })).toContain('A demo feed sends generated invoices');
    expect(text(undefined)).not.toContain('generated');
  });
});
