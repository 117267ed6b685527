/** The collection of what runs of the rollup left: one record. */
export const rollupRunsCollection = 'rollup-runs';
