import { atOnce } from '../../../lib/at-once.ts';
import { type ArchivedEvent, archivedEvent } from '../../core/conservation/archived-event.ts';
import { type HeldEvent, roundedAmount } from '../../core/conservation/held-event.ts';
import { isWithin, type Minutes, minuteMs } from '../../core/conservation/minute-digest.ts';
import type { ArchiveHoldings, Look } from '../../core/conservation/ports.ts';
import { MinuteHoldings } from '../conservation/minute-holdings.ts';
import type { ArchiveObject, ArchiveObjects } from './archive-objects.ts';

/** An event, and the object that holds it. */
interface FiledEvent extends ArchivedEvent {
  readonly key: string;
}

/**
 * How far an event's receipt and the moment that the bus took it may be apart, ms: the API takes 29 s
 * at most. The rest is for a clock that is not quite right.
 */
const takenWithinMs = minuteMs;

/** How late Firehose writes what it takes: it buffers for five minutes. */
export const archivedWithinMs = 20 * minuteMs;

/** The same when it could not write: it tries for two hours, as the archive's stream says. */
const archivedAtLastMs = 150 * minuteMs;

const objectsAtOnce = 4;

/**
 * The auditors' archive, by minute of receipt. Firehose may write an entry more than once; it counts
 * once.
 */
export class S3ArchiveHoldings extends MinuteHoldings<FiledEvent> implements ArchiveHoldings {
  readonly #objects: ArchiveObjects;
  readonly span: ArchiveHoldings['span'];

  constructor(objects: ArchiveObjects, span: ArchiveHoldings['span']) {
    super((minutes, look) => readMinutes(objects, minutes, look));
    this.#objects = objects;
    this.span = span;
  }

  async texts(minutes: Minutes, chosen: Parameters<ArchiveHoldings['texts']>[1]): Promise<readonly string[]> {
    const isChosen = ({ entryId = '', invoiceId }: HeldEvent) =>
      'entryIds' in chosen ? chosen.entryIds.has(entryId) : chosen.invoiceId === invoiceId;
    const wanted = [...(await this.within(minutes, 'again')).values()].flat().filter(isChosen);
    const texts: string[] = [];
    for (const [key, events] of Map.groupBy(wanted, (event) => event.key)) {
      const entryIds = new Set(events.map(({ entryId }) => entryId));
      for await (const text of this.#objects.lines(key)) {
        const entryId = archivedEvent(text, minutes.from)?.entryId;
        // Once, though the object may have it more often.
        if (entryIds.delete(entryId)) texts.push(text);
      }
    }
    return texts;
  }
}

async function readMinutes(
  objects: ArchiveObjects,
  minutes: Minutes,
  look: Look,
): Promise<readonly FiledEvent[]> {
  const { from, to } = minutes;
  const taken = { from: from - takenWithinMs, to: to + takenWithinMs };
  const lateness = look === 'again' ? archivedAtLastMs : archivedWithinMs;
  const listed = await objects.list(taken, { from: taken.from, to: to + lateness });
  const byEntry = new Map<string, FiledEvent[]>();
  await atOnce(listed, objectsAtOnce, async (object) => {
    for await (const event of eventsIn(objects, object, minutes)) {
      if (!isWithin(event.receivedAt, minutes)) continue;
      const name = event.entryId ?? event.eventKey;
      const copies = byEntry.get(name);
      if (!copies) byEntry.set(name, [event]);
      else if (copies.every(({ content }) => content !== event.content)) copies.push(event);
    }
  });
  return [...byEntry.values()].flat();
}

/** The events of an object. One that cannot be read to its end is an event of no invoice itself. */
async function* eventsIn(
  objects: ArchiveObjects,
  { key, writtenAt }: ArchiveObject,
  within: Minutes,
): AsyncGenerator<FiledEvent> {
  try {
    for await (const text of objects.lines(key)) {
      const event = archivedEvent(text, writtenAt, { amountIn: roundedAmount, within });
      if (event) yield { ...event, key };
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    const at = { receivedAt: writtenAt, occurredAt: writtenAt };
    yield { ...at, invoiceId: '', eventKey: `object ${key} of the archive`, content: key, key };
  }
}

/** Whether the object itself is broken, and not the way to it: zlib names what it cannot read. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^Z_(DATA|BUF)_ERROR$/.test(String(error.code));
}
