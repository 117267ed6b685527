import { WarningIcon } from '../components/icons.tsx';

/** Names the event ids that came with more than one content. The history has each of them. */
export function Conflicts({ eventIds }: { eventIds: readonly string[] }) {
  return (
    eventIds.length > 0 && (
      <div className="notice notice-warning">
        <WarningIcon />
        <div>
          <p className="notice-title">
            {eventIds.length === 1
              ? 'One event id came with different contents.'
              : `${eventIds.length} event ids came with different contents.`}
          </p>
          <p>
            Every version is kept and marked in the history. Ask the sender which one is right:{' '}
            {eventIds.map((eventId, index) => (
              <span key={eventId}>
                {index > 0 && ', '}
                <code>{eventId}</code>
              </span>
            ))}
          </p>
        </div>
      </div>
    )
  );
}
