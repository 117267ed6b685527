import { type FormEvent, useState } from 'react';
import type {
  AnomalyActName,
  ListedAnomaly,
} from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { messageOf } from '../../../lib/message-of.ts';
import { Dialog } from '../components/dialog.tsx';
import { ReasonField } from '../components/reason-field.tsx';
import { actOnAnomaly } from '../data/anomalies.ts';
import type { Operator } from '../data/operator.ts';

interface AnomalyDialogProps {
  readonly anomaly: ListedAnomaly;
  readonly act: AnomalyActName;
  readonly operator: Operator;
  readonly onClose: (isDone: boolean) => void;
}

const titles = { ack: 'Acknowledge the anomaly?', expect: 'Was it to be expected?' } as const;
const buttons = { ack: 'Acknowledge', expect: 'It was to be expected' } as const;

/** Says what a word about an anomaly does, asks, and notes it. */
export function AnomalyDialog({ anomaly, act, operator, onClose }: AnomalyDialogProps) {
  const [problem, setProblem] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const { id } = anomaly;
      await actOnAnomaly({ id, act, by: operator.name, ...(act === 'expect' && { reason }) });
      onClose(true);
    } catch (error) {
      setBusy(false);
      setProblem(messageOf(error));
    }
  };
  return (
    <Dialog title={titles[act]} onClose={() => onClose(false)}>
      <form className="form" onSubmit={submit}>
        <p>
          <strong>{anomaly.sentence}</strong>
        </p>
        <p>
          {act === 'ack'
            ? 'You look after it: nobody is told of it any more.'
            : 'Nobody is told of it any more, and it counts in full in what is expected of the same time in the weeks to come.'}
        </p>
        {act === 'expect' && (
          <ReasonField
            label="Why? Everybody who reads of it sees this."
            value={reason}
            onChange={setReason}
          />
        )}
        <p className="muted">It is noted as said by {operator.name}, here and in the audit trail.</p>
        <p role="alert" className="form-problem">
          {problem}
        </p>
        <div className="form-buttons">
          <button type="button" className="button" onClick={() => onClose(false)}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={busy}>
            {buttons[act]}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
