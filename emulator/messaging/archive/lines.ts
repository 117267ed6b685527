import { type FileHandle, open } from 'node:fs/promises';

const newline = 0x0a;
const chunkSize = 64 * 1024;

/**
 * The file's complete lines up to a length in bytes, as they are read. (Node's own line reader also
 * breaks at U+2028, which JSON text may hold.) A file that is gone has none.
 */
export async function* completeLines(path: string, length: number): AsyncGenerator<string> {
  const file = await open(path, 'r').catch(nothingThere);
  if (!file) return;
  try {
    let rest = Buffer.alloc(0);
    for (let at = 0; at < length; ) {
      const { buffer, bytesRead } = await file.read(
        Buffer.allocUnsafe(chunkSize),
        0,
        Math.min(chunkSize, length - at),
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
    const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
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
