import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';

/** Where messaging keeps its files: the machine's disk, or a simulated one. Every method throws on an I/O error. */
export interface Disk {
  /** Makes the folder where it is missing. */
  makeFolder(folder: string): void;
  /** The names in the folder, in any order. */
  list(folder: string): readonly string[];
  /**
   * Opens a file to read it, to write after its end, or to write it anew; writers make it where it is
   * missing, for its owner only.
   */
  open(path: string, mode: 'r' | 'a' | 'w'): DiskFile;
  /** Cuts off what follows so many bytes. */
  truncate(path: string, bytes: number): void;
  /** Puts a file in the place of another one, if there is one. */
  rename(from: string, to: string): void;
  /** Removes a file, if it is there. */
  remove(path: string): void;
  /** Removes a file without waiting: to free a large one takes a while. */
  dispose(path: string): Promise<void>;
  /** Makes durable what was made, renamed or removed in the folder. */
  syncFolder(folder: string): void;
}

/** A file that is open. */
export interface DiskFile {
  readonly size: number;
  /** Hands all of the bytes to the operating system. */
  write(bytes: Uint8Array): void;
  /** Resolves when what was written is on disk. */
  sync(): Promise<void>;
  /** Reads on, at most so many bytes. @returns how many; 0 at the end */
  read(into: Uint8Array, offset: number, length: number): number;
  close(): void;
}

const fdatasyncOf = promisify(fdatasync);

/** The files of this machine. */
export const machineDisk: Disk = {
  makeFolder: (folder) => void mkdirSync(folder, { recursive: true }),
  list: (folder) => readdirSync(folder),
  open: (path, mode) => new MachineFile(openSync(path, mode, 0o600)),
  truncate: truncateSync,
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  dispose: (path) => rm(path),
  syncFolder(folder) {
    // Windows has no such call and needs none.
    if (process.platform === 'win32') return;
    const handle = openSync(folder, 'r');
    fsyncSync(handle);
    closeSync(handle);
  },
};

class MachineFile implements DiskFile {
  readonly #handle: number;

  constructor(handle: number) {
    this.#handle = handle;
  }

  get size(): number {
    return fstatSync(this.#handle).size;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at);
  }

  sync(): Promise<void> {
    return fdatasyncOf(this.#handle);
  }

  read(into: Uint8Array, offset: number, length: number): number {
    return readSync(this.#handle, into, offset, length, null);
  }

  close(): void {
    closeSync(this.#handle);
  }
}

/** The text of a file; undefined when it is not there. */
export function readWhole(disk: Disk, path: string): string | undefined {
  if (!disk.list(dirname(path)).includes(basename(path))) return undefined;
  const file = disk.open(path, 'r');
  try {
    const bytes = Buffer.alloc(file.size);
    for (let at = 0; at < bytes.length; ) {
      const read = file.read(bytes, at, bytes.length - at);
      if (read === 0) break;
      at += read;
    }
    return bytes.toString('utf8');
  } finally {
    file.close();
  }
}
