/** Minutes from the fault until the slowest of a cell's alarms rings: a wave bakes for longer. */
export const slowestAlarmMinutes: number = 30;
