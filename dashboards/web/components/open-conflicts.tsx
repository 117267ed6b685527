import type { CellStatus } from '../../console-api.ts';
import { invoiceHref } from '../data/route.ts';
import { WarningIcon } from './icons.tsx';

/** The invoices whose events came with different contents that nobody has settled; nothing without any. */
export function OpenConflicts({ openConflicts }: Pick<CellStatus, 'openConflicts'>) {
  const { conflicts, capped } = openConflicts;
  if (conflicts.length === 0) return null;
  return (
    <div className="notice">
      <WarningIcon />
      <div>
        <p className="notice-title">
          {conflicts.length === 1 && !capped
            ? 'One event came with different contents.'
            : `${capped ? 'More than ' : ''}${conflicts.length} events came with different contents.`}
        </p>
        <ul className="plan">
          {conflicts.map(({ invoiceId, eventId }) => (
            <li key={`${invoiceId} ${eventId}`}>
              <a href={invoiceHref(invoiceId)}>{invoiceId}</a>: <code>{eventId}</code>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
