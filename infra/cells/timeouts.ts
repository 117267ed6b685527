import { callerTimeoutSeconds } from '../../functions/core/downstream/lease.ts';

/** How long each function may run. Its queues hide a message for six times as long. */
export const timeoutSeconds = {
  relay: 30,
  processor: 30,
  recordWriter: 30,
  downstreamCaller: callerTimeoutSeconds,
  history: 10,
  stuckInvoices: 30,
  /** It begins nothing more after 45 seconds; a pack that is begun is ended. */
  lettingGo: 300,
  alertRouter: 60,
  /** As long as Lambda lets one run: a look that is begun is ended. */
  reconciler: 900,
  /** It waits for a query or two, and judges for seconds. */
  anomalies: 300,
  alertLinks: 15,
  /** As long as Lambda lets one run: it waits for statements. */
  rollup: 900,
} as const;
