import type { HistoryLoading } from '../../dashboards/console-api.ts';
import { utc } from '../../functions/core/invoice/instant.ts';
import { parseJsonObject } from '../../lib/json.ts';
import { CliError, errorText, exitCodes, toCliError } from '../errors.ts';
import type { Api } from '../http/api.ts';
import type { Timing } from '../http/timing.ts';
import type { Output } from '../output.ts';
import { playFeed } from './feed.ts';
import { type HistoryPlan, measureHistory } from './history.ts';
import { playHistory } from './history-feed.ts';
import { type KeptHistory, keepHistory, readKeptHistory } from './kept-history.ts';

/**
 * The events of the history that an empty cell gets: about 230 invoices a month, so that every
 * panel of thirteen months has something to show for each of fifty vendors, and loaded within twenty
 * seconds on two cores, where a cell takes 1,500 to 2,500 of them a second beside everything else.
 */
export const usualHistoryEvents = 30_000;

/**
 * Events per second of the live feed: one every four seconds, enough to see the path at work. An
 * hour of it is a third of a month of the history, so that today does not dwarf the year.
 */
const liveRate = 0.25;

const seed = 1;

/** What `bems up` feeds its cell with, beside the live feed. */
export interface SelfFeed {
  /** None for a cell that has events of its own. */
  readonly history?: HistoryPlan | KeptHistory;
  /** Whether a part of the history still has to be loaded. */
  readonly loads: boolean;
}

/** What a feed works with. */
export interface SelfFeedContext {
  readonly api: Api;
  readonly dataDir: string;
  readonly output: Output;
  readonly timing: Timing;
  readonly stop: AbortSignal;
  /** Hears how far the history is while it is loaded, and then that it is not loaded any more. */
  readonly onLoading: (loading: HistoryLoading | undefined) => void;
}

/**
 * A cell that was fed before goes on with its history; an empty one gets one of about so many
 * events, which ends now. Says so when that cannot be found out, and leaves it at the live feed.
 */
export async function planSelfFeed(
  { api, dataDir, output, timing }: SelfFeedContext,
  events: number,
): Promise<SelfFeed> {
  try {
    const kept = readKeptHistory(dataDir);
    if (kept) return { history: kept, loads: kept.sent < kept.total };
    if (events === 0 || !(await isEmpty(api))) return { loads: false };
    return { history: { seed, events, asOf: utc(timing.now()) }, loads: true };
  } catch (error) {
    reportFailure(output, 'history', error);
    return { loads: false };
  }
}

async function isEmpty(api: Api): Promise<boolean> {
  return parseJsonObject((await api.status()).body)?.accepted === 0;
}

/** Feeds the cell until stopped. A failing demo says so and does not take the cell down. */
export async function feedItself({ history }: SelfFeed, context: SelfFeedContext): Promise<void> {
  const { api, output, timing, stop, onLoading } = context;
  const historyFailed = (error: unknown) => {
    onLoading(undefined);
    reportFailure(output, 'history', error);
  };
  // Before the first live event: an interrupted start would otherwise find a cell that is not empty.
  const begun = history && (await begin(history, context.dataDir).catch(historyFailed));
  const live = { seed, rate: liveRate, timeScale: 1_440, history: 0 };
  await Promise.all([
    playFeed(api, live, timing, stop).catch((error: unknown) => reportFailure(output, 'feed', error)),
    begun && goOn(begun, context).catch(historyFailed),
  ]);
}

function reportFailure(output: Output, what: 'feed' | 'history', error: unknown): void {
  output.err(`The demo's ${what} has stopped; the cell runs on.\n${errorText(toCliError(error), false)}`);
}

/**
 * Makes sure that the data folder says which history the cell has, and that it is still the same.
 * @throws {CliError} DEMO_OF_OTHER_VERSION
 */
async function begin(history: HistoryPlan | KeptHistory, dataDir: string): Promise<KeptHistory> {
  const measures = await measureHistory(history);
  if (!('fingerprint' in history)) {
    const begun = { ...history, ...measures, sent: 0 };
    keepHistory(dataDir, begun);
    return begun;
  }
  if (history.fingerprint === measures.fingerprint) return history;
  // Half a history of one version and half of another would contradict each other.
  throw new CliError(
    'DEMO_OF_OTHER_VERSION',
    'Another version of BEMS began the history of this cell, which therefore stays as it is.',
    `Delete ${dataDir} for a new one.`,
    exitCodes.failed,
  );
}

/** Sends what the cell has not got of its history, and remembers how far that has come. */
async function goOn(
  kept: KeptHistory,
  { api, dataDir, output, timing, stop, onLoading }: SelfFeedContext,
): Promise<void> {
  const { total } = kept;
  const startedAt = timing.now();
  let isLoading = kept.sent < total;
  if (isLoading) onLoading({ sent: kept.sent, total });
  const onSent = (sent: number) => {
    keepHistory(dataDir, { ...kept, sent });
    if (isLoading) output.progress(`Loading the demo's history: ${sent} of ${total} events`);
    if (isLoading && sent >= total) output.err(loadedText(total, timing.now() - startedAt));
    isLoading = sent < total;
    onLoading(isLoading ? { sent, total } : undefined);
  };
  await playHistory(api, { plan: kept, sent: kept.sent, onSent }, timing, stop);
}

function loadedText(total: number, ms: number): string {
  return `The demo's history is loaded: ${total} events, in ${(ms / 1_000).toFixed(0)} s.`;
}
