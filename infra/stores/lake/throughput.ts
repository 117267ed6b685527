import { grownPeak } from '../../cells/capacity.ts';
import type { Cell } from '../../cells/cell.ts';
import { assumptions } from '../../estimates/assumptions.ts';

const mebibyte = 2 ** 20;
/** What a stream takes as a hint, MiB a second. */
const hintRange = { min: 1, max: 100 } as const;

/** Bytes that an event puts on each stream: its record and sometimes a neighbour's, and its invoice's snapshot. */
export const streamBytesPerEvent = {
  events: assumptions.bytes.streamedRecord * assumptions.recordsPerEvent,
  invoices: assumptions.bytes.streamedSnapshot,
} as const;

/** MiB a second that each stream is to take at the grown peak. */
export function throughputHints(cell: Cell): Readonly<Record<'events' | 'invoices', number>> {
  const hint = (bytes: number) =>
    Math.min(hintRange.max, Math.max(hintRange.min, Math.ceil((grownPeak(cell) * bytes) / mebibyte)));
  return { events: hint(streamBytesPerEvent.events), invoices: hint(streamBytesPerEvent.invoices) };
}
