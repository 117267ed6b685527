import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type DocumentType, documentTypes } from '../../schemas/document-types.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import type { CellChoice } from '../cells/find-cell.ts';
import { CliError, exitCodes } from '../errors.ts';
import { sendingPolicy } from '../http/retry.ts';
import { OrderedSender, type Rejection } from '../sending/ordered-sender.ts';
import { readEvents, toOutgoing } from '../sending/read-events.ts';
import { eventIdOf } from '../sending/ready-events.ts';
import { type Context, connectTo } from './context.ts';
import { integer, withCell, withJson } from './options.ts';

interface SendOptions extends CellChoice {
  readonly stage?: Stage;
  readonly invoice?: string;
  readonly status?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly paidAmount?: string;
  readonly documentType?: DocumentType;
  readonly vendor?: string;
  readonly vendorName?: string;
  readonly vendorCountry?: string;
  readonly eventId?: string;
  readonly occurredAt?: string;
  readonly terms?: string;
  readonly invoiceDate?: string;
  readonly dueDate?: string;
  readonly actor?: string;
  readonly attribute?: Readonly<Record<string, string>>;
  readonly patience: number;
  readonly json?: boolean;
}

/** `bems send`: sends events from a file, from stdin, or one described by options. */
export function addSend(program: Command, context: Context): void {
  withJson(withCell(program.command('send')))
    .description('send events: from a file, from stdin (-), or one given by options')
    .argument('[file]', 'JSON: one event, an array, {"events": […]}, or one per line')
    .addOption(new Option('--stage <stage>', 'stage of events that do not name one').choices(stages))
    .option('--invoice <id>', 'id of the invoice')
    .option('--status <status>', 'what happened')
    .option('--amount <decimal>', 'e.g. 1250.00')
    .option('--currency <code>', 'ISO 4217, e.g. EUR')
    .option('--paid-amount <decimal>', 'what a payment paid; default: all of it')
    .addOption(new Option('--document-type <type>', 'what the document is').choices(documentTypes))
    .option('--vendor <id>', 'id of the vendor')
    .option('--vendor-name <name>')
    .option('--vendor-country <code>', 'ISO 3166-1 alpha-2, e.g. DE')
    .option('--event-id <id>', 'default: random')
    .option('--occurred-at <time>', 'RFC 3339 with offset; default: now')
    .option('--terms <code>', 'payment terms, e.g. "2/10 NET30"')
    .option('--invoice-date <date>', 'YYYY-MM-DD')
    .option('--due-date <date>', 'YYYY-MM-DD')
    .option('--actor <actor>', 'human or system')
    .option('--attribute <name=value>', 'anything else; may be repeated', attribute)
    .option('--patience <seconds>', 'how long to keep retrying a request', integer(0, 86_400), 30)
    .action((file: string | undefined, options: SendOptions) => send(file, options, context));
}

async function send(file: string | undefined, options: SendOptions, context: Context): Promise<void> {
  const items = itemsOf(file, options, context);
  // Read before a cell is looked for: a bad file is the user's mistake whether or not a cell runs.
  const first = await items.next();
  if (first.done) throw nothingToSend(file);
  const firstEvent = toOutgoing(first.value, options.stage);

  const rejections: Rejection[] = [];
  const sender = new OrderedSender(await connectTo(options, context), {
    concurrency: 4,
    policy: { ...sendingPolicy, patienceMs: options.patience * 1_000 },
    onRejected: (rejection) => rejections.push(rejection),
  });
  await sender.add(firstEvent);
  for await (const item of items) await sender.add(toOutgoing(item, options.stage));
  await sender.finish();

  const problems = rejections.map(({ outgoing, status, problem }) => ({
    eventId: eventIdOf(outgoing),
    status,
    problem,
  }));
  const result = { accepted: sender.accepted, rejected: sender.rejected, problems };
  context.output.out(options.json ? JSON.stringify(result) : sendText(result));
  if (sender.rejected > 0) context.exitWith(exitCodes.rejected);
}

