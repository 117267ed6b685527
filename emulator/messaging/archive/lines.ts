import { type FileHandle, open } from 'node:fs/promises';

const newline = 0x0a;
const chunkSize = 64 * 1024;

/**
 * The file's complete lines from one byte to another, as they are read. (Node's own line reader also
 * breaks at U+2028, which JSON text may hold.) A file that is gone has none.
 * @param from where a line starts
 */
export async function* completeLines(path: string, from: number, to: number): AsyncGenerator<string> {
  const file = await open(path, 'r').catch(nothingThere);
  if (!file) return;
  try {
    let rest = Buffer.alloc(0);
    for (let at = from; at < to; ) {
      const { buffer, bytesRead } = await file.read(
        Buffer.allocUnsafe(chunkSize),
        0,
        Math.min(chunkSize, to - at),
        at,
      );
      if (bytesRead === 0) return;
      at += bytesRead;
      const block = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      let start = 0;
      for (let end = block.indexOf(newline); end !== -1; end = block.indexOf(newline, start)) {
        yield block.toString('utf8', start, end);
        start = end + 1;
      }
      rest = block.subarray(start);
    }
  } finally {
    await file.close();
  }
}

/**
 * Where a line starts close before the first one that is not early, found by halving: what is read
 * does not grow with the file.
 * @param length of the complete lines, which stand in order: the early ones first
 * @param isEarly tells by the first bytes of a line, `prefix` of them
 */
export async function lineBefore(
  path: string,
  length: number,
  prefix: number,
  isEarly: (start: string) => boolean,
): Promise<number> {
  const file = await open(path, 'r').catch(nothingThere);
  if (!file) return 0;
  try {
    // An early line starts at `early`, or it is the file's start; none starts at or after `late`.
    let [early, late] = [0, length];
    while (late - early > chunkSize) {
      const middle = Math.floor((early + late) / 2);
      const start = await nextLine(file, middle, late);
      if (start === undefined) late = middle;
      else if (isEarly(await textIn(file, start, start + prefix))) early = start;
      else late = middle;
    }
    return early;
  } finally {
    await file.close();
  }
}

/** Where the first line starts after a byte and before another. */
async function nextLine(file: FileHandle, after: number, before: number): Promise<number | undefined> {
  for (let at = after; at < before; at += chunkSize) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(chunkSize), 0, chunkSize, at);
    const newlineAt = buffer.subarray(0, bytesRead).indexOf(newline);
    if (newlineAt !== -1) return at + newlineAt + 1 < before ? at + newlineAt + 1 : undefined;
  }
  return undefined;
}

/**
 * Cuts off what stands after the file's last newline: a line that a crash tore.
 * @returns the length in bytes that remains, and where in it the last line starts
 */
export async function repairTail(path: string): Promise<{ length: number; lastLineAt: number }> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const length = (await lastNewline(file, size)) + 1;
    if (length < size) await file.truncate(length);
    return { length, lastLineAt: (await lastNewline(file, length - 1)) + 1 };
  } finally {
    await file.close();
  }
}

/** The text of the file from one byte to another. */
export async function textAt(path: string, from: number, to: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    return await textIn(file, from, to);
  } finally {
    await file.close();
  }
}

async function textIn(file: FileHandle, from: number, to: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
  return buffer.toString('utf8', 0, bytesRead);
}

/** Where the last newline before a byte is, searched from the end; -1 without one. */
async function lastNewline(file: FileHandle, before: number): Promise<number> {
  for (let end = before; end > 0; end -= chunkSize) {
    const start = Math.max(0, end - chunkSize);
    const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    const at = buffer.lastIndexOf(newline);
    if (at !== -1) return start + at;
  }
  return -1;
}

function nothingThere(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
