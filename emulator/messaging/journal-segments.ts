import { closeSync, fsyncSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

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
export function newestSegment(folder: string): number | undefined {
  rmSync(temporaryPath(folder), { force: true });
  const [newest, ...older] = readdirSync(folder)
    .flatMap((name) => segmentName.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
  for (const segment of older) rmSync(segmentPath(folder, segment));
  return newest;
}

/** A new or renamed file is durable only once its folder is synced; Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

export function writeWhole(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
