/** The archive's stream writes a file after this time or this much data, whichever comes first. */
export const archiveBuffer = { seconds: 300, bytes: 128 * 2 ** 20 } as const;
