import type { PutEventsEntry, PutEventsResult } from '../messaging/bus.ts';
import { ThrottlingError } from '../messaging/flow-control.ts';
import type { MetricStore } from './metric-store.ts';

type PutEvents = (entries: readonly PutEventsEntry[]) => Promise<PutEventsResult>;

/**
 * PutEvents, with what EventBridge reports of entries that it does not take:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function measuredBus(putEvents: PutEvents, store: MetricStore): PutEvents {
  const recorder = (name: string) => store.recorder({ namespace: 'AWS/Events', name, dimensions: {} });
  const throttled = recorder('PutEventsApproximateThrottledCount');
  const failed = recorder('PutEventsFailedEntriesCount');
  return async (entries) => {
    try {
      const result = await putEvents(entries);
      if (result.FailedEntryCount > 0) failed(result.FailedEntryCount);
      return result;
    } catch (error) {
      if (error instanceof ThrottlingError) throttled(entries.length);
      throw error;
    }
  };
}
