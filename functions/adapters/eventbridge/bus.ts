import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { operationsSource } from '../../core/names.ts';
import type { Bus } from '../../core/ports.ts';

/** Announcements on an EventBridge bus. */
export function createEventBridgeBus(client: EventBridgeClient, busName: string): Bus {
  return {
    async announce(announcements) {
      const { Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: announcements.map(({ detailType, detail }) => ({
            EventBusName: busName,
            Source: operationsSource,
            DetailType: detailType,
            Detail: JSON.stringify(detail),
          })),
        }),
      );
      // The answer has an entry for each one of the request, in the same order.
      return announcements.flatMap((_, index) => {
        const { EventId, ErrorCode = 'UnknownError', ErrorMessage = ErrorCode } = Entries[index] ?? {};
        if (EventId !== undefined) return [];
        return [{ index, error: Object.assign(new Error(ErrorMessage), { name: ErrorCode }) }];
      });
    },
  };
}
