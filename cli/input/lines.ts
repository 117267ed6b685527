/** Longer than any request; a document of many events belongs on many lines. */
export const maxLineLength = 16 << 20;

/** A line that does not end. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

/**
 * The lines of a text that comes in chunks cut anywhere, without their ends.
 * @throws {LineTooLong}
 */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let pending = '';
  for await (const chunk of chunks) {
    const lines = `${pending}${chunk}`.split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > maxLineLength) throw new LineTooLong();
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (pending !== '') yield pending;
}
