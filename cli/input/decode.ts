/** What is wrong with bytes that should be text, and after which line. */
export class UnreadableText extends Error {
  override readonly name = 'UnreadableText';
  /** The line that is not readable, counted from 1. */
  readonly line: number;

  constructor(what: string, line: number) {
    super(`line ${line}: ${what}`);
    this.line = line;
  }
}

/** Bytes that cannot be had: a file that is cut short, say. The message is a piece of a sentence. */
export class UnreadableBytes extends Error {
  override readonly name = 'UnreadableBytes';
}

/** What an encoding may be told from: a byte order mark, the declaration of an XML file. */
const startBytes = 256;

/**
 * Decodes text. A byte order mark decides about the encoding; it must not contradict what else says
 * it. Without either it is UTF-8. Bytes that are none of the encoding, and NUL, end the reading.
 * @param stated the encoding that the mapping or the start of the file names
 * @throws {UnreadableText} naming the line
 */
export async function* decoded(
  bytes: AsyncIterable<Buffer>,
  stated: (start: Buffer) => string | undefined = () => undefined,
): AsyncGenerator<string> {
  let decoder: FatalDecoder | undefined;
  let line = 1;
  try {
    for await (const chunk of withStart(bytes)) {
      decoder ??= new FatalDecoder(encodingOf(chunk, stated(chunk)));
      const text = decoder.decode(chunk);
      line += newlinesIn(text);
      yield text;
    }
    if (decoder) yield decoder.end();
  } catch (error) {
    if (error instanceof Undecodable)
      throw new UnreadableText(error.message, line + newlinesIn(error.readable));
    if (error instanceof UnreadableBytes) throw new UnreadableText(error.message, line);
    throw error;
  }
}

/** The chunks, of which the first is long enough to tell the encoding from. */
async function* withStart(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of bytes) {
    if (!start) {
      yield chunk;
      continue;
    }
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
    if (start.length < startBytes) continue;
    yield start;
    start = undefined;
  }
  if (start && start.length > 0) yield start;
}

const marks: readonly (readonly [encoding: string, mark: Buffer])[] = [
  ['utf-32le', Buffer.from([0xff, 0xfe, 0, 0])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
];

function encodingOf(start: Buffer, stated: string | undefined): string {
  const marked = marks.find(([, mark]) => start.subarray(0, mark.length).equals(mark))?.[0];
  const label = stated === undefined ? undefined : canonicalEncoding(stated);
  if (stated !== undefined && label === undefined)
    throw new Undecodable(`its encoding is given as ${stated}, which is not known`, '');
  if (marked === 'utf-32le') throw new Undecodable('it is UTF-32, which is not read', '');
  if (!marked) return label ?? 'utf-8';
  // XML calls both byte orders UTF-16.
  if (!label || label === marked || (label === 'utf-16le' && marked === 'utf-16be')) return marked;
  throw new Undecodable(`its encoding is given as ${stated}, but its byte order mark says ${marked}`, '');
}

/** The name of an encoding as the Encoding Standard has it; undefined when it is not in there. */
export function canonicalEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** Why a chunk is no text, and the text before that place. */
class Undecodable extends Error {
  readonly readable: string;

  constructor(what: string, readable: string) {
    super(what);
    this.readable = readable;
  }
}

class FatalDecoder {
  readonly #decoder: TextDecoder;
  /** The chunk before, which may have ended amid a character. */
  #before: Buffer = Buffer.alloc(0);

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  decode(chunk: Buffer): string {
    const text = this.#attempt(chunk, () => this.#decoder.decode(chunk, { stream: true }));
    const nul = text.indexOf('\0');
    if (nul !== -1) {
      const what = `it holds a NUL, so it is not text in ${this.#decoder.encoding}`;
      throw new Undecodable(what, text.slice(0, nul));
    }
    this.#before = chunk;
    return text;
  }

  end(): string {
    return this.#attempt(Buffer.alloc(0), () => this.#decoder.decode());
  }

  #attempt(chunk: Buffer, decode: () => string): string {
    try {
      return decode();
    } catch {
      const lenient = new TextDecoder(this.#decoder.encoding);
      lenient.decode(this.#before, { stream: true });
      const text = lenient.decode(chunk);
      const readable = text.slice(0, Math.max(text.indexOf('\uFFFD'), 0));
      throw new Undecodable(`it is not valid text in ${this.#decoder.encoding}`, readable);
    }
  }
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
