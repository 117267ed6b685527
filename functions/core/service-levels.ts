/** Every event is visible this many seconds after its acceptance, at the latest: the promise to finance. */
export const visibilitySlaSeconds = 120;
