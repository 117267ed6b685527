import { crc32 } from 'node:zlib';
import type { Disk, DiskFile } from './disk.ts';

/** A journal record: a small JSON-able header and, where there is one, a body kept as raw text. */
export interface JournalRecord {
  readonly header: readonly unknown[];
  readonly body: string;
}

/** Before each record: its length and its CRC-32, four bytes each, little endian. */
const prefixBytes = 8;
const newline = 0x0a;

/** Records on their way to a file, each in its frame. The memory is used again after `clear`. */
export class Frames {
  #buffer = Buffer.allocUnsafe(256 * 1024);
  /** Bytes of all frames. */
  length = 0;

  add(header: readonly unknown[], body: string): void {
    const head = JSON.stringify(header);
    // A UTF-16 code unit is at most three bytes of UTF-8.
    this.#reserve(prefixBytes + 1 + 3 * (head.length + body.length));
    const start = this.length + prefixBytes;
    let end = start + this.#buffer.write(head, start);
    this.#buffer[end++] = newline;
    if (body !== '') end += this.#buffer.write(body, end);
    this.#buffer.writeUInt32LE(end - start, this.length);
    this.#buffer.writeUInt32LE(crc32(this.#buffer.subarray(start, end)), this.length + 4);
    this.length = end;
  }

  /** Valid until the next change. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.length);
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

/**
 * Hands every whole record of the file to `replay` in order and truncates what follows the last
 * whole one, as a crash tears it.
 * @param chunkBytes how much of the file is in memory at once; a longer record takes more
 * @returns the bytes kept
 */
export function replayFile(
  disk: Disk,
  path: string,
  replay: (record: JournalRecord) => void,
  chunkBytes: number,
): number {
  const file = disk.open(path, 'r');
  try {
    const { size } = file;
    const chunk = new Chunk(file, size, chunkBytes);
    for (let payload = chunk.next(); payload; payload = chunk.next()) replay(recordOf(payload));
    if (chunk.position < size) disk.truncate(path, chunk.position);
    return chunk.position;
  } finally {
    file.close();
  }
}

/** The part of a file that is in memory, moving on from frame to frame. */
class Chunk {
  readonly #file: DiskFile;
  readonly #size: number;
  #buffer: Buffer;
  /** Bytes of the buffer that have been read from the file, and the first of them not taken yet. */
  #filled = 0;
  #at = 0;
  /** Where in the file the next frame begins. */
  position = 0;

  constructor(file: DiskFile, size: number, bytes: number) {
    this.#file = file;
    this.#size = size;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(bytes, size));
  }

  /** The record in the next frame, valid until the next call; nothing when no whole one follows. */
  next(): Buffer | undefined {
    if (!this.#load(prefixBytes)) return undefined;
    const length = this.#buffer.readUInt32LE(this.#at);
    const checksum = this.#buffer.readUInt32LE(this.#at + 4);
    // A power failure may leave zeros, which would pass for records without content.
    if (length === 0 || !this.#load(prefixBytes + length)) return undefined;
    const end = this.#at + prefixBytes + length;
    const payload = this.#buffer.subarray(this.#at + prefixBytes, end);
    if (crc32(payload) !== checksum) return undefined;
    this.#at = end;
    this.position += prefixBytes + length;
    return payload;
  }

  /** Sees to it that so many bytes are in memory. @returns whether the file has them */
  #load(bytes: number): boolean {
    if (this.#at + bytes <= this.#filled) return true;
    if (this.position + bytes > this.#size) return false;
    const rest = this.#buffer.subarray(this.#at, this.#filled);
    const target = bytes > this.#buffer.length ? Buffer.allocUnsafeSlow(bytes) : this.#buffer;
    rest.copy(target);
    this.#buffer = target;
    this.#filled = rest.length;
    this.#at = 0;
    while (this.#filled < bytes) {
      const read = this.#file.read(target, this.#filled, target.length - this.#filled);
      if (read === 0) return false;
      this.#filled += read;
    }
    return true;
  }
}

function recordOf(payload: Buffer): JournalRecord {
  const end = payload.indexOf(newline);
  return {
    header: JSON.parse(payload.toString('utf8', 0, end)),
    body: end + 1 === payload.length ? '' : payload.toString('utf8', end + 1),
  };
}
