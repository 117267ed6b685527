import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

// X-Ray's own SDK takes 120 KB of a bundle, and gets nothing but security fixes any more:
// docs/adr/0009-own-tracer.md.

/**
 * The outcome of a part of an invocation. Never a value of an event, nor an error's message, which
 * may contain one.
 */
export interface Findings {
  readonly namespace?: 'aws';
  readonly annotations?: Readonly<Record<string, string | boolean>>;
  readonly aws?: Readonly<Record<string, unknown>>;
  readonly http?: { readonly response: { readonly status: number } };
  /** It failed by itself. */
  readonly fault?: boolean;
  /** It was asked for what it refuses. */
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly cause?: { readonly exceptions: readonly { readonly id: string; readonly type: string }[] };
}

/**
 * What X-Ray is told:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
interface Subsegment extends Findings {
  readonly type: 'subsegment';
  readonly trace_id: string;
  readonly parent_id: string;
  readonly id: string;
  readonly name: string;
  /** Seconds since the epoch. */
  readonly start_time: number;
  readonly end_time: number;
}

/** A part in progress of a sampled trace. */
interface Underway {
  readonly traceId: string;
  readonly id: string;
  /** The parts of this invocation that have ended. */
  readonly ended: Subsegment[];
}

const underway = new AsyncLocalStorage<Underway>();

/**
 * Runs an invocation as a part of the trace that Lambda began, and at its end tells X-Ray's daemon
 * of it and of every part within. Only runs it where there is no trace, or one that is not among
 * the sampled.
 */
export async function traceInvocation<Result>(run: () => Promise<Result>): Promise<Result> {
  const { Root: traceId, Parent: id, Sampled: sampled } = fieldsOf(process.env._X_AMZN_TRACE_ID ?? '');
  if (!traceId || !id || sampled !== '1') return run();
  const ended: Subsegment[] = [];
  try {
    const handle = () => tracePart('## handler', run, (error) => (error === undefined ? {} : failure(error)));
    return await underway.run({ traceId, id, ended }, handle);
  } finally {
    await send(ended, process.env.AWS_XRAY_DAEMON_ADDRESS);
  }
}

/**
 * Runs a part of an invocation.
 * @param describe says of its error or its result what X-Ray is told
 */
export async function tracePart<Result>(
  name: string,
  run: () => Promise<Result>,
  describe: (error: unknown, result?: Result) => Findings,
): Promise<Result> {
  const parent = underway.getStore();
  if (!parent) return run();
  const part = {
    type: 'subsegment',
    trace_id: parent.traceId,
    parent_id: parent.id,
    id: randomId(),
    name,
    start_time: secondsNow(),
  } as const;
  const end = (findings: Findings) => parent.ended.push({ ...part, end_time: secondsNow(), ...findings });
  try {
    const result = await underway.run({ ...parent, id: part.id }, run);
    end(describe(undefined, result));
    return result;
  } catch (error) {
    end(describe(error));
    throw error;
  }
}

/** The header that makes a service's work part of the trace; undefined without a trace. */
export function traceHeader(): string | undefined {
  const part = underway.getStore();
  return part && `Root=${part.traceId};Parent=${part.id};Sampled=1`;
}

/** What X-Ray is told about an error. */
export function failure(error: unknown): Findings {
  return {
    fault: true,
    cause: { exceptions: [{ id: randomId(), type: error instanceof Error ? error.name : typeof error }] },
  };
}

function randomId(): string {
  return randomBytes(8).toString('hex');
}

function secondsNow(): number {
  return Date.now() / 1000;
}

/** `Root=1-…;Parent=…;Sampled=1` */
function fieldsOf(header: string): Partial<Record<string, string>> {
  return Object.fromEntries(header.split(';').map((field) => field.split('=')));
}

/**
 * Sends each as a datagram, and waits until all have left: Lambda freezes the process once the
 * handler has answered.
 */
async function send(parts: readonly Subsegment[], daemon = ''): Promise<void> {
  const [host, port] = daemon.split(':');
  if (!host || !port) return;
  // Loaded only for sampled invocations: a start without it takes 3 ms less.
  const { createSocket } = await import('node:dgram');
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  const sent = parts.map((part) => {
    const datagram = `{"format":"json","version":1}\n${JSON.stringify(part)}`;
    return new Promise<void>((resolve) => socket.send(datagram, Number(port), host, () => resolve()));
  });
  // A lost trace must not fail the invocation.
  await Promise.allSettled(sent);
  socket.close();
}
