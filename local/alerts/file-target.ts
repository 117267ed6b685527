import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlertTarget } from '../../functions/core/ports.ts';

/** The file of announcements in the data folder. */
export const announcementsFile = 'alerts.jsonl';

/** Writes every announcement to a file, a line of JSON each; what resolved is on disk. */
export function fileTarget(dataFolder: string): AlertTarget {
  const path = join(dataFolder, announcementsFile);
  return {
    name: 'file',
    async deliver(announcement) {
      await appendFile(path, `${JSON.stringify(announcement)}\n`, { mode: 0o600, flush: true });
    },
  };
}
