import { type Minutes, minuteMs } from '../../functions/core/conservation/minute-digest.ts';
import { BemsError } from '../../functions/core/errors.ts';
import { type PutBackPorts, resend } from '../reconcile/put-back.ts';
import type { ReplayedCell } from './replay.ts';

/** Minutes that one call takes: so that it ends within seconds. */
export const maxReplayMinutes = 60;

/**
 * Puts the events of one invoice that were received in some minutes back into the path. Repeating it
 * changes nothing.
 * @returns how many there are
 * @throws {BemsError} REPLAY_TOO_LONG
 */
export async function replayInvoice(
  ports: PutBackPorts,
  cell: ReplayedCell,
  minutes: Minutes,
  invoiceId: string,
): Promise<number> {
  if (minutes.to - minutes.from > maxReplayMinutes * minuteMs)
    throw new BemsError('REPLAY_TOO_LONG', `A call takes ${maxReplayMinutes} minutes.`, {
      nextStep: 'Ask for one part after the other.',
      failureClass: 'permanent',
    });
  return resend(ports, cell, await ports.archive.texts(minutes, { invoiceId }));
}
