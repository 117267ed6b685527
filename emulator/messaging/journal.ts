import { machineTimers, type Timers } from '../../lib/timers.ts';
import { type Disk, type DiskFile, machineDisk } from './disk.ts';
import { Frames, type JournalRecord, replayFile } from './journal-frames.ts';
import { Rewrite } from './journal-rewrite.ts';
import { newestSegment, segmentPath, temporaryPath } from './journal-segments.ts';

export type { JournalRecord } from './journal-frames.ts';

export interface JournalOptions {
  readonly folder: string;
  /**
   * Yields records that rebuild the present state; a segment is rewritten with them. They are asked
   * for bit by bit while more is appended: each one tells how its subject stands when it is yielded,
   * and a subject that came up or ended since the first one is not among them. A record about a
   * subject that no earlier record has told of is to be ignored at replay.
   */
  readonly snapshot: () => Iterable<JournalRecord>;
  /** Runs before each batch is written: what must be on disk before the batch is, such as the archive. */
  readonly beforeWrite?: () => Promise<void>;
  /** A segment is rewritten once it has grown past this many bytes and past twice its snapshot. */
  readonly segmentBytes?: number;
  /** How much of the segment is in memory at once while it is read. */
  readonly chunkBytes?: number;
  /** How much of a snapshot is written in one turn. */
  readonly sliceBytes?: number;
  /** A segment up to this many bytes is read in no time, whatever it holds. */
  readonly smallSegmentBytes?: number;
  readonly disk?: Disk;
  readonly timers?: Timers;
}

const defaults = {
  segmentBytes: 64 * 1024 * 1024,
  chunkBytes: 4 * 1024 * 1024,
  /** Some milliseconds' work. */
  sliceBytes: 1024 * 1024,
  smallSegmentBytes: 1024 * 1024,
  disk: machineDisk,
  timers: machineTimers,
} as const satisfies Partial<JournalOptions>;

/** Between the starts of two batches: a sync costs the same for one record as for many. */
const batchIntervalMs = 4;

/**
 * An append-only log with group commit. Records keep the order in which they were appended, so that a record on
 * disk implies every earlier one: moving a message from one queue to the next needs no sync of its own.
 *
 * A record is framed by its length and CRC-32; a tail torn by a crash is cut off at open.
 *
 * State is kept small by writing a new segment from a snapshot: the old segment goes only once the new one is synced
 * and renamed into place. That begins when the segment has passed both 64 MB and twice its last snapshot, and goes on
 * slice by slice beside the batches, twice as fast as they come. So the segment outgrows the larger of the two by no
 * more than half a snapshot, and while the new one is written the folder holds one and a half snapshots besides. A
 * snapshot takes about as many bytes as the messages that are stored.
 */
export class Journal {
  readonly #options: JournalOptions & Required<Pick<JournalOptions, keyof typeof defaults>>;
  #file: DiskFile;
  #segment: number;
  #segmentBytes: number;
  /** Unknown until somebody asks, after a start. */
  #snapshotBytes: number | undefined;
  #rewrite: Rewrite | undefined;
  #batch = new Batch();
  #spare = new Batch();
  #lastBatchAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #closing = false;
  #broken: Error | undefined;

  private constructor(options: JournalOptions, segment: number, bytes: number) {
    this.#options = { ...defaults, ...options };
    this.#segment = segment;
    this.#segmentBytes = bytes;
    this.#file = this.#options.disk.open(segmentPath(options.folder, segment), 'a');
  }

  /**
   * Opens the folder's newest segment, hands each of its records to `replay` in order, and cuts off a torn tail.
   * @throws when the folder cannot be read or written
   */
  static open(options: JournalOptions, replay: (record: JournalRecord) => void): Journal {
    const { folder, chunkBytes = defaults.chunkBytes, disk = machineDisk } = options;
    disk.makeFolder(folder);
    const newest = newestSegment(folder, disk);
    const bytes =
      newest === undefined ? 0 : replayFile(disk, segmentPath(folder, newest), replay, chunkBytes);
    const journal = new Journal(options, newest ?? 0, bytes);
    // Whoever made or renamed the segment may have died before this.
    disk.syncFolder(folder);
    return journal;
  }

  /** Adds a record to the current batch. It is durable once a later `flushed()` resolves. */
  append(header: readonly unknown[], body = ''): void {
    if (this.#broken) return;
    this.#batch.frames.add(header, body);
    this.#start();
  }

  /**
   * Resolves once every record appended so far is synced to disk.
   * @throws the first I/O error ever met: a journal that failed to sync cannot know what is on disk, so it stays broken
   */
  flushed(): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken);
    if (!this.#running && this.#batch.frames.length === 0) return Promise.resolve();
    const done = this.#batch.done();
    this.#start();
    return done;
  }

