import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { completeLines, lineBefore, textAt } from './lines.ts';

/** One archived event. */
export interface ArchivedEvent {
  /**
   * When it was archived: RFC 3339 UTC, milliseconds; never earlier than that of the event before
   * it.
   */
  readonly archivedAt: string;
  /** The event as the bus took it, JSON text. */
  readonly text: string;
}

/** Days of an archive, `2026-11-21`, oldest first, and how many bytes of each are complete lines. */
export type DayLengths = ReadonlyMap<string, number>;

/**
 * Every line is `{"archivedAt":"…","event":…}`; the time stands at a fixed place, so that reading a
 * range need not parse the rest.
 */
const timeStart = '{"archivedAt":"'.length;
const timeEnd = timeStart + '2026-11-21T00:00:00.000Z'.length;
const eventStart = timeEnd + '","event":'.length;

const fileName = /^events-(\d{4}-\d{2}-\d{2})\.ndjson$/;

/** The file of a day. */
export function pathOfDay(folder: string, day: string): string {
  return join(folder, `events-${day}.ndjson`);
}

/** The line of an event, with its newline. */
export function archiveLine(archivedAt: string, text: string): string {
  return `{"archivedAt":"${archivedAt}","event":${text}}\n`;
}

/** The days that a folder has files of, oldest first. */
export async function archivedDays(folder: string): Promise<string[]> {
  return (await readdir(folder)).flatMap((name) => fileName.exec(name)?.[1] ?? []).sort();
}

/** When the event of the line that starts there was archived, ms since the epoch. */
export async function timeOfLine(path: string, lineAt: number): Promise<number> {
  return Date.parse(await textAt(path, lineAt + timeStart, lineAt + timeEnd));
}

/**
 * The events archived from (inclusive) to (exclusive), in milliseconds since the epoch, in order.
 * What it costs grows with the range, not with the archive.
 */
export async function* readArchive(
  folder: string,
  lengths: DayLengths,
  from: number,
  to: number,
): AsyncGenerator<ArchivedEvent> {
  const [fromTime, toTime] = [isoTime(from), isoTime(to)];
  for (const [day, length] of [...lengths]) {
    if (day < fromTime.slice(0, 10) || day > toTime) continue;
    const path = pathOfDay(folder, day);
    const start = await lineBefore(path, length, timeEnd, (line) => line.slice(timeStart) < fromTime);
    for await (const line of completeLines(path, start, length)) {
      const time = line.slice(timeStart, timeEnd);
      if (time >= toTime) return;
      if (time >= fromTime) yield { archivedAt: time, text: line.slice(eventStart, -1) };
    }
  }
}

/** How long the files of an archive are that another thread appends to; a line begun is left out by the reader. */
export async function lengthsOnDisk(folder: string): Promise<DayLengths> {
  const days = await archivedDays(folder);
  const sizes = await Promise.all(days.map(async (day) => (await stat(pathOfDay(folder, day))).size));
  return new Map(days.map((day, index) => [day, sizes[index] ?? 0]));
}

/** RFC 3339 with a four-digit year, so that times compare as text. */
function isoTime(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), Date.UTC(9999, 11, 31))).toISOString();
}
