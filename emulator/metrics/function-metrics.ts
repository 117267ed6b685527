import type { Clock } from '../../lib/clock.ts';
import type { MetricStore, Recorder } from './metric-store.ts';

type Run = (name: string, event: unknown) => Promise<unknown>;

/**
 * The way to run functions, with what Lambda reports of it:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * Nothing is throttled here, so `Throttles` has no data.
 */
export function measuredFunctions(run: Run, store: MetricStore, clock: Clock): Run {
  const recorders = new Map<
    string,
    Readonly<Record<'invocations' | 'errors' | 'duration' | 'concurrent', Recorder>>
  >();
  const active = new Map<string, number>();
  const recordersOf = (name: string) => {
    const known = recorders.get(name);
    if (known) return known;
    const recorder = (metric: string) =>
      store.recorder({ namespace: 'AWS/Lambda', name: metric, dimensions: { FunctionName: name } });
    const made = {
      invocations: recorder('Invocations'),
      errors: recorder('Errors'),
      duration: recorder('Duration'),
      concurrent: recorder('ConcurrentExecutions'),
    };
    recorders.set(name, made);
    return made;
  };
  return async (name, event) => {
    const record = recordersOf(name);
    const startedAt = clock.now();
    const concurrent = (active.get(name) ?? 0) + 1;
    active.set(name, concurrent);
    record.concurrent(concurrent);
    record.invocations(1);
    let failed = 1;
    try {
      const answer = await run(name, event);
      failed = 0;
      return answer;
    } finally {
      active.set(name, (active.get(name) ?? 1) - 1);
      record.errors(failed);
      record.duration(clock.now() - startedAt);
    }
  };
}
