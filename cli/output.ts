import { printable, printableLines } from '../lib/printable.ts';

/** Where a command writes: results to `out`, everything else to `err`. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  /** A line that the next one replaces; nothing when nobody is watching. */
  progress(text: string): void;
}

/** A stream, and whether a person watches it. */
type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> & { write(text: string): unknown };

/**
 * stdout and stderr of this process; progress only when stderr is a terminal. Whatever a producer
 * or a server put into a text, it reaches the terminal as visible characters; JSON stays the same
 * JSON.
 */
export function processOutput(
  streams: { readonly stdout: Stream; readonly stderr: Stream } = process,
): Output {
  const { stdout, stderr } = streams;
  const terminal = stderr.isTTY;
  let shown = false;
  const clear = () => {
    if (shown) stderr.write('\r\x1b[2K');
    shown = false;
  };
  return {
    out(text) {
      clear();
      stdout.write(`${printableLines(text)}\n`);
    },
    err(text) {
      clear();
      stderr.write(`${printableLines(text)}\n`);
    },
    progress(text) {
      if (!terminal) return;
      clear();
      stderr.write(printable(text).slice(0, (stderr.columns ?? 80) - 1));
      shown = true;
    },
  };
}
