import type { DeadLetters } from '../../functions/core/dead-letters.ts';
import { type DiagnosedLetter, diagnosed } from './diagnosis.ts';

/** One dead letter with its payload and why it failed; undefined when it is not there any more. */
export async function showDeadLetter(
  deadLetters: Pick<DeadLetters, 'find' | 'release'>,
  { queue, position }: { readonly queue: string; readonly position: string },
): Promise<DiagnosedLetter | undefined> {
  try {
    const letter = await deadLetters.find(queue, position);
    return letter && diagnosed(letter);
  } finally {
    await deadLetters.release();
  }
}
