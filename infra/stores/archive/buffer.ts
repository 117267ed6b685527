/**
 * The stream writes a file of the archive after so long, or when so much has come, whichever is
 * first.
 */
export const archiveBuffer = { seconds: 300, bytes: 128 * 2 ** 20 } as const;
