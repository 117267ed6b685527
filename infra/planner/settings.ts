import { grownPeak } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';

/** How a function takes messages from a queue. */
export interface Consumer {
  /** Most messages of one call. */
  readonly batchSize: number;
  /** How long messages are collected before a call. */
  readonly windowSeconds: number;
  /** What a call with a full batch takes. */
  readonly fullBatchSeconds: number;
}

export const relay: Consumer = { batchSize: 100, windowSeconds: 1, fullBatchSeconds: 0.3 };
export const processor: Consumer = { batchSize: 10, windowSeconds: 0, fullBatchSeconds: 0.2 };

/** Memory of every function, GB. */
export const functionGb = 0.5;

/** Calls in work at once when so many events come a second, in full batches. */
export const callsAtOnce = ({ batchSize, fullBatchSeconds }: Consumer, eventsPerSecond: number): number =>
  (eventsPerSecond / batchSize) * fullBatchSeconds;

/** Environments that the cell reserves for its functions, or lets them take at most. */
export const reservedConcurrency = (cell: Cell): number =>
  cell.partitions.length * Math.max(2, Math.ceil(callsAtOnce(processor, grownPeak(cell))));

/** Environments kept warm. */
export const warmEnvironments = (_cell: Cell): number => 0;

/** When the stream writes a file of the archive: after so long, or when so much has come, whichever is first. */
export const archiveBuffer = { seconds: 300, bytes: 128 * 2 ** 20 } as const;

/** How long queues and topics use a data key. */
export const dataKeyReuseSeconds = 3_600;
