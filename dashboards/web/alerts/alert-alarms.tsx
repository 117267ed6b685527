import type { ListedAlert } from '../../../functions/core/alerts/listed-alert.ts';
import { alarmHref } from '../data/route.ts';

/** Shown at once; an outage makes dozens ring. */
const shownAtOnce = 5;

/** The alarms of an alert, the first to ring first, each with what it means and its runbook. */
export function AlertAlarms({ alarms }: Pick<ListedAlert, 'alarms'>) {
  const [first, rest] = [alarms.slice(0, shownAtOnce), alarms.slice(shownAtOnce)];
  return (
    <div className="alert-alarms">
      <Items alarms={first} />
      {rest.length > 0 && (
        <details>
          <summary>{rest.length === 1 ? 'One more alarm' : `${rest.length} more alarms`}</summary>
          <Items alarms={rest} />
        </details>
      )}
    </div>
  );
}

function Items({ alarms }: Pick<ListedAlert, 'alarms'>) {
  return (
    <ul>
      {alarms.map(({ name, ringing, means, reason, runbook }) => (
        <li key={name}>
          <p>
            <strong>{name}</strong> <span className="muted">{ringing ? 'rings' : 'rings no more'}</span>
            {runbook !== null && (
              <>
                {' · '}
                <a href={alarmHref(name)}>
                  Runbook<span className="visually-hidden"> of {name}</span>
                </a>
              </>
            )}
          </p>
          <p>{means}</p>
          <p className="second-line">{reason}</p>
        </li>
      ))}
    </ul>
  );
}
