import type { AlertAct, ListedAlert } from '../../../functions/core/alerts/listed-alert.ts';
import { ActForm } from '../components/act-form.tsx';
import { Instant } from '../components/instant.tsx';
import { actOnAlert } from '../data/alerts.ts';
import type { Operator } from '../data/operator.ts';

interface ActDialogProps {
  readonly alert: ListedAlert;
  readonly act: AlertAct;
  readonly operator: Operator;
  /** With the alert as it is then, if it was done. */
  readonly onClose: (alert?: ListedAlert) => void;
}

const titles = { ack: 'Acknowledge the alert?', resolve: 'Declare the alert over?' } as const;
const buttons = { ack: 'Acknowledge', resolve: 'Declare over' } as const;

/** Says what an act on an alert would do, asks, and does it. */
export function ActDialog({ alert, act, operator, onClose }: ActDialogProps) {
  return (
    <ActForm
      title={titles[act]}
      button={buttons[act]}
      act={async () => onClose(await actOnAlert({ id: alert.id, act, by: operator.name }))}
      onCancel={() => onClose()}
    >
      <p>
        <strong>{alert.headline}</strong> (<code>{alert.id}</code>)
      </p>
      {act === 'ack' ? <Acknowledging alert={alert} /> : <Resolving alert={alert} />}
      <p className="muted">It is noted as done by {operator.name}, here and in the audit trail.</p>
    </ActForm>
  );
}

function Acknowledging({ alert: { next } }: { alert: ListedAlert }) {
  return (
    <>
      <p>You look after it. Until it is over, nobody else is told, unless it becomes more severe.</p>
      {next.length > 0 && (
        <ul className="plan">
          {next.map(({ audience, contact, at }) => (
            <li key={audience}>
              {contact}, whose turn is <Instant at={at} form="full" />, is not told
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Resolving({ alert: { alarms, told } }: { alert: ListedAlert }) {
  const ringing = alarms.filter((alarm) => alarm.ringing).length;
  const contacts = [...new Set(told.flatMap((one) => one.contacts.map(({ contact }) => contact)))];
  return (
    <>
      <p>
        It counts as over from now on
        {contacts.length > 0 && `, and ${contacts.join(' and ')} hear that you said so`}.
      </p>
      {ringing > 0 && (
        <p>
          {ringing === 1 ? 'One alarm of it still rings' : `${ringing} alarms of it still ring`}: what rings
          now does not count any more. An alarm that rings anew opens the alert again.
        </p>
      )}
    </>
  );
}
