import { lazy, Suspense, useState } from 'react';
import { livePage } from '../../live-page.ts';
import { fetchTraffic } from '../data/api.ts';
import { usePolled } from '../data/use-polled.ts';
import { Message } from './message.tsx';
import { Panel } from './panel.tsx';
import { TrafficTable } from './traffic-table.tsx';

/** Tries until the file is there: the cell may be gone for a while. */
const loadChart = async (): Promise<typeof import('./traffic-chart.tsx')> => {
  for (;;) {
    try {
      return await import('./traffic-chart.tsx');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
};

/** The chart library is most of the console's weight: the rest of the page does not wait for it. */
const TrafficChart = lazy(async () => ({ default: (await loadChart()).TrafficChart }));

/** The traffic of the last hour: as a chart, or as a table for whoever prefers figures. */
export function TrafficPanel() {
  const { data, error } = usePolled(fetchTraffic, 5_000);
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={livePage.traffic.title}
      help={livePage.traffic.help}
      actions={
        <button
          type="button"
          className="button"
          aria-pressed={asTable}
          onClick={() => setAsTable((table) => !table)}
        >
          Show as table
        </button>
      }
    >
      {!data && !error && <Message title="Reading the last hour…" />}
      {!data && error && <Message title="The traffic cannot be shown now.">{error.message}</Message>}
      {data && asTable && <TrafficTable traffic={data} />}
      {data && !asTable && (
        <Suspense fallback={<Message title="Drawing the chart…" />}>
          <TrafficChart traffic={data} />
        </Suspense>
      )}
    </Panel>
  );
}
