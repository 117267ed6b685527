import { useEffect, useRef, useState } from 'react';
import type { AlertAct, ListedAlert } from '../../../functions/core/alerts/listed-alert.ts';
import { Message } from '../components/message.tsx';
import { currentOperator, useOperator } from '../data/operator.ts';
import { KeyDialog } from '../operator/key-dialog.tsx';
import { ActDialog } from './act-dialog.tsx';
import { type AlertFilter, AlertFilters, isShown } from './alert-filters.tsx';
import { AlertPanel } from './alert-panel.tsx';
import { AlertVerdict } from './alert-verdict.tsx';

interface AlertsProps {
  /** As last polled. */
  readonly alerts: readonly ListedAlert[];
  /** The one to show alone. */
  readonly alertId: string | undefined;
}

const ranks = { open: 0, acknowledged: 1, over: 2 } as const;
const doneWords = { ack: 'acknowledged', resolve: 'declared over' } as const;

/** The alerts, those first that nobody looks after, for an operator to act on. */
export function Alerts({ alerts: polled, alertId }: AlertsProps) {
  const operator = useOperator();
  const [filter, setFilter] = useState<AlertFilter>({});
  const [asked, setAsked] = useState<{ readonly alert: ListedAlert; readonly act: AlertAct }>();
  const [done, setDone] = useState<{ readonly alert: ListedAlert; readonly act: AlertAct }>();
  // What came of an act stands until the next poll knows it too.
  const [seen, setSeen] = useState(polled);
  const alerts = polled.map((alert) =>
    done && seen === polled && done.alert.id === alert.id ? done.alert : alert,
  );

  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The button that was pressed may be gone.
    if (done) said.current?.focus();
  }, [done]);

  const close = (alert?: ListedAlert) => {
    if (alert && asked) {
      setDone({ alert, act: asked.act });
      setSeen(polled);
    }
    setAsked(undefined);
  };
  const shown = (
    alertId === undefined ? alerts.filter(isShown(filter)) : alerts.filter(({ id }) => id === alertId)
  )
    // Within a state the cell's own order stays: critical ones first, then the oldest.
    .toSorted((a, b) => ranks[a.state] - ranks[b.state]);
  return (
    <>
      <p ref={said} tabIndex={-1} role="status" className={done ? 'said' : 'visually-hidden'}>
        {done && `“${done.alert.headline}” is ${doneWords[done.act]}.`}
      </p>
      {alertId === undefined ? (
        <>
          <AlertVerdict alerts={alerts} />
          <AlertFilters filter={filter} onChange={setFilter} />
        </>
      ) : (
        <p>
          <a href="#/alerts">All alerts</a>
        </p>
      )}
      {shown.length === 0 && <Nothing alertId={alertId} />}
      {shown.map((alert) => (
        <AlertPanel key={alert.id} alert={alert} onAct={(act) => setAsked({ alert, act })} />
      ))}
      {asked && !operator && <KeyDialog onClose={() => currentOperator() || close()} />}
      {asked && operator && <ActDialog {...asked} operator={operator} onClose={close} />}
    </>
  );
}

function Nothing({ alertId }: Pick<AlertsProps, 'alertId'>) {
  return alertId === undefined ? (
    <Message title="No such alert.">Choose less, or nothing, above.</Message>
  ) : (
    <Message title={`There is no alert ${alertId}.`}>No alarm of this group has ever rung here.</Message>
  );
}
