import { useState } from 'react';
import type {
  AnomalyActName,
  ListedAnomaly,
} from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { ActForm } from '../components/act-form.tsx';
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
  const [reason, setReason] = useState('');
  const note = async () => {
    await actOnAnomaly({ id: anomaly.id, act, by: operator.name, ...(act === 'expect' && { reason }) });
    onClose(true);
  };
  return (
    <ActForm title={titles[act]} button={buttons[act]} act={note} onCancel={() => onClose(false)}>
      <p>
        <strong>{anomaly.sentence}</strong>
      </p>
      <p>
        {act === 'ack'
          ? 'You look after it: nobody is told of it any more once its alarm has cleared, some minutes from now.'
          : 'Nobody is told of it any more once its alarm has cleared, some minutes from now, and it counts in full in what is expected of the same time in the weeks to come.'}
      </p>
      {act === 'expect' && (
        <ReasonField label="Why? Everybody who reads of it sees this." value={reason} onChange={setReason} />
      )}
      <p className="muted">It is noted as said by {operator.name}, here and in the audit trail.</p>
    </ActForm>
  );
}
