/** The collections of what is unusual: an episode a record, and what the last look found. */
export const anomaliesCollection = 'anomalies';
export const lookCollection = 'anomaly-look';
