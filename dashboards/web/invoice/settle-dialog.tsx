import { useState } from 'react';
import type { InvoiceHistory } from '../../console-api.ts';
import { ActForm } from '../components/act-form.tsx';
import { ReasonField } from '../components/reason-field.tsx';
import { settleConflict } from '../data/conflicts.ts';
import type { Operator } from '../data/operator.ts';
import { ContentChoice } from './content-choice.tsx';
import { HeadChange } from './head-change.tsx';

interface SettleDialogProps {
  readonly history: InvoiceHistory;
  readonly eventId: string;
  readonly operator: Operator;
  readonly onClose: () => void;
}

/**
 * Asks which contents of an event count and why, says what that changes, and does it. The page shows
 * it when it polls next.
 */
export function SettleDialog({ history, eventId, operator, onClose }: SettleDialogProps) {
  /** Digest of the content that counts; empty when all do. */
  const [counts, setCounts] = useState('');
  const [reason, setReason] = useState('');
  const { invoiceId, events } = history;
  const contents = events.filter(({ event }) => event.eventId === eventId);
  const choice = counts === '' ? ({ choice: 'all' } as const) : ({ choice: 'one', counts } as const);
  const settle = async () => {
    await settleConflict({ invoiceId, eventId, ...choice, reason: reason.trim(), by: operator.name });
    onClose();
  };
  return (
    <ActForm
      title="Which content counts?"
      button={counts === '' ? 'Keep all' : 'Let one count'}
      isReady={reason.trim() !== ''}
      act={settle}
      onCancel={onClose}
    >
      <p>
        <code>{eventId}</code> came with {contents.length} contents. All of them stay in the history. Its
        copies leave the dead letters, and the invoice no longer needs attention for it, unless another
        content comes. It can be settled again, and otherwise.
      </p>
      <ContentChoice contents={contents} chosen={counts} onChoose={setCounts} />
      <HeadChange history={history} eventId={eventId} {...choice} />
      <ReasonField
        label="Why? Everybody who reads this history sees it."
        value={reason}
        onChange={setReason}
      />
    </ActForm>
  );
}
