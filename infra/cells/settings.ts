/** Memory of every function, in MiB. */
export const functionMemoryMib = 512;

/** How long queues and topics reuse a data key. */
export const dataKeyReuseSeconds = 3_600;
