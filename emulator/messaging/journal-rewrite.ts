import type { Disk, DiskFile } from './disk.ts';
import { Frames, type JournalRecord } from './journal-frames.ts';

/**
 * A new segment that is written slice by slice while the journal goes on: every batch, then some
 * more of the snapshot. What a batch says of things that the snapshot has not come to yet is told
 * again by the snapshot, as of then.
 */
export class Rewrite {
  readonly path: string;
  readonly #disk: Disk;
  readonly #file: DiskFile;
  readonly #snapshot: Iterator<JournalRecord>;
  readonly #sliceBytes: number;
  readonly #slice = new Frames();
  /** Bytes written, of batches and snapshot, and of the snapshot alone. */
  bytes = 0;
  snapshotBytes = 0;
  /** The whole snapshot has been written. */
  isComplete = false;

  constructor(disk: Disk, path: string, snapshot: Iterable<JournalRecord>, sliceBytes: number) {
    this.path = path;
    this.#sliceBytes = sliceBytes;
    this.#disk = disk;
    this.#file = disk.open(path, 'w');
    this.#snapshot = snapshot[Symbol.iterator]();
  }

  /**
   * Adds a batch that has just been closed, and a slice of the snapshot at least twice as long, so
   * that the snapshot comes to an end however much is appended meanwhile.
   */
  add(batch: Buffer): void {
    this.#write(batch);
    const atLeast = Math.max(this.#sliceBytes, 2 * batch.length);
    while (this.#slice.length < atLeast && !this.isComplete) {
      const { done, value } = this.#snapshot.next();
      if (done) this.isComplete = true;
      else this.#slice.add(value.header, value.body);
    }
    this.#write(this.#slice.bytes());
    this.snapshotBytes += this.#slice.length;
    this.#slice.clear();
  }

  /** Resolves when everything added is on disk. */
  sync(): Promise<void> {
    return this.#file.sync();
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  /** Closes the file and removes it. */
  discard(): void {
    this.close();
    this.#disk.remove(this.path);
  }

  #write(bytes: Buffer): void {
    this.#file.write(bytes);
    this.bytes += bytes.length;
  }
}
