import { useState } from 'react';
import type { InvoiceHistory } from '../../console-api.ts';
import { WarningIcon } from '../components/icons.tsx';
import { currentOperator, useOperator } from '../data/operator.ts';
import { KeyDialog } from '../operator/key-dialog.tsx';
import { Decisions } from './decisions.tsx';
import { SettleDialog } from './settle-dialog.tsx';

/**
 * Names the event ids that came with more than one content, for an operator to settle, and below what
 * was decided. The history has every content.
 */
export function Conflicts({ history }: { history: InvoiceHistory }) {
  const { head } = history;
  const operator = useOperator();
  const [settling, setSettling] = useState<string>();
  const close = () => setSettling(undefined);
  // Once the key is there, the question follows.
  const closeKey = () => currentOperator() || close();
  return (
    <>
      {head.conflicts.length > 0 && (
        <div className="notice">
          <WarningIcon />
          <div>
            <p className="notice-title">
              {head.conflicts.length === 1
                ? 'One event id came with different contents.'
                : `${head.conflicts.length} event ids came with different contents.`}
            </p>
            <p>Every version is kept and marked in the history. Ask the sender which one is right.</p>
            <ul className="plan">
              {head.conflicts.map((eventId) => (
                <li key={eventId}>
                  <code>{eventId}</code>{' '}
                  <button type="button" className="button" onClick={() => setSettling(eventId)}>
                    Settle<span className="visually-hidden"> {eventId}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      <Decisions history={history} onSettle={setSettling} />
      {settling !== undefined && !operator && <KeyDialog onClose={closeKey} />}
      {settling !== undefined && operator && (
        <SettleDialog history={history} eventId={settling} operator={operator} onClose={close} />
      )}
    </>
  );
}
