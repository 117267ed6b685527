import type { ConflictDecision } from '../../../functions/core/invoice/conflicts.ts';
import { Instant } from '../components/instant.tsx';

interface DecisionsProps {
  readonly decisions: readonly ConflictDecision[];
  /** Ids of the events whose conflict is open, maybe once more. */
  readonly open: readonly string[];
}

/** What was decided about conflicts that are settled: who, when and why. */
export function Decisions({ decisions, open }: DecisionsProps) {
  const settled = decisions.filter(({ eventId }) => !open.includes(eventId));
  return (
    settled.length > 0 && (
      <div className="notice notice-settled">
        <div>
          <p className="notice-title">Settled: every content counts.</p>
          <ul className="plan">
            {settled.map(({ eventId, by, at, reason }) => (
              <li key={`${at}#${eventId}`}>
                <code>{eventId}</code>, by <bdi>{by}</bdi>, <Instant at={at} form="full" />:{' '}
                <bdi>{reason}</bdi>
              </li>
            ))}
          </ul>
        </div>
      </div>
    )
  );
}