interface SendResult {
  readonly accepted: number;
  readonly rejected: number;
  readonly problems: readonly { readonly eventId: string; readonly problem: string }[];
}

/** The summary for a person. */
function sendText({ accepted, rejected, problems }: SendResult): string {
  return [
    `${accepted} accepted, ${rejected} rejected.`,
    ...problems.map(({ eventId, problem }) => `Rejected ${eventId}: ${problem}`),
  ].join('\n');
}

/** The options that describe an event and that every event needs. */
const needed = ['invoice', 'status', 'amount', 'currency', 'vendor'] as const;
const optional = [
  ...([
    'paidAmount',
    'documentType',
    'vendorName',
    'vendorCountry',
    'eventId',
    'occurredAt',
    'terms',
  ] as const),
  ...(['invoiceDate', 'dueDate', 'actor', 'attribute'] as const),
] as const;

/** The events to send: from the file, from stdin, or the one that the options describe. */
function itemsOf(
  file: string | undefined,
  options: SendOptions,
  { input, timing }: Context,
): AsyncGenerator<unknown> {
  const described = [...needed, ...optional].some((name) => options[name] !== undefined);
  if (described && file) {
    throw usage('Events come from a file or from options, not from both', 'Leave out one of them.');
  }
  if (described) {
    const missing = needed.filter((name) => options[name] === undefined);
    if (missing.length === 0) return one(eventFrom(options, timing.now()));
    const names = missing.map((name) => `--${name}`).join(', ');
    throw usage(`The event lacks ${names}`, 'Add what is missing; `bems send --help` explains each.');
  }
  if (file === undefined && 'isTTY' in input && input.isTTY === true) throw nothingToSend(file);
  return readEvents(bytesOf(() => (isFile(file) ? createReadStream(file) : input)));
}

function usage(what: string, next: string): CliError {
  return new CliError('USAGE', what, next, exitCodes.usage);
}

function nothingToSend(file: string | undefined): CliError {
  return new CliError(
    'NOTHING_TO_SEND',
    `There is no event to send: ${isFile(file) ? `${file} holds none` : 'no file and no options were given, and stdin holds none'}`,
    `Name a file, put events on stdin, or describe one with ${needed.map((name) => `--${name}`).join(', ')}.`,
    exitCodes.usage,
  );
}

/** Whether the argument names a file; `-` stands for stdin. */
function isFile(file: string | undefined): file is string {
  return file !== undefined && file !== '-';
}

async function* one(event: unknown): AsyncGenerator<unknown> {
  yield event;
}

/**
 * The bytes of a stream.
 * @param open called when the first are asked for: an error before that would have no listener
 */
async function* bytesOf(open: () => NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  for await (const chunk of open()) yield Buffer.from(chunk);
}

/** The event that the options describe; the cell says what is wrong with it. */
function eventFrom(options: SendOptions, nowMs: number): object {
  const given = {
    eventId: options.eventId ?? randomUUID(),
    invoiceId: options.invoice,
    status: options.status,
    occurredAt: options.occurredAt ?? new Date(nowMs).toISOString(),
    documentType: options.documentType,
    amount: options.amount,
    paidAmount: options.paidAmount,
    currency: options.currency,
    vendor: options.vendor && {
      id: options.vendor,
      ...(options.vendorName && { name: options.vendorName }),
      ...(options.vendorCountry && { country: options.vendorCountry }),
    },
    paymentTerms: options.terms && { code: options.terms },
    invoiceDate: options.invoiceDate,
    dueDate: options.dueDate,
    source: options.actor && { actor: options.actor },
    attributes: options.attribute,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** One more `name=value` of `--attribute`. */
function attribute(text: string, sofar: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be name=value.');
  const name = text.slice(0, at);
  if (Object.hasOwn(sofar, name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return { ...sofar, [name]: text.slice(at + 1) };
}
