import { type ComponentProps, lazy, Suspense } from 'react';
import { Message } from './message.tsx';

/** Retries until the file can be loaded: the cell may be away for a while. */
async function loadChart(): Promise<typeof import('./time-chart.tsx')> {
  for (;;) {
    try {
      return await import('./time-chart.tsx');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
}

const TimeChart = lazy(async () => ({ default: (await loadChart()).TimeChart }));

/** Loaded lazily: the chart library is most of the bundle, and the page does not wait for it. */
export function LazyChart(props: ComponentProps<typeof TimeChart>) {
  return (
    <Suspense
      fallback={
        <div className={`chart-host ${props.className ?? ''}`}>
          <Message title="Drawing the chart…" />
        </div>
      }
    >
      <TimeChart {...props} />
    </Suspense>
  );
}
