import type { ListedAlert } from '../../../functions/core/alerts/listed-alert.ts';
import { waitingAmong } from '../data/use-waiting-alerts.ts';
import { formatCount } from '../format/numbers.ts';

/** In one look: does anything wait for somebody? */
export function AlertVerdict({ alerts }: { alerts: readonly ListedAlert[] }) {
  const open = waitingAmong(alerts);
  const acknowledged = alerts.filter(({ state }) => state === 'acknowledged');
  const critical = open.filter(({ severity }) => severity === 'critical');
  const level = critical.length > 0 ? 'attention' : open.length > 0 ? 'late' : 'good';
  return (
    <div className={`verdict level-${level}`}>
      <p className="verdict-title">
        {open.length === 0 ? 'No alert waits for anybody' : `${formatCount(open.length)} not acknowledged`}
      </p>
      <p className="verdict-text">
        {open.length > 0 && `${formatCount(critical.length)} critical. `}
        {acknowledged.length > 0 && `Somebody looks after ${formatCount(acknowledged.length)} more. `}
        Alarms that ring together are one alert; whoever is responsible is told step by step until somebody
        acknowledges.
      </p>
    </div>
  );
}
