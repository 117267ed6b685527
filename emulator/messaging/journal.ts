import {
  closeSync,
  fdatasync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A journal record: a small JSON-able header and, where there is one, a body kept as raw text. */
export interface JournalRecord {
  readonly header: readonly unknown[];
  readonly body: string;
}

export interface JournalOptions {
  readonly folder: string;
  /** Yields records that rebuild the present state; written at the head of each new segment. */
  readonly snapshot: () => Iterable<JournalRecord>;
  /** Runs before each batch is written: what must be on disk before the batch is, such as the archive. */
  readonly beforeWrite?: () => Promise<void>;
  /** A segment is rewritten once it has grown past this many bytes and past twice its snapshot. */
  readonly segmentBytes?: number;
}

/** Between the starts of two batches: a sync costs the same for one record as for many. */
const batchIntervalMs = 4;

const frameBytes = 8;
const segmentName = /^journal-(\d{10})\.log$/;

/**
 * An append-only log with group commit. Records keep the order in which they were appended, so that a record on
 * disk implies every earlier one: moving a message from one queue to the next needs no sync of its own.
 *
 * A record is framed by its length and CRC-32; a tail torn by a crash is cut off at open. State is kept small by
 * starting a new segment from a snapshot: the old segment goes only once the new one is synced and renamed into place.
 */
export class Journal {
  readonly #options: Required<Pick<JournalOptions, 'segmentBytes'>> & JournalOptions;
  #file: number;
  #segment: number;
  #segmentBytes: number;
  #snapshotBytes = 0;
  #batch = new Batch();
  #spare = new Batch();
  #running = false;
  #lastBatchAt = Number.NEGATIVE_INFINITY;
  #broken: Error | undefined;

  private constructor(options: JournalOptions, segment: number, bytes: number) {
    this.#options = { segmentBytes: 64 * 1024 * 1024, ...options };
    this.#segment = segment;
    this.#segmentBytes = bytes;
    this.#file = openSync(segmentPath(options.folder, segment), 'a');
  }

  /**
   * Opens the folder's newest segment, hands each of its records to `replay` in order, and cuts off a torn tail.
   * @throws when the folder cannot be read or written
   */
  static open(options: JournalOptions, replay: (record: JournalRecord) => void): Journal {
    mkdirSync(options.folder, { recursive: true });
    const segments = readdirSync(options.folder)
      .map((name) => Number(segmentName.exec(name)?.[1] ?? Number.NaN))
      .filter((segment) => !Number.isNaN(segment))
      .sort((a, b) => b - a);
    const newest = segments[0] ?? 0;
    // An older segment is still there when the process died between renaming its successor and removing it.
    for (const old of segments.slice(1)) rmSync(segmentPath(options.folder, old));
    const path = segmentPath(options.folder, newest);
    const bytes = segments.length > 0 ? replayFile(path, replay) : 0;
    const journal = new Journal(options, newest, bytes);
    if (segments.length === 0) syncFolder(options.folder);
    return journal;
  }

  /** Adds a record to the current batch. It is durable once a later `flushed()` resolves. */
  append(header: readonly unknown[], body = ''): void {
    this.#batch.add(header, body);
    if (!this.#running) this.#start();
  }

  /**
   * Resolves once every record appended so far is synced to disk.
   * @throws the first I/O error ever met: a journal that failed to sync cannot know what is on disk, so it stays broken
   */
  flushed(): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken);
    if (!this.#running && this.#batch.length === 0) return Promise.resolve();
    const batch = this.#batch;
    if (!this.#running) this.#start();
    return batch.done();
  }

  /** Flushes and closes the file. */
  async close(): Promise<void> {
    await this.flushed();
    while (this.#running) await new Promise(setImmediate);
    closeSync(this.#file);
  }

  #start(): void {
    this.#running = true;
    // One turn of the event loop gathers what the requests at hand append.
    setImmediate(() => this.#run());
  }

  async #run(): Promise<void> {
    while ((this.#batch.length > 0 || this.#batch.awaited) && !this.#broken) {
      const wait = this.#lastBatchAt + batchIntervalMs - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      this.#lastBatchAt = performance.now();
      const batch = this.#batch;
      this.#batch = this.#spare;
      try {
        // Taken in the same turn as the batch: a snapshot holds exactly what was appended so far, this batch included.
        const segment = this.#isFull() ? this.#writeSnapshot() : undefined;
        await this.#options.beforeWrite?.();
        if (segment) this.#install(segment);
        else await this.#write(batch);
        batch.settle();
      } catch (error) {
        batch.settle(this.#fail(error));
      }
      batch.clear();
      this.#spare = batch;
    }
    this.#running = false;
    if (this.#broken) this.#batch.settle(this.#broken);
  }

  #isFull(): boolean {
    return this.#segmentBytes > Math.max(this.#options.segmentBytes, 2 * this.#snapshotBytes);
  }

  async #write(batch: Batch): Promise<void> {
    // Handing the page cache some kilobytes takes less time than a thread that would do it; only the sync is slow.
    writeWhole(this.#file, batch.bytes());
    await new Promise<void>((resolve, reject) =>
      fdatasync(this.#file, (error) => (error ? reject(error) : resolve())),
    );
    this.#segmentBytes += batch.length;
  }

  #writeSnapshot(): { file: number; bytes: number } {
    const file = openSync(this.#temporaryPath, 'w');
    const batch = new Batch();
    let bytes = 0;
    const spill = () => {
      writeWhole(file, batch.bytes());
      bytes += batch.length;
      batch.clear();
    };
    for (const { header, body } of this.#options.snapshot()) {
      batch.add(header, body);
      if (batch.length > 1024 * 1024) spill();
    }
    spill();
    return { file, bytes };
  }

  /** Puts the snapshot in the old segment's place; a crash before the rename leaves the old one, after it the new one. */
  #install({ file, bytes }: { file: number; bytes: number }): void {
    const { folder } = this.#options;
    const next = this.#segment + 1;
    fsyncSync(file);
    closeSync(file);
    renameSync(this.#temporaryPath, segmentPath(folder, next));
    syncFolder(folder);
    closeSync(this.#file);
    rmSync(segmentPath(folder, this.#segment));
    this.#file = openSync(segmentPath(folder, next), 'a');
    this.#segment = next;
    this.#segmentBytes = bytes;
    this.#snapshotBytes = bytes;
  }

  get #temporaryPath(): string {
    return join(this.#options.folder, 'snapshot.tmp');
  }

  #fail(error: unknown): Error {
    this.#broken ??= error instanceof Error ? error : new Error(String(error));
    return this.#broken;
  }
}

/** Framed records waiting to be written, and those who wait for them. The buffer is used again and again. */
class Batch {
  #buffer = Buffer.allocUnsafe(256 * 1024);
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  #promise: Promise<void> | undefined;
  length = 0;

  get awaited(): boolean {
    return this.#waiting.length > 0;
  }

  add(header: readonly unknown[], body: string): void {
    const head = JSON.stringify(header);
    // A UTF-16 code unit is at most three bytes of UTF-8.
    this.#reserve(frameBytes + 1 + 3 * (head.length + body.length));
    const start = this.length + frameBytes;
    let end = start + this.#buffer.write(head, start);
    this.#buffer[end++] = 0x0a;
    end += this.#buffer.write(body, end);
    this.#buffer.writeUInt32LE(end - start, this.length);
    this.#buffer.writeUInt32LE(crc32(this.#buffer.subarray(start, end)), this.length + 4);
    this.length = end;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.length);
  }

  done(): Promise<void> {
    this.#promise ??= new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    return this.#promise;
  }

  settle(error?: Error): void {
    for (const { resolve, reject } of this.#waiting) {
      if (error) reject(error);
      else resolve();
    }
    this.#waiting = [];
    this.#promise = undefined;
  }

  clear(): void {
    this.length = 0;
    if (this.#buffer.length > 16 * 1024 * 1024) this.#buffer = Buffer.allocUnsafe(256 * 1024);
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.length + bytes));
    this.#buffer.copy(larger, 0, 0, this.length);
    this.#buffer = larger;
  }
}

/** Hands every whole record of the file to `replay`; truncates what follows the last whole one. Returns the bytes kept. */
function replayFile(path: string, replay: (record: JournalRecord) => void): number {
  const bytes = readFileSync(path);
  let at = 0;
  while (at + frameBytes <= bytes.length) {
    const start = at + frameBytes;
    const end = start + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    const payload = bytes.subarray(start, end);
    if (crc32(payload) !== bytes.readUInt32LE(at + 4)) break;
    const newline = payload.indexOf(0x0a);
    replay({
      header: JSON.parse(payload.toString('utf8', 0, newline)),
      body: payload.toString('utf8', newline + 1),
    });
    at = end;
  }
  if (at < bytes.length) truncateSync(path, at);
  return at;
}

function segmentPath(folder: string, segment: number): string {
  return join(folder, `journal-${String(segment).padStart(10, '0')}.log`);
}

/** A new or renamed file is durable only once its folder is synced; Windows has no such call and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
