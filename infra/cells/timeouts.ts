/** How long each function may run. Its queues hide a message for six times as long. */
export const timeoutSeconds = {
  relay: 30,
  processor: 30,
  recordWriter: 30,
  history: 10,
  stuckInvoices: 30,
  alertRouter: 60,
  alertLinks: 15,
} as const;
