import type { Disk, DiskFile } from '../../../emulator/messaging/disk.ts';
import type { Bug } from '../bug.ts';

/** Mistakes in how the journal and the archive are kept. */
export const diskBugs: readonly Bug[] = [
  {
    name: 'sync-lies',
    mistake: 'A sync of the journal answers before anything is on disk.',
    disk: files((file) => ({ sync: async () => void file.size })),
  },
  {
    name: 'torn-tail-stays',
    mistake: 'A torn record at the end of the journal is not cut off, and later ones are written behind it.',
    disk: (disk) => ({ ...disk, truncate: () => {} }),
  },
  {
    name: 'folder-not-synced',
    mistake: 'A segment that was renamed into place is not made durable before the old one goes.',
    disk: (disk) => ({ ...disk, syncFolder: () => {} }),
  },
  {
    name: 'rewrite-not-synced',
    mistake: 'A rewritten segment takes the place of the old one before it is on disk.',
    disk: (disk) => ({
      ...disk,
      open: (path, mode) => {
        const file = disk.open(path, mode);
        return path.endsWith('.tmp') ? changed(file, { sync: async () => {} }) : file;
      },
    }),
  },
  {
    name: 'short-write',
    mistake: 'The operating system takes a part of the bytes, and nobody writes the rest.',
    disk: files((file, random) => ({
      write: (bytes) => file.write(random.chance(0.02) ? bytes.subarray(0, bytes.length / 2) : bytes),
    })),
  },
  {
    name: 'write-lost',
    mistake: 'Now and then a write vanishes.',
    disk: files((file, random) => ({
      write: (bytes) => {
        if (!random.chance(0.02)) file.write(bytes);
      },
    })),
  },
  {
    name: 'misread',
    mistake: 'A byte that is read is another than was written.',
    disk: files((file, random) => ({
      read(into, offset, length) {
        const read = file.read(into, offset, length);
        if (read > 0 && random.chance(0.1)) into[offset + random.int(0, read - 1)] = 0;
        return read;
      },
    })),
  },
  {
    name: 'archived-later',
    mistake: 'An event is accepted while it is still on its way into the archive.',
    archive: (archive) => ({
      ...archive,
      append: async (lines) => void archive.append(lines),
    }),
  },
];

/** A disk whose files do something in another way. */
function files(
  change: (file: DiskFile, random: Parameters<NonNullable<Bug['disk']>>[1]) => Partial<DiskFile>,
): (disk: Disk, random: Parameters<NonNullable<Bug['disk']>>[1]) => Disk {
  return (disk, random) => ({
    ...disk,
    open: (path, mode) => {
      const file = disk.open(path, mode);
      return changed(file, change(file, random));
    },
  });
}

function changed(file: DiskFile, changes: Partial<DiskFile>): DiskFile {
  return {
    get size() {
      return file.size;
    },
    write: (bytes) => file.write(bytes),
    sync: () => file.sync(),
    read: (into, offset, length) => file.read(into, offset, length),
    close: () => file.close(),
    ...changes,
  };
}
