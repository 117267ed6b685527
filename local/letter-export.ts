import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DiagnosedLetter } from '../operations/dead-letters/diagnosis.ts';

/** Where a cell keeps what was discarded, in its data folder. */
export const discardedFile = 'discarded.jsonl';

/**
 * Adds letters to a file, one line of JSON each, payload and diagnosis included; resolves once they
 * are on disk. Only the owner can read the file. It may hold a letter twice, after a run that died.
 */
export async function exportLetters(path: string, letters: readonly DiagnosedLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(path, 'a+', 0o600);
  try {
    const start = (await endsMidLine(file)) ? '\n' : '';
    await file.appendFile(start + letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(folder);
}

/** Whether the last line was cut off by a death: the next must not continue it. */
async function endsMidLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== '\n';
}

/** A new file is safe once its name is on disk too; Windows lets no folder be opened. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
