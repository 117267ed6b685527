/** A stream of the lake commits after this time or this much data, whichever comes first. */
export const lakeBuffer = { seconds: 30, mebibytes: 128 } as const;
