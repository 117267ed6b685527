/** Folder of the events in the bucket of the auditors' archive; below it `day=…/stage=…/`. */
export const eventsFolder = 'events';

/** The stage under which the archive files whatever on the bus is no event of a known stage. */
export const noStage = 'none';

/** Where the archive files what the bus took on a UTC day, `2026-03-02`. */
export function dayFolder(day: string): string {
  return `${eventsFolder}/day=${day}/`;
}
