/** Every accepted event must be visible within this many seconds of its receipt. */
export const visibilitySlaSeconds = 120;
