import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { CliError, exitCodes } from '../errors.ts';
import type { LogRecord } from './log-record.ts';

type Attributes = Map<string, string>;

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
 * @throws {CliError} XES_INVALID when the text is not XML, or a trace's attributes follow its
 * events
 */
export async function* readXes(chunks: AsyncIterable<string>, file: string): AsyncGenerator<LogRecord> {
  const reader = new XesReader(file);
  for await (const chunk of chunks) yield* reader.write(chunk);
  yield* reader.end();
}

class XesReader {
  readonly #file: string;
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  #records: LogRecord[] = [];
  #trace: Attributes | undefined;
  #event: Attributes | undefined;
  /** Whether the current trace has had an event. */
  #traceHasEvents = false;
  /** Keys of the attributes that enclose the current element. */
  readonly #path: string[] = [];

  constructor(file: string) {
    this.#file = file;
    this.#parser.on('opentag', (tag) => this.#open(tag));
    this.#parser.on('closetag', (tag) => this.#close(localName(tag.name)));
    this.#parser.on('error', (error) => this.#fail(error.message));
  }

  write(chunk: string): LogRecord[] {
    this.#parser.write(chunk);
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
    const name = localName(tag.name);
    if (name === 'trace') {
      this.#trace = new Map();
      this.#traceHasEvents = false;
    } else if (name === 'event') {
      this.#event = new Map();
      this.#traceHasEvents = true;
    } else if (attributeElements.has(name)) {
      this.#path.push(tag.attributes.key ?? '');
      if (valued.has(name)) this.#keep(tag.attributes.value);
    }
  }

  #keep(value: string | undefined): void {
    const owner = this.#event ?? this.#trace;
    if (!owner || value === undefined) return;
    if (!this.#event && this.#traceHasEvents) {
      this.#fail(`attribute "${this.#path.join('/')}" of a trace comes after its events`);
    }
    owner.set(this.#path.join('/'), value);
  }

  #close(name: string): void {
    if (name === 'event') {
      this.#records.push(record(this.#trace ?? new Map(), this.#event ?? new Map()));
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
      `${this.#file} is not a readable XES log: ${what}.`,
      'Repair or leave out the file, then import again: what was imported already is not counted twice.',
      exitCodes.usage,
    );
  }
}

/** The element's name without a namespace prefix. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function record(trace: Attributes, event: Attributes): LogRecord {
  return {
    caseId: trace.get('concept:name'),
    activity: event.get('concept:name'),
    timestamp: event.get('time:timestamp'),
    eventAttribute: (name) => event.get(name),
    caseAttribute: (name) => trace.get(name),
  };
}