  /**
   * Rewrites a segment of which most is out of date, so that the next start need not read it. Resolves when that is
   * done; the journal can be used meanwhile, and a crash loses nothing.
   * @throws as `flushed` does
   */
  async compact(): Promise<void> {
    await this.flushed();
    const { smallSegmentBytes } = this.#options;
    if (!this.#rewrite && this.#segmentBytes > smallSegmentBytes + 2 * this.#estimateSnapshot())
      this.#rewrite = this.#beginRewrite();
    this.#start();
    while (this.#rewrite && !this.#broken && !this.#closing) await this.#running;
    if (this.#broken) throw this.#broken;
  }

  /** Flushes and closes the file. A segment that is being rewritten stays as it is. */
  async close(): Promise<void> {
    this.#closing = true;
    try {
      await this.flushed();
      await this.#running;
    } finally {
      this.#rewrite?.discard();
      this.#file.close();
    }
  }

  #start(): void {
    // One turn of the event loop gathers what the requests at hand append.
    this.#running ??= new Promise<void>((resolve) => this.#options.timers.soon(resolve)).then(() =>
      this.#run(),
    );
  }

  async #run(): Promise<void> {
    const { timers } = this.#options;
    while (this.#hasWork && !this.#broken) {
      const wait = this.#lastBatchAt + batchIntervalMs - timers.elapsed();
      if (wait > 0) await new Promise<void>((resolve) => timers.later(resolve, wait));
      this.#lastBatchAt = timers.elapsed();
      const batch = this.#batch;
      this.#batch = this.#spare;
      try {
        await this.#write(batch);
        batch.settle();
        if (this.#rewrite?.isComplete) await this.#install(this.#rewrite);
      } catch (error) {
        batch.settle(this.#fail(error));
      }
      batch.frames.clear();
      this.#spare = batch;
    }
    this.#running = undefined;
    if (this.#broken) this.#batch.settle(this.#broken);
  }

  get #hasWork(): boolean {
    return this.#batch.frames.length > 0 || this.#batch.isAwaited || (!!this.#rewrite && !this.#closing);
  }

  async #write({ frames }: Batch): Promise<void> {
    // In the turn in which the batch was closed: what the snapshot tells includes all of the batch and nothing later.
    if (!this.#rewrite && this.#isFull()) this.#rewrite = this.#beginRewrite();
    this.#rewrite?.add(frames.bytes());
    await this.#options.beforeWrite?.();
    // Handing the page cache some kilobytes takes less time than a thread that would do it; only the sync is slow.
    this.#file.write(frames.bytes());
    await Promise.all([this.#file.sync(), this.#rewrite?.sync()]);
    this.#segmentBytes += frames.length;
  }

  #isFull(): boolean {
    if (this.#segmentBytes <= this.#options.segmentBytes) return false;
    this.#snapshotBytes ??= this.#estimateSnapshot();
    return this.#segmentBytes > 2 * this.#snapshotBytes;
  }

  /** The bodies are nearly all of it. */
  #estimateSnapshot(): number {
    let bytes = 0;
    for (const { body } of this.#options.snapshot()) bytes += body.length;
    return bytes;
  }

  #beginRewrite(): Rewrite {
    const { disk, folder, snapshot, sliceBytes } = this.#options;
    return new Rewrite(disk, temporaryPath(folder), snapshot(), sliceBytes);
  }

  /** Puts the new segment in the old one's place; a crash before the rename leaves the old one, after it the new one. */
  async #install(rewrite: Rewrite): Promise<void> {
    const { disk, folder } = this.#options;
    const old = segmentPath(folder, this.#segment);
    this.#rewrite = undefined;
    rewrite.close();
    this.#segment++;
    disk.rename(rewrite.path, segmentPath(folder, this.#segment));
    disk.syncFolder(folder);
    this.#file.close();
    this.#file = disk.open(segmentPath(folder, this.#segment), 'a');
    this.#segmentBytes = rewrite.bytes;
    this.#snapshotBytes = rewrite.snapshotBytes;
    await disk.dispose(old);
  }

  #fail(error: unknown): Error {
    this.#broken ??= error instanceof Error ? error : new Error(String(error));
    return this.#broken;
  }
}

/** Records waiting to be written, and those who wait for them. */
class Batch {
  readonly frames = new Frames();
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  #promise: Promise<void> | undefined;

  get isAwaited(): boolean {
    return this.#waiting.length > 0;
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
}
