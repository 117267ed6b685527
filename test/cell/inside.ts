import { busDetailType, busSource, names } from '../../functions/core/names.ts';
import type { openPathHere } from './engine-inside.ts';
import { eventually } from './eventually.ts';
import { envelopeOf, type StagedEvent } from './sample-events.ts';

export type PathHere = Awaited<ReturnType<typeof openPathHere>>;

/**
 * Puts events on a bus as the API would.
 * @param agoMs how long ago they were received
 */
export async function accept(
  bus: Pick<PathHere['api'], 'putEvents'>,
  events: readonly StagedEvent[],
  agoMs = 0,
): Promise<void> {
  const receivedAt = new Date(Date.now() - agoMs).toISOString();
  const entries = events.map((event) => ({
    Source: busSource,
    DetailType: busDetailType,
    Detail: JSON.stringify({ ...envelopeOf(event), receivedAt }),
  }));
  const { FailedEntryCount } = await bus.putEvents(entries);
  if (FailedEntryCount > 0) throw new Error(`${FailedEntryCount} events were not accepted`);
}

/** The path's status once so many events are visible and nothing is under way. */
export function settled(path: PathHere, visible: number) {
  return eventually(
    async () => path.api.status(),
    (status) => status.inFlight === 0 && status.visible >= visible,
    { lookAt: 'the queues in the status', maxPauseMs: 50 },
  );
}

/** The history of an invoice, as the API answers it. */
export function historyOf(path: PathHere, invoiceId: string): Promise<unknown> {
  return path.api.invoke(names().historyFunction, {
    httpMethod: 'GET',
    pathParameters: { invoiceId },
    headers: {},
    requestContext: { requestId: 'test' },
  });
}
