/** Memory of every function but one, in MiB. */
export const functionMemoryMib = 512;

/** Memory of the reconciler, which holds the events of a look; more than one processor goes with it. */
export const reconcilerMemoryMib = 3_008;

/** How long queues and topics reuse a data key. */
export const dataKeyReuseSeconds = 3_600;
