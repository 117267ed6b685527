import { decisionInForce } from '../../../functions/core/invoice/conflicts.ts';
import type { InvoiceHistory } from '../../console-api.ts';
import { Instant } from '../components/instant.tsx';

interface DecisionsProps {
  readonly history: InvoiceHistory;
  readonly onSettle: (eventId: string) => void;
}

/** What was decided about conflicts: which contents count, who, when and why. */
export function Decisions({ history: { decisions, head }, onSettle }: DecisionsProps) {
  const isOpen = (eventId: string) => head.conflicts.includes(eventId);
  return (
    decisions.length > 0 && (
      <div className="notice notice-settled">
        <div>
          <p className="notice-title">
            {decisions.every(({ eventId }) => isOpen(eventId)) ? 'Decided before.' : 'Settled.'}
          </p>
          <ul className="plan">
            {decisions.map((decision, index) => {
              const { eventId, counts, by, at, reason } = decision;
              const inForce = decisionInForce(eventId, decisions) === decision;
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: decisions are only ever added
                <li key={index}>
                  <code>{eventId}</code>:{' '}
                  {counts === undefined ? (
                    'every content counts'
                  ) : (
                    <>
                      only <code>{counts.slice(0, 12)}</code> counts
                    </>
                  )}
                  {!inForce && ' (until it was decided otherwise)'}
                  {inForce && isOpen(eventId) && ' (another content came since)'}, by <bdi>{by}</bdi>,{' '}
                  <Instant at={at} form="full" />: <bdi>{reason}</bdi>{' '}
                  {inForce && !isOpen(eventId) && (
                    <button type="button" className="button" onClick={() => onSettle(eventId)}>
                      Decide otherwise<span className="visually-hidden"> about {eventId}</span>
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
        </div>
      </div>
    )
  );
}
