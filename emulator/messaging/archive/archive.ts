import { writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import type { Clock } from '../../../lib/clock.ts';
import { isObject, type JsonValue } from '../../../lib/json.ts';
import { compilePattern } from '../patterns/event-pattern.ts';
import { repairTail } from './lines.ts';
import {
  type ArchivedEvent,
  archivedDays,
  archiveLine,
  pathOfDay,
  readArchive,
  timeOfLine,
} from './reader.ts';

export interface ArchiveOptions {
  /** Holds one file per UTC day, `events-2026-11-21.ndjson`, made when missing. */
  readonly folder: string;
  /** Which events of the bus are kept: an EventBridge event pattern; without one, all. */
  readonly pattern?: unknown;
  /** Whole days an event is kept at least; 0 keeps it for ever, as EventBridge has it. */
  readonly retentionDays: number;
  readonly clock: Clock;
}

/** The archive of an event bus. */
export interface Archive {
  /** Whether the archive keeps this event: its pattern matches, and it is not itself a replay. */
  accepts(event: JsonValue): boolean;
  /**
   * Appends events, each one line of JSON, in this order; resolves when the operating system has
   * them (a crash of the process loses nothing). When it rejects, none of them was kept.
   */
  append(lines: readonly string[]): Promise<void>;
  /** Resolves when everything appended so far is on disk. */
  sync(): Promise<void>;
  /**
   * The events archived from (inclusive) to (exclusive), in milliseconds since the epoch, in order.
   */
  read(from: number, to: number): AsyncGenerator<ArchivedEvent>;
  close(): Promise<void>;
}

const dayMs = 86_400_000;

/**
 * Opens the archive in the folder: repairs what a crash tore, deletes the days whose retention is
 * over. One process at a time may have it open.
 * @throws {InvalidPatternError} when the pattern is not valid
 */
export async function openArchive({
  folder,
  pattern,
  retentionDays,
  clock,
}: ArchiveOptions): Promise<Archive> {
  const matches = pattern === undefined ? () => true : compilePattern(pattern);
  await mkdir(folder, { recursive: true });
  /** Complete bytes by day, oldest first. */
  const lengths = new Map<string, number>();
  /** When the last event was archived: a clock set back must not put a later event before it. */
  let newest = 0;
  for (const day of await archivedDays(folder)) {
    const { length, lastLineAt } = await repairTail(pathOfDay(folder, day));
    lengths.set(day, length);
    if (length > 0) newest = await timeOfLine(pathOfDay(folder, day), lastLineAt);
  }

  let current: { readonly day: string; readonly file: FileHandle } | undefined;
  let writing: Promise<unknown> = expire();

  async function expire(): Promise<void> {
    if (retentionDays === 0) return;
    const horizon = clock.now() - retentionDays * dayMs;
    for (const day of [...lengths.keys()]) {
      if (Date.parse(day) + dayMs > horizon) break;
      await rm(pathOfDay(folder, day), { force: true });
      lengths.delete(day);
    }
  }

  /** The file of the day, after the day before is safely on disk. */
  async function fileOf(day: string): Promise<FileHandle> {
    if (current?.day === day) return current.file;
    await current?.file.datasync();
    await current?.file.close();
    current = undefined;
    await expire();
    const file = await open(pathOfDay(folder, day), 'a');
    current = { day, file };
    if (!lengths.has(day)) lengths.set(day, 0);
    return file;
  }

  async function write(lines: readonly string[]): Promise<void> {
    newest = Math.max(newest, clock.now());
    const archivedAt = new Date(newest).toISOString();
    const day = archivedAt.slice(0, 10);
    const file = await fileOf(day);
    const block = Buffer.from(lines.map((line) => archiveLine(archivedAt, line)).join(''));
    const length = lengths.get(day) ?? 0;
    try {
      // Into the page cache, which is quicker done than handed to another thread.
      for (let at = 0; at < block.length; ) at += writeSync(file.fd, block, at);
    } catch (error) {
      await file.truncate(length);
      throw error;
    }
    lengths.set(day, length + block.length);
  }

  /** Runs after everything asked for before it, whether that went well or not. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = writing.then(task, task);
    writing = turn.catch(() => undefined);
    return turn;
  }

  await writing;
  return {
    accepts: (event) => isObject(event) && !Object.hasOwn(event, 'replay-name') && matches(event),
    append: (lines) => {
      if (lines.some((line) => line.includes('\n'))) {
        return Promise.reject(
          new TypeError('An archived event must be one line of JSON without line breaks.'),
        );
      }
      return lines.length === 0 ? Promise.resolve() : inTurn(() => write(lines));
    },
    sync: () => inTurn(async () => current?.file.datasync()),
    read: (from, to) => readArchive(folder, lengths, from, to),
    close: () =>
      inTurn(async () => {
        await current?.file.datasync();
        await current?.file.close();
        current = undefined;
      }),
  };
}
