import { renameSync, type WriteFileOptions, writeFileSync } from 'node:fs';

/**
 * Puts a whole new file in the place of the old one. It is written beside it first: a crash must not
 * leave half a file, which no later start could read.
 */
export function replaceFile(path: string, text: string, options: WriteFileOptions = {}): void {
  writeFileSync(`${path}.new`, text, options);
  renameSync(`${path}.new`, path);
}
