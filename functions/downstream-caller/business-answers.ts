import { BemsError } from '../core/errors.ts';
import type { Ports, Records } from '../core/ports.ts';
import { shardOf } from '../core/shard.ts';

/** Longer than a message can be on a queue. */
const rememberedMs = 15 * 24 * 3_600_000;

/** Somebody else counted at the same time. */
const maxAttempts = 5;

/**
 * Counts a business answer to a message, so that its schedule goes by such answers alone: receives
 * also count what was tried while the system was away. The count belongs to the message: a redrive
 * makes a new one, whose schedule begins anew.
 * @returns the error, with the count if it is a business answer; why it could not be counted otherwise
 */
export async function countBusinessAnswer(
  error: unknown,
  messageId: string,
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
): Promise<unknown> {
  if (!(error instanceof BemsError) || error.failureClass !== 'business') return error;
  try {
    const businessAnswers = await counted(messageId, records, clock.now() + rememberedMs);
    return new BemsError(error.code, error.message, {
      ...{ nextStep: error.nextStep, failureClass: error.failureClass, cause: error },
      retry: { ...error.retry, businessAnswers },
    });
  } catch (failure) {
    return failure;
  }
}

async function counted(messageId: string, records: Records, expiresAt: number): Promise<number> {
  const collection = `downstream-answers-${shardOf(messageId)}`;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (await records.create(collection, messageId, 1, { expiresAt })) return 1;
    const stored = await records.read(collection, messageId);
    if (!stored) continue;
    const answers = Number(stored.value) + 1;
    if (await records.replace(collection, messageId, answers, stored.revision)) return answers;
  }
  throw new Error('the answers to a message were counted by too many at once');
}
