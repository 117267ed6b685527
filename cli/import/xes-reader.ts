import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { CliError, exitCodes } from '../errors.ts';
import { type LogRecord, maxRecordLength } from './log-record.ts';
import { sameName } from './mapped-names.ts';

/** The attributes of a trace or an event. */
class Attributes {
  readonly values = new Map<string, string>();
  /** A mapped attribute that is there twice with different values. */
  repeated: string | undefined;
  /** In characters, names included. */
  length = 0;
}

/**
 * Elements of the XES standard (IEEE 1849) that carry a value; `list` and `container` only hold
 * others.
 */
const valued: ReadonlySet<string> = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);
const attributeElements: ReadonlySet<string> = new Set([...valued, 'list', 'container']);

/**
 * Streams the events of an XES log; only the attributes of the current trace and event are kept. A
 * nested attribute is found under the path of its keys, `outer/inner`.
 * @param chunks the text of the file, split anywhere
 * @param mapped the attributes that are going to be asked for: an event that has one twice says so
 * @throws {CliError} XES_INVALID when the text is not XML, or a trace's attributes follow its
 * events
 */
export async function* readXes(
  chunks: AsyncIterable<string>,
  file: string,
  mapped: ReadonlySet<string> = new Set(),
): AsyncGenerator<LogRecord> {
  const reader = new XesReader(file, mapped);
  for await (const chunk of chunks) yield* reader.write(chunk);
  yield* reader.end();
}

class XesReader {
  readonly #file: string;
  readonly #mapped: ReadonlySet<string>;
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  #records: LogRecord[] = [];
  #trace: Attributes | undefined;
  #event: Attributes | undefined;
  /** Whether the current trace has had an event. */
  #traceHasEvents = false;
  /** Keys of the attributes that enclose the current element. */
  readonly #path: string[] = [];
  /** The line where the current event begins. */
  #eventLine = 0;
  /** Characters since the last tag. */
  #untagged = 0;

  constructor(file: string, mapped: ReadonlySet<string>) {
    this.#file = file;
    this.#mapped = new Set(['concept:name', 'time:timestamp', ...mapped]);
    this.#parser.on('opentag', (tag) => this.#open(tag));
    this.#parser.on('closetag', (tag) => this.#close(localName(tag.name)));
    this.#parser.on('error', (error) => this.#fail(withoutPlace(error.message)));
  }

  write(chunk: string): LogRecord[] {
    this.#untagged += chunk.length;
    this.#parser.write(chunk);
    // The parser keeps what has not ended yet: a value without end would fill the memory.
    if (this.#untagged > maxRecordLength)
      this.#fail(`a value or a comment is longer than ${maxRecordLength}`);
    return this.#takeRecords();
  }

  end(): LogRecord[] {
    this.#parser.close();
    return this.#takeRecords();
  }

  #takeRecords(): LogRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  #open(tag: SaxesTagPlain): void {
    this.#untagged = 0;
    const name = localName(tag.name);
    if (name === 'trace') {
      this.#trace = new Attributes();
      this.#traceHasEvents = false;
    } else if (name === 'event') {
      this.#event = new Attributes();
      this.#eventLine = this.#parser.line;
      this.#traceHasEvents = true;
    } else if (attributeElements.has(name)) {
      this.#path.push(sameName(tag.attributes.key ?? ''));
      if (this.#path.length > maxDepth) this.#fail(`attributes are nested more than ${maxDepth} levels deep`);
      if (valued.has(name)) this.#keep(tag.attributes.value);
    }
  }

  #keep(value: string | undefined): void {
    const owner = this.#event ?? this.#trace;
    if (!owner || value === undefined) return;
    if (!this.#event && this.#traceHasEvents) {
      this.#fail(`attribute "${this.#path.join('/')}" of a trace comes after its events`);
    }
    const [outer = ''] = this.#path;
    const name = this.#path.length === 1 ? outer : this.#path.join('/');
    const before = owner.values.get(name);
    if (before !== undefined && before !== value && this.#mapped.has(name)) owner.repeated = name;
    owner.values.set(name, value);
    owner.length += name.length + value.length;
    if (owner.length > maxRecordLength)
      this.#fail(`the attributes of one event or trace are longer than ${maxRecordLength} characters`);
  }

  #close(name: string): void {
    this.#untagged = 0;
    if (name === 'event') {
      const place = `${this.#file}, line ${this.#eventLine}`;
      this.#records.push(record(place, this.#trace ?? noAttributes, this.#event ?? noAttributes));
      this.#event = undefined;
    } else if (name === 'trace') {
      this.#trace = undefined;
    } else if (attributeElements.has(name)) {
      this.#path.pop();
    }
  }

  #fail(what: string): never {
    throw new CliError(
      'XES_INVALID',
      `${this.#file} is not a readable XES log, line ${this.#parser.line}, column ${this.#parser.column}: ${what}.`,
      'Repair or leave out the file, then import again: what was imported already is not counted twice.',
      exitCodes.usage,
    );
  }
}

/** The element's name without a namespace prefix. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The parser's message without the place it begins with, `12:5: `. */
function withoutPlace(message: string): string {
  return message.replace(/^\d+:\d+: /, '');
}

/** Deeper than any log nests its attributes. */
const maxDepth = 32;
const noAttributes = new Attributes();

function record(place: string, trace: Attributes, event: Attributes): LogRecord {
  const repeated = event.repeated ?? trace.repeated;
  return {
    place,
    caseId: trace.values.get('concept:name'),
    activity: event.values.get('concept:name'),
    timestamp: event.values.get('time:timestamp'),
    problem: repeated && `the attribute ${JSON.stringify(repeated)} is there twice with different values`,
    eventAttribute: (name) => event.values.get(name),
    caseAttribute: (name) => trace.values.get(name),
  };
}
