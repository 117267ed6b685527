import { lengthsOnDisk, readArchive } from '../../emulator/messaging/archive/reader.ts';
import { archivedEvent } from '../../functions/core/conservation/archived-event.ts';
import type { HeldEvent } from '../../functions/core/conservation/held-event.ts';
import {
  isWithin,
  MinuteDigests,
  type Minutes,
  minuteMs,
} from '../../functions/core/conservation/minute-digest.ts';
import type { ArchiveHoldings } from '../../functions/core/conservation/ports.ts';

/**
 * How far apart an event's receipt and its entry into the archive may be, ms. The API takes 29 s at
 * most; the rest is for a clock that was set.
 */
const archivedBeforeMs = minuteMs;
const archivedAfterMs = 5 * minuteMs;

/** An entry of the archive: the event it brought, and what the bus took, JSON text. */
interface Entry {
  readonly event: HeldEvent;
  readonly text: string;
}

/** Reads the archive of a cell beside the thread that appends to it. */
export function archiveHoldings(folder: string): Omit<ArchiveHoldings, 'span'> {
  async function* entries(within: Minutes): AsyncGenerator<Entry> {
    const lines = readArchive(
      folder,
      await lengthsOnDisk(folder),
      within.from - archivedBeforeMs,
      within.to + archivedAfterMs,
    );
    for await (const { archivedAt, text } of lines) {
      const event = archivedEvent(text, Date.parse(archivedAt), { within });
      if (event && isWithin(event.receivedAt, within)) yield { event, text };
    }
  }
  const ofMinute = (minute: number) => entries({ from: minute, to: minute + minuteMs });

  return {
    async digests(minutes) {
      const digests = new MinuteDigests();
      for await (const { event } of entries(minutes)) digests.add(event);
      return digests.list();
    },
    async events(minute) {
      const events: HeldEvent[] = [];
      for await (const { event } of ofMinute(minute)) events.push(event);
      return events;
    },
    async texts(minutes, chosen) {
      const isChosen = ({ entryId = '', invoiceId }: HeldEvent) =>
        'entryIds' in chosen ? chosen.entryIds.has(entryId) : chosen.invoiceId === invoiceId;
      const texts: string[] = [];
      for await (const { event, text } of entries(minutes)) if (isChosen(event)) texts.push(text);
      return texts;
    },
  };
}
