import { type FormEvent, useState } from 'react';
import { messageOf } from '../../../lib/message-of.ts';
import { Dialog } from '../components/dialog.tsx';
import { ReasonField } from '../components/reason-field.tsx';
import { settleConflict } from '../data/conflicts.ts';
import type { Operator } from '../data/operator.ts';

interface SettleDialogProps {
  readonly invoiceId: string;
  readonly eventId: string;
  readonly operator: Operator;
  readonly onClose: () => void;
}

/** Says what settling a conflict does, asks why, and does it. The page shows it when it polls next. */
export function SettleDialog({ invoiceId, eventId, operator, onClose }: SettleDialogProps) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await settleConflict({ invoiceId, eventId, choice: 'all', reason: reason.trim(), by: operator.name });
      onClose();
    } catch (error) {
      setBusy(false);
      setProblem(messageOf(error));
    }
  };
  return (
    <Dialog title="Keep every content?" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p>
          Every content of <code>{eventId}</code> stays in the history and counts, as it does now. The invoice
          no longer needs attention for it, unless another content comes. The copy among the dead letters
          stays there until somebody discards it.
        </p>
        <ReasonField
          label="Why? Everybody who reads this history sees it."
          value={reason}
          onChange={setReason}
        />
        <p role="alert" className="form-problem">
          {problem}
        </p>
        <div className="form-buttons">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={busy || reason.trim() === ''}>
            Keep all
          </button>
        </div>
      </form>
    </Dialog>
  );
}
