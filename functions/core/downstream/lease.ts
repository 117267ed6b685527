/** How long `InvoiceDownstreamCaller` may run, seconds: a hold of ten, two calls, and what the stores take. */
export const callerTimeoutSeconds = 60;

/** An invocation that has not settled a call by then, ms, has died: its timeout is shorter. */
export const callLeaseMs = 2 * callerTimeoutSeconds * 1_000;

/**
 * How long a call that was made is remembered beyond what the archive can bring back, days: a message
 * waits on a queue and then on its dead-letter queue for 14 days each, at most.
 */
export const rememberedBeyondReplayDays = 30;
