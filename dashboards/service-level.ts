import { visibilitySlaSeconds } from '../functions/core/service-levels.ts';

/** Every event must be visible this long after the API accepted it, in ms. */
export const visibilitySlaMs = visibilitySlaSeconds * 1_000;

/** The same in minutes, as pages write it. */
export const visibilitySlaMinutes = visibilitySlaSeconds / 60;
