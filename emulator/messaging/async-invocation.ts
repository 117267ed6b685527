import type { JsonValue } from '../../lib/json.ts';
import type { Queue } from './queue.ts';

/** Milliseconds that Lambda waits before it tries an event again, once for each try after the first. */
const pausesMs = [60_000, 120_000];

export interface AsyncInvocationContext {
  /** Runs a function; rejects when it fails. */
  readonly invoke: (functionName: string, event: JsonValue) => Promise<unknown>;
  readonly later: (callback: () => void, ms: number) => void;
}

/**
 * Invokes a function of which nobody awaits the answer, as Lambda does for SNS: twice more when it
 * fails, then the event goes to the function's dead-letter queue, or nowhere. Unlike in Lambda, an
 * event that waits for its next try is gone when the process ends.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export async function invokeAsynchronously(
  functionName: string,
  event: JsonValue,
  deadLetters: Queue | undefined,
  context: AsyncInvocationContext,
  tries = 1,
): Promise<void> {
  try {
    await context.invoke(functionName, event);
  } catch (error) {
    const pause = pausesMs[tries - 1];
    if (pause !== undefined) {
      const again = () => void invokeAsynchronously(functionName, event, deadLetters, context, tries + 1);
      return context.later(again, pause);
    }
    const message = error instanceof Error ? error.message : String(error);
    const attributes = { ErrorMessage: { Type: 'String', Value: message } };
    deadLetters?.send({ body: JSON.stringify(event), attributes });
  }
}
