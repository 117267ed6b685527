import type { KpiReader } from '../../dashboards/kpi-reader.ts';
import type { Batch } from '../../emulator/messaging/sqs-event.ts';
import type { Ledger, QueueMessage, TopicMessage } from '../../functions/core/ports.ts';
import type { Stage } from '../../schemas/stages.ts';

/** What the thread of the functions is started with. */
export interface ThreadData {
  readonly dataFolder: string;
  /** Every function of the cell: its name, and the folder whose `create.ts` makes it. */
  readonly functions: readonly { readonly name: string; readonly entry: string }[];
}

/** The figures that the stores, which live in the functions' thread, answer for. */
export interface StoreStatus {
  readonly distinct: number;
  readonly duplicates: number;
  readonly visible: number;
  readonly visibleByStage: Readonly<Record<Stage, number>>;
  readonly newestReceivedAt: string | null;
  readonly freshness: Readonly<Record<'p50Ms' | 'p95Ms' | 'p99Ms' | 'maxMs', number | null>>;
  readonly stuckInvoices: Readonly<Record<Stage, number>> | null;
}

/** What the functions' thread offers the main thread. A type, not an interface: it must be assignable to `Api`. */
export type FunctionsApi = Pick<KpiReader, 'read' | 'events'> &
  Pick<Ledger, 'overdue'> & {
    invoke(functionName: string, event: unknown): Promise<unknown>;
    /** Invokes a function with messages of a queue. */
    deliver(functionName: string, batch: Batch): Promise<unknown>;
    storeStatus(): Promise<StoreStatus>;
    /** Flushes and closes both stores; nothing may be called afterwards. */
    close(): Promise<void>;
  };

/** What the main thread, which holds topics and queues, offers the functions. */
export type EngineApi = {
  /** Every function is loaded. */
  ready(): void;
  /** The thread met an error nobody caught: it closes its stores and ends, and is to be called no more. */
  failed(message: string, stack: string): void;
  /** @returns per message: why it failed, or whether it was dropped as a duplicate */
  publish(
    topicArn: string,
    messages: readonly TopicMessage[],
  ): readonly { error?: string; duplicate?: boolean }[];
  retryLater(message: QueueMessage, delaySeconds: number): void;
  deadLetter(message: QueueMessage, diagnosis: Readonly<Record<string, string>>): void;
  log(
    level: 'info' | 'warn' | 'error',
    code: string,
    text: string,
    fields: Readonly<Record<string, unknown>>,
  ): void;
};
