import { useState } from 'react';
import type { LatestEvents } from '../../console-api.ts';
import { fetchLatestEvents } from '../data/api.ts';
import { useHeldList } from '../data/held-list.ts';
import { usePolled } from '../data/use-polled.ts';
import { useReading } from '../data/use-reading.ts';
import { formatCount } from '../format/numbers.ts';
import { EventRow } from './event-row.tsx';
import { PauseIcon, PlayIcon } from './icons.tsx';
import { Message } from './message.tsx';
import { Panel } from './panel.tsx';
import { ScrollTable } from './scroll-table.tsx';

type LatestEvent = LatestEvents['events'][number];

function keyOf(event: LatestEvent): string {
  return [event.invoiceId, event.eventId, event.receivedAt, event.status, event.amount].join('\n');
}

/** What the list is doing, in words. */
function stateOf(paused: boolean, reading: boolean, waiting: number): string {
  const more = waiting > 0 ? `, ${formatCount(waiting)} new` : '';
  if (paused) return `Paused${more}`;
  return reading ? `Held while you read${more}` : 'Newest first';
}

/** The newest visible events. The list stands still while it is read or paused. */
export function LatestEventsPanel() {
  const { data, error } = usePolled(fetchLatestEvents, 2_000);
  const [paused, setPaused] = useState(false);
  const { reading, handlers } = useReading();
  const { shown, waiting } = useHeldList(data?.events, paused || reading, keyOf);
  return (
    <Panel
      title="Latest events"
      help={stateOf(paused, reading, waiting)}
      actions={
        <button
          type="button"
          className="button"
          aria-pressed={paused}
          onClick={() => setPaused((before) => !before)}
        >
          {paused ? <PlayIcon /> : <PauseIcon />}
          Pause
        </button>
      }
    >
      {!shown && !error && <Message title="Reading the latest events…" />}
      {!shown && error && <Message title="The latest events cannot be shown now.">{error.message}</Message>}
      {shown?.length === 0 && (
        <Message title="No events yet.">
          Send one with <code>npx bems send</code>, or start the demo feed with <code>npx bems demo</code>.
        </Message>
      )}
      {shown && shown.length > 0 && (
        <ScrollTable label="Latest events, newest first" {...handlers}>
          <thead>
            <tr>
              <th scope="col">Invoice</th>
              <th scope="col">Status</th>
              <th scope="col" className="number">
                Amount
              </th>
              <th scope="col" className="number">
                Received
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((event) => (
              <EventRow key={keyOf(event)} event={event} />
            ))}
          </tbody>
        </ScrollTable>
      )}
    </Panel>
  );
}
