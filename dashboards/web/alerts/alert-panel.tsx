import type { AlertAct, ListedAlert } from '../../../functions/core/alerts/listed-alert.ts';
import { WarningIcon } from '../components/icons.tsx';
import { Instant } from '../components/instant.tsx';
import { Panel } from '../components/panel.tsx';
import { alertHref } from '../data/route.ts';
import { AlertAlarms } from './alert-alarms.tsx';

interface AlertPanelProps {
  readonly alert: ListedAlert;
  readonly onAct: (act: AlertAct) => void;
}

/** An alert: how it stands, what rings, who was told and who is next, and what can be done. */
export function AlertPanel({ alert, onAct }: AlertPanelProps) {
  const { id, headline, state, severity, since, until, audiences } = alert;
  const isOver = state === 'over';
  return (
    <Panel
      className={isOver ? 'alert' : `alert ringing ringing-${severity}`}
      title={headline}
      actions={!isOver && <Buttons alert={alert} onAct={onAct} />}
    >
      <p className="alert-head">
        <span className={isOver ? 'alarm-state' : `alarm-state alarm-${severity}`}>
          {!isOver && <WarningIcon />}
          {isOver ? `Over, was ${severity}` : severity}
        </span>
        <a href={alertHref(id)}>
          <span className="visually-hidden">Alert </span>
          <code>{id}</code>
        </a>
        <span className="muted">for {audiences.join(' and ')}</span>
      </p>
      <dl className="facts-list">
        <dt>State</dt>
        <dd>
          <State alert={alert} />
        </dd>
        <dt>{isOver ? 'Rang' : 'Since'}</dt>
        <dd>
          <Instant at={since} form="full" />
          {until !== null && (
            <>
              {' '}
              to <Instant at={until} form="full" />
            </>
          )}
        </dd>
        <dt>Told</dt>
        <dd>
          <Told alert={alert} />
        </dd>
        {!isOver && (
          <>
            <dt>Next</dt>
            <dd>
              <Next alert={alert} />
            </dd>
          </>
        )}
      </dl>
      <AlertAlarms alarms={alert.alarms} />
    </Panel>
  );
}

function Buttons({ alert: { state, headline }, onAct }: AlertPanelProps) {
  const of = <span className="visually-hidden"> {headline}</span>;
  return (
    <>
      {state === 'open' && (
        <button type="button" className="button button-main" onClick={() => onAct('ack')}>
          Acknowledge{of}
        </button>
      )}
      <button type="button" className="button" onClick={() => onAct('resolve')}>
        Declare over{of}
      </button>
    </>
  );
}

function State({ alert: { state, acknowledged, resolved } }: { alert: ListedAlert }) {
  if (state === 'open') return <strong>Nobody looks after it yet</strong>;
  const [what, act] = state === 'acknowledged' ? ['Acknowledged', acknowledged] : ['Declared over', resolved];
  if (!act) return state === 'over' ? 'Over: no alarm of it rings any more' : what;
  return (
    <>
      {what} by {act.by}, <Instant at={act.at} form="full" />
    </>
  );
}

function Told({ alert: { told } }: { alert: ListedAlert }) {
  const all = told.flatMap(({ contacts }) => contacts).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  if (all.length === 0)
    return told.length > 0 ? <Instant at={told[0]?.at ?? ''} form="full" /> : 'Nobody yet';
  return (
    <ul className="told">
      {all.map(({ contact, at }) => (
        <li key={`${contact} ${at}`}>
          {contact}, <Instant at={at} form="full" />
        </li>
      ))}
    </ul>
  );
}

function Next({ alert: { state, next } }: { alert: ListedAlert }) {
  if (next.length === 0) return state === 'acknowledged' ? 'Nobody, unless it becomes more severe' : 'Nobody';
  return (
    <ul className="told">
      {next.map(({ audience, contact, at }) => (
        <li key={audience}>
          {contact}, <Instant at={at} form="full" />, unless somebody acknowledges before
        </li>
      ))}
    </ul>
  );
}
