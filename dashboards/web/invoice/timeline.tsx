import { type Fact, factKey } from '../../../functions/core/invoice/fact.ts';
import { epochMs } from '../../../functions/core/invoice/instant.ts';
import { formatDuration } from '../format/durations.ts';
import { TimelineEvent } from './timeline-event.tsx';

interface TimelineProps {
  readonly events: readonly Fact[];
  readonly conflicts: readonly string[];
  /** Digests of the events that do not count. */
  readonly disregarded: readonly string[];
}

/** Time since the previous event, in words. */
function gapBefore(events: readonly Fact[], index: number): string | undefined {
  const [before, here] = [events[index - 1], events[index]];
  if (!before || !here) return undefined;
  const gap = epochMs(here.event.occurredAt) - epochMs(before.event.occurredAt);
  return gap === 0 ? 'at the same time' : `${formatDuration(gap)} later`;
}

/** Every event of an invoice in the cell's order, which is the order they happened in. */
export function Timeline({ events, conflicts, disregarded }: TimelineProps) {
  return (
    <ol className="timeline">
      {events.map((fact, index) => (
        <TimelineEvent
          key={factKey(fact)}
          fact={fact}
          gap={gapBefore(events, index)}
          conflicting={conflicts.includes(fact.event.eventId)}
          disregarded={disregarded.includes(fact.digest)}
        />
      ))}
    </ol>
  );
}
