/** Memory of every function, GB. */
export const functionGb = 0.5;

/** When the stream writes a file of the archive: after so long, or when so much has come, whichever is first. */
export const archiveBuffer = { seconds: 300, bytes: 128 * 2 ** 20 } as const;

/** How long queues and topics use a data key. */
export const dataKeyReuseSeconds = 3_600;
