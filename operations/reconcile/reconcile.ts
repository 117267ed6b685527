import {
  type MinuteDigest,
  type Minutes,
  minuteMs,
  minuteOf,
} from '../../functions/core/conservation/minute-digest.ts';
import { BemsError } from '../../functions/core/errors.ts';
import type { ReconcilePorts } from './ports.ts';
import { reconcileMinute } from './reconcile-minute.ts';
import { type Difference, nothing, type Tally } from './report.ts';

/** What became of everything that was accepted in some minutes. */
export interface Reconciliation extends Tally {
  /** RFC 3339 UTC. */
  readonly from: string;
  readonly to: string;
  readonly differences: readonly Difference[];
  /** Minutes, RFC 3339 UTC, that have to be looked at again: not all of their events are at an end. */
  readonly unsettled: readonly string[];
}

/** Minutes that one call takes: so that it ends within seconds. */
export const maxMinutes = 15;

/**
 * Proves for whole minutes of receipt that every accepted event is visible, on its way, a dead letter,
 * or discarded. Digests are compared first; events only where the digests differ.
 * @param most minutes that a call takes here
 * @throws {BemsError} WINDOW_NOT_WHOLE, WINDOW_TOO_LONG, WINDOW_OPEN, WINDOW_EXPIRED
 */
export async function reconcile(
  ports: ReconcilePorts,
  minutes: Minutes,
  most = maxMinutes,
): Promise<Reconciliation> {
  checkWindow(minutes, await ports.archive.span(), most);
  const [archive, ledger, series] = await Promise.all(
    [ports.archive, ports.ledger, ports.timeSeries].map(async (store) =>
      digestsByMinute(await store.digests(minutes)),
    ),
  );
  let tally = nothing;
  const differences: Difference[] = [];
  const unsettled: string[] = [];
  for (let minute = minutes.from; minute < minutes.to; minute += minuteMs) {
    const accepted = archive?.get(minute);
    if (sameDigest(accepted, ledger?.get(minute)) && sameDigest(accepted, series?.get(minute))) {
      const events = accepted?.events ?? 0;
      tally = added(tally, { ...nothing, accepted: events, visible: events });
      continue;
    }
    const result = await reconcileMinute(ports, minute);
    tally = added(tally, result.tally);
    differences.push(...result.differences);
    const { underWay, deadLettered } = result.tally;
    if (underWay + deadLettered + result.differences.length > 0)
      unsettled.push(new Date(minute).toISOString());
  }
  const [from, to] = [new Date(minutes.from).toISOString(), new Date(minutes.to).toISOString()];
  return { from, to, ...tally, differences, unsettled };
}

/** The sums of two tallies. */
export function added(a: Tally, b: Tally): Tally {
  return {
    accepted: a.accepted + b.accepted,
    visible: a.visible + b.visible,
    repeats: a.repeats + b.repeats,
    underWay: a.underWay + b.underWay,
    deadLettered: a.deadLettered + b.deadLettered,
    discarded: a.discarded + b.discarded,
  };
}

function digestsByMinute(digests: readonly MinuteDigest[]): ReadonlyMap<number, MinuteDigest> {
  return new Map(digests.map((digest) => [digest.minute, digest]));
}

function sameDigest(a: MinuteDigest | undefined, b: MinuteDigest | undefined): boolean {
  return a?.events === b?.events && a?.sum === b?.sum;
}

function checkWindow({ from, to }: Minutes, kept: Minutes, most: number): void {
  if (minuteOf(from) !== from || minuteOf(to) !== to || !(from < to))
    throw refused('WINDOW_NOT_WHOLE', 'A window is of whole minutes and ends after it begins.', 'Round it.');
  if (to - from > most * minuteMs)
    throw refused('WINDOW_TOO_LONG', `A call takes ${most} minutes.`, 'Ask for one part after the other.');
  if (to > kept.to)
    throw refused(
      'WINDOW_OPEN',
      'Events of this window may still be on their way into the archive.',
      `Ask for a window that ends by ${new Date(minuteOf(kept.to)).toISOString()}.`,
    );
  if (from < minuteOf(kept.from))
    throw refused(
      'WINDOW_EXPIRED',
      'The archive no longer has all events of this window.',
      `Ask for a window that begins after ${new Date(minuteOf(kept.from)).toISOString()}.`,
    );
}

function refused(code: string, sentence: string, nextStep: string): BemsError {
  return new BemsError(code, sentence, { nextStep, failureClass: 'permanent' });
}
