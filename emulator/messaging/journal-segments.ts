import { join } from 'node:path';
import type { Disk } from './disk.ts';

const segmentName = /^journal-(\d{10})\.log$/;

export function segmentPath(folder: string, segment: number): string {
  return join(folder, `journal-${String(segment).padStart(10, '0')}.log`);
}

/** Where a new segment is written before it takes the place of the old one. */
export function temporaryPath(folder: string): string {
  return join(folder, 'snapshot.tmp');
}

/**
 * Removes what a process that died while it rewrote a segment left behind: an unfinished new one,
 * or the old one beside its successor.
 * @returns the number of the segment that counts, if there is one
 */
export function newestSegment(folder: string, disk: Disk): number | undefined {
  disk.remove(temporaryPath(folder));
  const [newest, ...older] = disk
    .list(folder)
    .flatMap((name) => segmentName.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
  for (const segment of older) disk.remove(segmentPath(folder, segment));
  return newest;
}
