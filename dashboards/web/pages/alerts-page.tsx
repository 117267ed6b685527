import { useEffect } from 'react';
import { Alerts } from '../alerts/alerts.tsx';
import { Message } from '../components/message.tsx';
import { fetchAlerts } from '../data/api.ts';
import { usePolled } from '../data/use-polled.ts';
import { alertPollMs } from '../data/use-waiting-alerts.ts';

/** What people are told of, and what they do about it; with an id, one of them. */
export function AlertsPage({ alertId }: { alertId: string | undefined }) {
  const { data, error } = usePolled(fetchAlerts, alertPollMs);
  useEffect(() => {
    document.title = 'Alerts · Invoice events';
  }, []);
  return (
    <div className="page">
      <h1 className="visually-hidden">Alerts of the cell</h1>
      {!data && !error && <Message title="Reading the alerts…" />}
      {!data && error && <Message title="The alerts cannot be shown now.">{error.message}</Message>}
      {data && <Alerts alerts={data.alerts} alertId={alertId} />}
    </div>
  );
}
