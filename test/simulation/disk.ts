import type { Disk, DiskFile } from '../../emulator/messaging/disk.ts';
import type { Faults } from './faults.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';

/** How a process ends that is given no time to end in order. */
export type Crash = 'kill' | 'power';

/** The bytes of a file, and how many of them are on disk for good. */
class Content {
  bytes = Buffer.alloc(0);
  synced = 0;

  append(more: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, more]);
  }

  cut(length: number): void {
    this.bytes = this.bytes.subarray(0, length);
    this.synced = Math.min(this.synced, length);
  }
}

type Names = ReadonlyMap<string, Content>;

/** Who uses the disk. */
export interface DiskUser {
  readonly life: Life;
  readonly faults: Faults;
  /** Ends the process, at once. */
  readonly crash: (how: Crash) => void;
  /** Told of an I/O error. */
  readonly failed: () => void;
}

/**
 * A disk with a page cache. A killed process leaves what it wrote; when the power fails, of what was
 * not synced there remains nothing, all, a part, a part with zeros behind it, or all with a hole.
 * Names are on disk once their folder is synced; until then they are lost last come first.
 */
export class SimulatedDisk {
  readonly #random: Random;
  #names = new Map<string, Content>();
  /** The names as of the last sync of their folder, and after each change since. */
  #kept: Names[] = [new Map()];

  constructor(random: Random) {
    this.#random = random;
  }

  /** What a crash makes of the files. */
  crash(how: Crash): void {
    if (how === 'kill') return;
    this.#names = new Map(this.#random.pick(this.#kept));
    this.#kept = [new Map(this.#names)];
    for (const content of this.#names.values()) this.#lose(content);
  }

  #lose(content: Content): void {
    const { bytes, synced } = content;
    const unsynced = bytes.length - synced;
    const kept = synced + this.#random.int(0, unsynced);
    const fate = this.#random.pick(['all', 'none', 'part', 'zeros', 'hole'] as const);
    if (fate === 'none') content.cut(synced);
    if (fate === 'part') content.cut(kept);
    if (fate === 'zeros' || fate === 'hole') {
      const end = fate === 'zeros' ? bytes.length : this.#random.int(kept, bytes.length);
      content.bytes = Buffer.from(bytes).fill(0, kept, end);
    }
    content.synced = content.bytes.length;
  }

  /** The disk as a process sees it. What it does after its death has no effect. */
  for(user: DiskUser): Disk {
    const { life, faults, crash } = user;
    const change = (what: () => void): void => {
      if (!life.alive) return;
      if (faults.strikes('crashAtWrite')) {
        if (this.#random.chance(0.5)) what();
        crash(this.#random.pick(['kill', 'power']));
      } else what();
    };
    const rename = (what: () => void): void =>
      change(() => {
        what();
        this.#kept.push(new Map(this.#names));
      });
    return {
      makeFolder: () => {},
      list: (folder) =>
        [...this.#names.keys()].flatMap((path) =>
          path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : [],
        ),
      open: (path, mode) => {
        const standing = this.#names.get(path);
        if (standing && mode !== 'w') return this.#open(standing, user);
        const made = new Content();
        // A process that has just died may still look for what the crash took.
        if (mode === 'r' && life.alive) throw new Error(`ENOENT: ${path}`);
        rename(() => this.#names.set(path, made));
        return this.#open(made, user);
      },
      truncate: (path, bytes) => change(() => this.#names.get(path)?.cut(bytes)),
      rename: (from, to) =>
        rename(() => {
          const content = this.#names.get(from);
          if (!content) throw new Error(`ENOENT: ${from}`);
          this.#names.delete(from);
          this.#names.set(to, content);
        }),
      remove: (path) => rename(() => this.#names.delete(path)),
      async dispose(path) {
        await life.pause('disk: dispose', 1);
        this.remove(path);
      },
      syncFolder: () =>
        change(() => {
          this.#kept = [new Map(this.#names)];
        }),
    };
  }

  #open(content: Content, { life, faults, crash, failed }: DiskUser): DiskFile {
    const random = this.#random;
    let position = 0;
    return {
      get size() {
        return content.bytes.length;
      },
      write(bytes) {
        if (!life.alive) return;
        const part = bytes.subarray(0, random.int(0, bytes.length));
        if (faults.strikes('crashAtWrite')) {
          content.append(part);
          crash(random.pick(['kill', 'power']));
        } else if (faults.strikes('writeFails')) {
          content.append(part);
          failed();
          throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        } else content.append(bytes);
      },
      async sync() {
        const written = content.bytes.length;
        const ms = faults.strikes('syncIsSlow') ? random.spread(100, 20_000) : random.spread(0.5, 20);
        await life.pause('disk: sync', ms);
        if (faults.strikes('powerFailsAtSync')) {
          if (random.chance(0.5)) content.synced = Math.max(content.synced, written);
          crash('power');
          return life.pause('never', 0);
        }
        if (faults.strikes('syncFails')) {
          failed();
          throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
        }
        content.synced = Math.min(content.bytes.length, Math.max(content.synced, written));
      },
      read(into, offset, length) {
        const read = content.bytes.copy(into, offset, position, position + length);
        position += read;
        return read;
      },
      close: () => {},
    };
  }
}
